"""A day in figures: by the hour, by site; each takes a scope and sees its areas alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, case, func, select

from kiosk.central.accounts.scope import Scope
from kiosk.central.figures.passages import PASSED, THROUGH, UNDONE
from kiosk.central.instants import milliseconds
from kiosk.central.registry.records import SiteKey
from kiosk.central.tables import entries
from kiosk.domain.entry import Event
from kiosk.domain.verdict import Direction, Role, Verdict

HOUR = timedelta(hours=1)
HOUR_MS = HOUR // timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Hour:
    """`start`: aware. `rejected`: codes that were turned away."""

    start: datetime
    entered: int = 0
    left: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class SiteCount:
    key: SiteKey
    entered: int = 0
    left: int = 0
    rejected: int = 0

    @property
    def inside(self) -> int:
        """By the counts alone; never below 0."""
        return max(0, self.entered - self.left)


class Figures:
    """Its transactions never hold up the writing ones."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hours(
        self, scope: Scope, since: datetime, before: datetime, site: SiteKey | None = None
    ) -> list[Hour]:
        """Every hour from `since` on, the quiet ones as well."""
        nth = ((entries.c.at_ms - milliseconds(since)) // HOUR_MS).label("nth")
        what = _told.label("what")
        counted: Counter[tuple[int, str]] = Counter()
        with self._engine.begin() as connection:
            for hour, told, count in connection.execute(
                select(nth, what, func.count())
                .where(_COUNTS, *_between(scope, since, before, site))
                .group_by(nth, what)
            ):
                counted[int(hour), told] += count
        return [
            Hour(
                since + hour * HOUR,
                counted[hour, Direction.IN],
                counted[hour, Direction.OUT],
                counted[hour, Verdict.REJECTED],
            )
            for hour in range(-(-(before - since) // HOUR))
        ]

    def sites(self, scope: Scope, since: datetime, before: datetime) -> dict[SiteKey, SiteCount]:
        """Of every site that sent anything about somebody in that time."""
        place = (entries.c.area, entries.c.agency, entries.c.site)
        counts = (
            func.count().filter(_told == what.value)
            for what in (Direction.IN, Direction.OUT, Verdict.REJECTED)
        )
        with self._engine.begin() as connection:
            rows = connection.execute(
                select(*place, *counts).where(_COUNTS, *_between(scope, since, before)).group_by(*place)
            )
            return {
                (area, agency, site): SiteCount((area, agency, site), entered, left, rejected)
                for area, agency, site, entered, left, rejected in rows
            }

    def staff_seen(self, scope: Scope, since: datetime, before: datetime, site: SiteKey) -> int:
        """How many different people came in as staff; a new day key makes one person two."""
        with self._engine.begin() as connection:
            return connection.execute(
                select(func.count(entries.c.subject.distinct())).where(
                    PASSED,
                    entries.c.role == Role.STAFF.value,
                    entries.c.direction == Direction.IN.value,
                    *_between(scope, since, before, site),
                )
            ).scalar_one()


_REJECTED: ColumnElement[bool] = (entries.c.verdict == Verdict.REJECTED.value) & (
    entries.c.event == Event.PRESENTED.value
)
_COUNTS = (THROUGH | _REJECTED) & ~UNDONE
_told: ColumnElement[str | None] = case((_REJECTED, Verdict.REJECTED.value), else_=entries.c.direction)
"""In, out, or turned away: so one look at the entries tells all three."""


def total(hours: Iterable[Hour]) -> Hour:
    """Of all of them, as one."""
    hours = list(hours)
    return Hour(
        hours[0].start,
        sum(hour.entered for hour in hours),
        sum(hour.left for hour in hours),
        sum(hour.rejected for hour in hours),
    )


def _between(
    scope: Scope, since: datetime, before: datetime, site: SiteKey | None = None
) -> list[ColumnElement[bool]]:
    conditions = [
        scope.of(entries),
        entries.c.at_ms >= milliseconds(since),
        entries.c.at_ms < milliseconds(before),
    ]
    if site:
        area, agency, name = site
        conditions += [entries.c.area == area, entries.c.agency == agency, entries.c.site == name]
    return conditions
