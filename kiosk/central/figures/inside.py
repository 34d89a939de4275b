"""Who is inside a site by what is recorded, and all that makes this uncertain."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, select

from kiosk.central.accounts.scope import Scope
from kiosk.central.figures.completeness import Completeness
from kiosk.central.figures.passages import PASSED
from kiosk.central.instants import milliseconds, moment
from kiosk.central.registry.records import SiteKey
from kiosk.central.tables import entries
from kiosk.domain.entry import Event
from kiosk.domain.verdict import Direction

LONG = timedelta(hours=10)
"""Whoever came in longer ago may well have left without a scan."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody who came in and was not seen to leave. Nothing here says who it is."""

    since: datetime  # aware, UTC
    kiosk: str
    kind: str | None
    role: str | None
    trusted: bool  # the kiosk's clock
    key: tuple[str, str, int] = field(repr=False)  # kiosk, epoch, seq: of the entry by which they came in

    def long(self, now: datetime) -> bool:
        return now - self.since > LONG


@dataclass(frozen=True, slots=True)
class Inside:
    """`stays`: the longest first. Of what makes them uncertain:

    `unnamed`: came in and did not go out, among those whose entries have no subject to match (in less out).
    `never_came`: went out and was never seen to come in: others may have come in like them.
    `taken_for_gone`: a kiosk took them for gone by itself; they may be inside.
    `missing`: numbers of this site's kiosks that have not arrived, though later ones have.
    """

    since: datetime
    entered: int
    left: int
    stays: tuple[Stay, ...]
    unnamed: int
    never_came: int
    taken_for_gone: int
    missing: int

    def long_stays(self, now: datetime) -> int:
        return sum(stay.long(now) for stay in self.stays)

    @property
    def count(self) -> int:
        return len(self.stays) + self.unnamed


class Presence:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._whole = Completeness(engine)

    def inside(self, scope: Scope, site: SiteKey, since: datetime, now: datetime) -> Inside:
        """Of those who came since the day began: then the day key changed, and nobody was known any more."""
        area, agency, name = site
        where = (
            scope.of(entries),
            entries.c.area == area,
            entries.c.agency == agency,
            entries.c.site == name,
            entries.c.at_ms >= milliseconds(since),
            entries.c.at_ms <= milliseconds(now),
        )
        with self._engine.begin() as connection:
            passages = connection.execute(
                select(*_PASSAGE).where(PASSED, *where).order_by(entries.c.at_ms, entries.c.arrival)
            ).all()
        missing = sum(
            epoch.missing
            for kiosk in {row.kiosk for row in passages}
            for epoch in self._whole.of_kiosk(kiosk)
        )
        return _sum_up(passages, since, missing)


_PASSAGE = (
    entries.c.kiosk,
    entries.c.epoch,
    entries.c.seq,
    entries.c.at_ms,
    entries.c.clock,
    entries.c.event,
    entries.c.kind,
    entries.c.role,
    entries.c.direction,
    entries.c.subject,
)


def _sum_up(passages: Sequence[Row[*tuple[Any, ...]]], since: datetime, missing: int) -> Inside:
    inside: dict[str, Row[*tuple[Any, ...]]] = {}
    gone: set[str] = set()
    unnamed = never_came = taken_for_gone = 0
    for row in passages:
        came = row.direction == Direction.IN
        if row.subject is None:
            unnamed = max(0, unnamed + (1 if came else -1))
        elif came:
            inside.setdefault(row.subject, row)
            gone.discard(row.subject)
        else:
            if row.subject not in inside and row.subject not in gone:
                never_came += 1
            if row.event == Event.AUTO_OUT:
                taken_for_gone += 1
            inside.pop(row.subject, None)
            gone.add(row.subject)
    stays = tuple(
        Stay(
            moment(row.at_ms),
            row.kiosk,
            row.kind,
            row.role,
            row.clock == "trusted",
            (row.kiosk, row.epoch, row.seq),
        )
        for row in inside.values()
    )
    return Inside(
        since,
        sum(row.direction == Direction.IN for row in passages),
        sum(row.direction == Direction.OUT for row in passages),
        tuple(sorted(stays, key=lambda stay: stay.since)),
        unnamed,
        never_came,
        taken_for_gone,
        missing,
    )
