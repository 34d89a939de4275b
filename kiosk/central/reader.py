"""What the centre holds, for those who look: the live page, and checks that nothing was lost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, func, select

from kiosk.central.accounts.scope import Scope
from kiosk.central.database import open_database
from kiosk.central.figures.passages import PASSED
from kiosk.central.instants import milliseconds, moment
from kiosk.central.registry.records import SiteKey
from kiosk.central.tables import alarms, entries, kiosks, quarantine
from kiosk.domain.entry import Event
from kiosk.domain.timeline import Known
from kiosk.domain.verdict import Direction, Verdict
from kiosk.feed.topics import Place

EntryKey = tuple[str, str, int]  # kiosk, epoch, seq


@dataclass(frozen=True, slots=True)
class Sighting:
    """An entry as staff may see it live: nothing of the person."""

    arrival: int
    place: Place
    at: datetime  # aware, UTC
    trusted: bool  # the time: by the kiosk's clock, or put right since
    event: str
    verdict: str | None
    reason: str | None
    kind: str | None
    direction: str | None

    @property
    def changes_others(self) -> bool:
        """Whether entries that came before it count otherwise, or at another time, because of it."""
        return self.event in (Event.UNDO, Event.CLOCK)

    @property
    def passage(self) -> Direction | None:
        """In or out, if somebody passed."""
        if self.direction is None or (self.verdict != Verdict.ACCEPTED and self.event != Event.AUTO_OUT):
            return None
        return Direction(self.direction)


@dataclass(frozen=True, slots=True)
class KioskState:
    place: Place
    status: str | None
    seen: datetime | None  # aware, UTC


@dataclass(frozen=True, slots=True)
class Trouble:
    """Alarms of one kind about one kiosk (empty: about nobody that is known)."""

    kiosk: str
    kind: str
    times: int
    last: datetime  # aware, UTC


Passages = dict[tuple[SiteKey, Direction], int]

_LIVE = (
    entries.c.arrival,
    entries.c.area,
    entries.c.agency,
    entries.c.site,
    entries.c.kiosk,
    entries.c.at_ms,
    entries.c.clock,
    entries.c.event,
    entries.c.verdict,
    entries.c.reason,
    entries.c.kind,
    entries.c.direction,
)


class Reader:
    """The centre's reading eye; its transactions never hold up the writing ones."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def latest_since(self, scope: Scope, since: datetime, limit: int) -> list[Sighting]:
        """The last to arrive of what happened since then in those areas, oldest first."""
        with self._engine.begin() as connection:
            rows = connection.execute(
                select(*_LIVE)
                .where(entries.c.at_ms >= milliseconds(since), scope.of(entries))
                .order_by(entries.c.arrival.desc())
                .limit(limit)
            )
            return [_sighting(row) for row in rows][::-1]

    def of_site(
        self, scope: Scope, key: SiteKey, since: datetime, before: datetime, *, limit: int, skip: int = 0
    ) -> list[Sighting]:
        """What happened at a site in that time, the newest first."""
        area, agency, site = key
        with self._engine.begin() as connection:
            rows = connection.execute(
                select(*_LIVE)
                .where(
                    scope.of(entries),
                    entries.c.area == area,
                    entries.c.agency == agency,
                    entries.c.site == site,
                    entries.c.at_ms >= milliseconds(since),
                    entries.c.at_ms < milliseconds(before),
                )
                .order_by(entries.c.at_ms.desc(), entries.c.arrival.desc())
                .limit(limit)
                .offset(skip)
            )
            return [_sighting(row) for row in rows]

    def newest(self, after: int, limit: int) -> list[Sighting]:
        """What arrived after that one, in the order of arrival; where that is more, the last of it."""
        with self._engine.begin() as connection:
            rows = connection.execute(
                select(*_LIVE)
                .where(entries.c.arrival > after)
                .order_by(entries.c.arrival.desc())
                .limit(limit)
            )
            return [_sighting(row) for row in rows][::-1]

    def passages(self, since: datetime, before: datetime, up_to_arrival: int) -> Passages:
        """How many came in and went out of each site in that time, of what had arrived by that one."""
        by_site = (entries.c.area, entries.c.agency, entries.c.site, entries.c.direction)
        where = (
            entries.c.at_ms >= milliseconds(since),
            entries.c.at_ms < milliseconds(before),
            entries.c.arrival <= up_to_arrival,
        )
        with self._engine.begin() as connection:
            rows = connection.execute(select(*by_site, func.count()).where(PASSED, *where).group_by(*by_site))
            return {
                ((area, agency, site), Direction(direction)): count
                for area, agency, site, direction, count in rows
            }

    def kiosks(self) -> list[KioskState]:
        with self._engine.begin() as connection:
            rows = connection.execute(
                select(kiosks).order_by(kiosks.c.area, kiosks.c.agency, kiosks.c.site, kiosks.c.kiosk)
            )
            return [
                KioskState(
                    Place(row.area, row.agency, row.site, row.kiosk),
                    row.status,
                    None if row.seen_ms is None else moment(row.seen_ms),
                )
                for row in rows
            ]

    def troubles(self, since: datetime) -> list[Trouble]:
        """What was raised again or anew since then, the latest first."""
        last = func.max(alarms.c.last_ms)
        with self._engine.begin() as connection:
            rows = connection.execute(
                select(alarms.c.kiosk, alarms.c.kind, func.sum(alarms.c.times), last)
                .where(alarms.c.last_ms >= milliseconds(since))
                .group_by(alarms.c.kiosk, alarms.c.kind)
                .order_by(last.desc(), alarms.c.kiosk, alarms.c.kind)
            )
            return [Trouble(kiosk, kind, int(times), moment(last_ms)) for kiosk, kind, times, last_ms in rows]

    def quarantined(self) -> int:
        """Messages kept apart because they could not be understood."""
        with self._engine.begin() as connection:
            return connection.execute(select(func.count()).select_from(quarantine)).scalar_one()

    def close(self) -> None:
        """Lets the database go; twice is fine."""
        self._engine.dispose()

    def count(self) -> int:
        """Entries stored."""
        with self._engine.begin() as connection:
            return connection.execute(select(func.count()).select_from(entries)).scalar_one()

    def doubles(self) -> int:
        """Presentations that are stored more than once, under whatever numbers.

        An identity is recorded under a salt of its own, so two entries with one digest are one presentation.
        """
        twice = (
            select(entries.c.kiosk)
            .where(entries.c.salt.is_not(None))
            .group_by(entries.c.kiosk, entries.c.identity_digest)
            .having(func.count() > 1)
        )
        with self._engine.begin() as connection:
            return connection.execute(select(func.count()).select_from(twice.subquery())).scalar_one()

    def stored_keys(self) -> set[EntryKey]:
        """The key of every entry stored."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(entries.c.kiosk, entries.c.epoch, entries.c.seq))
            return {(row.kiosk, row.epoch, row.seq) for row in rows}


def open_reader(database: str) -> Reader:
    """Over a database by its URL; raises CentreError if it cannot be opened."""
    return Reader(open_database(database))


def _sighting(row: Row[*tuple[Any, ...]]) -> Sighting:
    return Sighting(
        row.arrival,
        Place(row.area, row.agency, row.site, row.kiosk),
        moment(row.at_ms),
        row.clock != Known.UNTRUSTED,
        row.event,
        row.verdict,
        row.reason,
        row.kind,
        row.direction,
    )
