"""Identities whose time at the centre is over go; entries and all that is counted stay.

The time counts from when an entry reached the centre: a kiosk may have had it for long, and its clock wrong.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, or_, select

from kiosk.central.accounts.audit import COMMAND_LINE, Action, Deed, record
from kiosk.central.chores import done_up_to, next_stretch
from kiosk.central.database import WRITING, keep_arrivals_in_order
from kiosk.central.erasing.identities import empty_log, take_out
from kiosk.central.instants import milliseconds
from kiosk.central.tables import entries, quarantine

CHORE = "purge"

_HAS_IDENTITY = or_(*(entries.c[name].is_not(None) for name in ("subject", "person", "salt", "trace_key")))


@dataclass(frozen=True, slots=True)
class Turn:
    """`more`: there may be more to do at once."""

    identities: int
    more: bool


class Purge:
    """A stretch at a time, so that nobody who stores waits long. `keep_days`: so long they stay."""

    def __init__(self, engine: Engine, keep_days: int) -> None:
        self._reading, self._writing = engine, engine.execution_options(**{WRITING: True})
        self._engine, self._kept = engine, timedelta(days=keep_days)
        self._taken_out = 0

    def turn(self, now: datetime) -> Turn:
        """What is over of the next stretch. Raises DBAPIError; then nothing of this turn is done."""
        limit_ms = milliseconds(now - self._kept)
        with self._reading.begin() as connection:
            stretch = next_stretch(connection, CHORE)
            within = (entries.c.arrival > stretch.after, entries.c.arrival <= stretch.up_to)
            keeps = (
                select(entries.c.arrival)
                .where(*within, entries.c.arrived_ms >= limit_ms)
                .order_by(entries.c.arrival)
                .limit(1)
            )
            first_kept = connection.execute(keeps).scalar()
            up_to = stretch.up_to if first_kept is None else first_kept - 1
            over = select(entries.c.arrival).where(*within, entries.c.arrival <= up_to, _HAS_IDENTITY)
            arrivals = connection.execute(over).scalars().all()
        if up_to > stretch.after:
            with self._writing.begin() as connection:
                keep_arrivals_in_order(connection)
                take_out(connection, arrivals)
                done_up_to(connection, CHORE, up_to)
        self._taken_out += len(arrivals)
        if up_to > stretch.after and first_kept is None:
            return Turn(len(arrivals), more=True)
        self._end(now, limit_ms)
        return Turn(len(arrivals), more=False)

    def whole(self, now: datetime) -> int:
        """All that is over; how many identities went."""
        identities, more = 0, True
        while more:
            turn = self.turn(now)
            identities, more = identities + turn.identities, turn.more
        return identities

    def _end(self, now: datetime, limit_ms: int) -> None:
        """Messages that nobody could read may hold sealed persons, and go as well."""
        unreadable = quarantine.c.arrived_ms < limit_ms
        with self._reading.begin() as connection:
            some = connection.execute(select(quarantine.c.id).where(unreadable).limit(1)).first()
        if not (self._taken_out or some):
            return
        with self._writing.begin() as connection:
            messages = connection.execute(delete(quarantine).where(unreadable)).rowcount
            detail = {"identities": self._taken_out, "messages": messages, "days": self._kept.days}
            record(connection, COMMAND_LINE, [Deed(Action.PURGED, "identities", detail=detail)], now)
        self._taken_out = 0
        empty_log(self._engine)
