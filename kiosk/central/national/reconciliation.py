"""Whether both sides count the same, day by day; a day that differs is sent once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, select

from kiosk.central.database import WRITING
from kiosk.central.instants import milliseconds, moment
from kiosk.central.national.passages import bounds, counted
from kiosk.central.national.receiver import Receiver
from kiosk.central.tables import national_days, national_progress, national_refused, upsert


@dataclass(frozen=True, slots=True)
class DayCount:
    """`ours`: passages that were handed on and not refused; `theirs`: what the national centre has."""

    day: date
    ours: int
    theirs: int

    @property
    def agrees(self) -> bool:
        return self.ours == self.theirs


def reconcile(
    engine: Engine, receiver: Receiver, zone: ZoneInfo, days: Sequence[date], now: datetime
) -> list[DayCount]:
    """Asks for the count of each day, and keeps what came out. Raises NotAnswered, DBAPIError."""
    found = []
    for day in days:
        begin, end = (moment(ms) for ms in bounds(day, zone))
        with engine.connect() as connection:
            ours = _ours(connection, receiver.target, day, zone)
        found.append(DayCount(day, ours, receiver.count(begin, end)))
    rows = [
        {"target": receiver.target, "day": one.day, "ours": one.ours, "theirs": one.theirs}
        | {"checked_ms": milliseconds(now)}
        for one in found
    ]
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        if rows:
            upsert(connection, national_days, ["target", "day"], rows, _counted_again)
    return found


def _ours(connection: Connection, target: str, day: date, zone: ZoneInfo) -> int:
    through = connection.execute(
        select(national_progress.c.through).where(national_progress.c.target == target)
    ).scalar_one()
    refused = connection.execute(
        select(func.count())
        .select_from(national_refused)
        .where(
            national_refused.c.target == target,
            national_refused.c.day == day,
            national_refused.c.arrival <= through,
        )
    ).scalar_one()
    return counted(connection, day, zone, through) - refused


def _counted_again(new: object) -> dict[str, object]:
    return {name: getattr(new, name) for name in ("ours", "theirs", "checked_ms")}
