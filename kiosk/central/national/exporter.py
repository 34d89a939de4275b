"""One batch after the other, in order; what was begun is sent again until it is answered whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, select, update

from kiosk.central.database import WRITING
from kiosk.central.instants import milliseconds, moment
from kiosk.central.national.mapping import Mapper
from kiosk.central.national.passages import Passage, before_day, last_arrival, passages, waiting
from kiosk.central.national.receiver import NotAnswered, NotWanted, Receiver
from kiosk.central.tables import insert_new, national_progress, national_refused

MOST = 500
"""Entries a batch."""


class Told(Enum):
    """What a step came to."""

    NOTHING_NEW = "nothing new"
    TAKEN = "taken"
    FAILED = "failed"
    SMALLER = "smaller batches"


@dataclass(frozen=True, slots=True)
class Step:
    """`sent` counts events that are at the national centre now; `fault`, `after_s`: why not, until when."""

    told: Told
    sent: int = 0
    refused: int = 0
    fault: str | None = None
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """As the table has it."""

    through: int
    batch_end: int | None
    most: int
    failing_since: datetime | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class State:
    """Entries that are not there yet, events that were refused, and why nothing moves, if nothing does."""

    waiting: int
    refused: int
    fault: str | None


class Exporter:
    """To one receiver, from one process at a time. Raises DBAPIError where the database fails."""

    def __init__(self, engine: Engine, receiver: Receiver, mapper: Mapper, zone: ZoneInfo) -> None:
        self._engine, self._writing = engine, engine.execution_options(**{WRITING: True})
        self._receiver, self._mapper, self._zone = receiver, mapper, zone
        with self._writing.begin() as connection:
            insert_new(
                connection, national_progress, [{"target": receiver.target, "through": 0, "most": MOST}]
            )

    def step(self, now: datetime) -> Step:
        """Sends one batch, the one that was begun before any other."""
        begun = self._begin()
        if begun is None:
            return Step(Told.NOTHING_NEW)
        through, end = begun
        with self._engine.connect() as connection:
            batch = list(passages(connection, through, end))
        try:
            refused = self._receiver.take([self._mapper.event(one) for one in batch]).refused if batch else {}
        except NotAnswered as failure:
            self._note_failure(str(failure), now)
            return Step(Told.FAILED, fault=str(failure), after_s=failure.after_s)
        except NotWanted as failure:
            if len(batch) > 1:
                self._halve(end - through)
                return Step(Told.SMALLER)
            refused = {batch[0].id: str(failure)}
        self._finish(end, batch, refused, now)
        return Step(Told.TAKEN, len(batch) - len(refused), len(refused))

    def backfill(self, first: date) -> bool:
        """Sends all from that day on once more; the other side knows what it has. False: there is none."""
        with self._writing.begin() as connection:
            start = before_day(connection, first, self._zone)
            if start is None:
                return False
            self._set(connection, through=min(start, self._read(connection).through), batch_end=None)
        return True

    def state(self) -> State:
        with self._engine.connect() as connection:
            progress = self._read(connection)
            ours = national_refused.c.target == self._receiver.target
            refused = select(func.count()).select_from(national_refused).where(ours)
            left, unwanted = waiting(connection, progress.through), connection.execute(refused).scalar_one()
        return State(left, unwanted, progress.fault)

    def _begin(self) -> tuple[int, int] | None:
        with self._writing.begin() as connection:
            progress = self._read(connection)
            end = progress.batch_end
            if end is None:
                end = last_arrival(connection, progress.through, progress.most)
                if end is not None:
                    self._set(connection, batch_end=end)
        return None if end is None else (progress.through, end)

    def _finish(self, end: int, batch: Sequence[Passage], refused: Mapping[str, str], now: datetime) -> None:
        rows = [
            {
                "target": self._receiver.target,
                "event": one.id,
                "day": one.at.astimezone(self._zone).date(),
                "arrival": one.arrival,
                "reason": refused[one.id],
                "at_ms": milliseconds(now),
            }
            for one in batch
            if one.id in refused
        ]
        with self._writing.begin() as connection:
            most = self._read(connection).most
            self._set(
                connection,
                through=end,
                batch_end=None,
                most=min(MOST, 2 * most),
                failing_since_ms=None,
                fault=None,
            )
            if rows:
                insert_new(connection, national_refused, rows)

    def _halve(self, arrivals: int) -> None:
        with self._writing.begin() as connection:
            self._set(connection, batch_end=None, most=max(1, min(arrivals, MOST) // 2))

    def _note_failure(self, fault: str, now: datetime) -> None:
        with self._writing.begin() as connection:
            since = self._read(connection).failing_since or now
            self._set(connection, failing_since_ms=milliseconds(since), fault=fault)

    def _read(self, connection: Connection) -> Progress:
        row = connection.execute(
            select(national_progress).where(national_progress.c.target == self._receiver.target)
        ).one()
        since = moment(row.failing_since_ms) if row.failing_since_ms is not None else None
        return Progress(row.through, row.batch_end, row.most, since, row.fault)

    def _set(self, connection: Connection, **values: Any) -> None:
        connection.execute(
            update(national_progress)
            .where(national_progress.c.target == self._receiver.target)
            .values(**values)
        )
