"""Entries one after the other, for files: nothing of a person, and never all of them in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select

from kiosk.central.accounts.scope import Scope
from kiosk.central.instants import milliseconds, moment
from kiosk.central.registry.records import SiteKey
from kiosk.central.tables import entries

AT_ONCE = 5000

COLUMNS = (
    *("at", "area", "agency", "site", "kiosk", "epoch", "seq", "event", "direction", "verdict", "reason"),
    *("kind", "assurance", "role", "clock"),
)
"""In their order; `at` is RFC 3339, UTC."""

_READ = tuple(entries.c[name] for name in COLUMNS[1:])


@dataclass(frozen=True, slots=True)
class Wanted:
    """`area` empty, `site` None: all that the scope allows."""

    scope: Scope
    since: datetime
    before: datetime
    area: str = ""
    site: SiteKey | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        conditions = [
            self.scope.of(entries),
            entries.c.at_ms >= milliseconds(self.since),
            entries.c.at_ms < milliseconds(self.before),
        ]
        if self.area:
            conditions.append(entries.c.area == self.area)
        if self.site:
            area, agency, site = self.site
            conditions += [entries.c.area == area, entries.c.agency == agency, entries.c.site == site]
        return conditions


class Listing:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def count(self, wanted: Wanted) -> int:
        with self._engine.begin() as connection:
            return connection.execute(
                select(func.count()).select_from(entries).where(*wanted.conditions)
            ).scalar_one()

    def rows(self, wanted: Wanted) -> Iterator[list[list[object]]]:
        """In the order of time, so many at once; each lot is a transaction of its own."""
        last: tuple[int, int] | None = None
        while True:
            conditions = wanted.conditions
            if last:
                at_ms, arrival = last
                later = and_(entries.c.at_ms == at_ms, entries.c.arrival > arrival)
                conditions += [entries.c.at_ms >= at_ms, or_(entries.c.at_ms > at_ms, later)]
            with self._engine.begin() as connection:
                lot = connection.execute(
                    select(entries.c.at_ms, entries.c.arrival, *_READ)
                    .where(*conditions)
                    .order_by(entries.c.at_ms, entries.c.arrival)
                    .limit(AT_ONCE)
                ).all()
            if not lot:
                return
            yield [[moment(row[0]).isoformat(timespec="milliseconds"), *row[2:]] for row in lot]
            last = lot[-1][0], lot[-1][1]
