"""The trace key of every person: found in memory and written beside the seal; the rest is forgotten.

Not while entries are stored, which opening would slow down, but just after, in the order in which they
arrived (docs/decisions/0062).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, bindparam, select, update

from kiosk.central.chores import Stretch, done_up_to, next_stretch
from kiosk.central.database import WRITING, keep_arrivals_in_order
from kiosk.central.instants import milliseconds
from kiosk.central.intake import Alarm
from kiosk.central.store import raise_alarms
from kiosk.central.tables import entries
from kiosk.domain.entry import to_base64url
from kiosk.errors import SealBroken
from kiosk.keys.files import CentreKeys
from kiosk.keys.person import open_person

CHORE = "trace_keys"
UNOPENED = "unopened"
AT_ONCE = 500
"""Persons opened in a turn: about 25 ms, between which a collector stores."""

_SEALED = (entries.c.arrival, entries.c.kiosk, entries.c.epoch, entries.c.salt, entries.c.person)
_WRITTEN = (
    update(entries)
    .where(entries.c.arrival == bindparam("of_arrival"), entries.c.person.is_not(None))
    .values(trace_key=bindparam("of_person"))
)


@dataclass(frozen=True, slots=True)
class Turn:
    """`more`: there is more to do at once."""

    opened: int
    more: bool


class TraceIndex:
    def __init__(self, engine: Engine, keys: CentreKeys) -> None:
        self._reading, self._writing = engine, engine.execution_options(**{WRITING: True})
        self._keys = keys
        self._made_with = keys.index.fingerprint(keys.opening.kids)

    def turn(self, now: datetime) -> Turn:
        """Opens the persons that arrived next. Raises DBAPIError; then nothing of this turn is done."""
        with self._reading.begin() as connection:
            stretch = next_stretch(connection, CHORE, self._made_with)
            if stretch.empty:
                return Turn(0, more=False)
            rows = connection.execute(
                select(*_SEALED)
                .where(
                    entries.c.arrival > stretch.after,
                    entries.c.arrival <= stretch.up_to,
                    entries.c.person.is_not(None),
                )
                .order_by(entries.c.arrival)
                .limit(AT_ONCE)
            ).all()
        if len(rows) == AT_ONCE:
            stretch = Stretch(stretch.after, rows[-1].arrival)
        return self._write(stretch, rows, now)

    def catch_up(self, now: datetime) -> None:
        """Until every person that arrived is found by a trace key."""
        while self.turn(now).more:
            pass

    def _write(self, stretch: Stretch, rows: Sequence[Row[*tuple[Any, ...]]], now: datetime) -> Turn:
        unopened: list[Alarm] = []
        found = [
            {"of_arrival": row.arrival, "of_person": key}
            for row in rows
            for key in self._trace_key(row, unopened)
        ]
        with self._writing.begin() as connection:
            keep_arrivals_in_order(connection)  # whoever moves times or takes out doubles locks the same rows
            if found:
                connection.execute(_WRITTEN, found)
            raise_alarms(connection, unopened, milliseconds(now))
            done_up_to(connection, CHORE, stretch.up_to, self._made_with)
            more = not next_stretch(connection, CHORE, self._made_with).empty
        return Turn(len(found), more)

    def _trace_key(self, row: Row[*tuple[Any, ...]], unopened: list[Alarm]) -> Iterator[str]:
        """None, and an alarm, where the seal does not open."""
        try:
            sealed = json.loads(row.person)
            person = open_person(sealed, kiosk=row.kiosk, salt=row.salt or "", ring=self._keys.opening)
        except SealBroken as error:
            unopened.append(Alarm(UNOPENED, str(error), row.kiosk, row.epoch))
        else:
            yield to_base64url(self._keys.index.trace_key(person))
