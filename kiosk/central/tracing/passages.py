"""What tracing reads: who passed a site on a day, and on which days somebody was where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from kiosk.central.accounts.scope import Scope
from kiosk.central.figures.passages import PASSED
from kiosk.central.instants import milliseconds, moment
from kiosk.central.registry.records import SiteKey
from kiosk.central.tables import entries
from kiosk.central.tracing.stays import DayAt, EntryKey, Passage, Stay
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import Event, JsonObject, to_rfc3339
from kiosk.domain.verdict import Direction

_PASSAGE = (
    entries.c.kiosk,
    entries.c.epoch,
    entries.c.seq,
    entries.c.at_ms,
    entries.c.event,
    entries.c.direction,
    entries.c.subject,
    entries.c.trace_key,
)

_TOLD = ("event", "direction", "verdict", "reason", "kind", "assurance", "role", "clock")

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SiteDayStays:
    """`unnamed`: when those came in of whom nobody knows who they are: by hand, or without an identity."""

    stays: tuple[Stay, ...] = field(repr=False)
    unnamed: tuple[datetime, ...]  # aware, UTC


class Passages:
    def __init__(self, connection: Connection, scope: Scope, day: SiteDay, now: datetime) -> None:
        self._connection, self._scope, self._day, self._now = connection, scope, day, now

    def days(self, since: datetime, before: datetime) -> list[date]:
        """Those of which some part is in that time."""
        first, last = self._day.of(since), self._day.of(before - timedelta(microseconds=1))
        return [first + nth * ONE_DAY for nth in range((last - first).days + 1)]

    def of_site(self, site: SiteKey, day: date) -> SiteDayStays:
        """Everybody's stays there on that day."""
        area, agency, name = site
        begins, ends = self._bounds(day)
        rows = self._connection.execute(
            select(*_PASSAGE)
            .where(
                PASSED,
                self._scope.of(entries),
                entries.c.area == area,
                entries.c.agency == agency,
                entries.c.site == name,
                entries.c.at_ms >= milliseconds(begins),
                entries.c.at_ms < milliseconds(ends),
            )
            .order_by(entries.c.at_ms, entries.c.arrival)
        ).all()
        known = _Known.of(rows)
        stays = DayAt(site, begins, ends, self._now).stays(known.passages())
        return SiteDayStays(tuple(stays), tuple(known.unnamed()))

    def visited(self, trace_key: str, since: datetime, before: datetime) -> list[tuple[SiteKey, date]]:
        """The sites where somebody passed, each with the days, of those that touch that time."""
        days = self.days(since, before)
        rows = self._connection.execute(
            select(entries.c.area, entries.c.agency, entries.c.site, entries.c.at_ms).where(
                self._scope.of(entries),
                entries.c.trace_key == trace_key,
                entries.c.at_ms >= milliseconds(self._bounds(days[0])[0]),
                entries.c.at_ms < milliseconds(self._bounds(days[-1])[1]),
            )
        )
        found = {((row.area, row.agency, row.site), self._day.of(moment(row.at_ms))) for row in rows}
        return sorted(found, key=lambda visit: (visit[1], visit[0]))

    def everything(self, trace_key: str) -> Iterator[tuple[EntryKey, JsonObject]]:
        """Every entry of somebody, the earliest first: what is kept of it beside the person."""
        told = ("area", "agency", "site", *_TOLD)
        wanted = [entries.c[name] for name in ("kiosk", "epoch", "seq", "at_ms", *told)]
        rows = self._connection.execute(
            select(*wanted)
            .where(self._scope.of(entries), entries.c.trace_key == trace_key)
            .order_by(entries.c.at_ms, entries.c.arrival)
        )
        for row in rows:
            at = {"at": to_rfc3339(moment(row.at_ms))}
            yield (row.kiosk, row.epoch, row.seq), at | {name: row._mapping[name] for name in told}

    def trace_key_of(self, key: EntryKey) -> str | None:
        """Of whoever an entry is of; None: there is none such in these areas, or nobody is known."""
        kiosk, epoch, seq = key
        return self._connection.execute(
            select(entries.c.trace_key).where(
                self._scope.of(entries),
                entries.c.kiosk == kiosk,
                entries.c.epoch == epoch,
                entries.c.seq == seq,
            )
        ).scalar()

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        return self._day.begins(day).astimezone(UTC), self._day.begins(day + ONE_DAY).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Known:
    """A day's passages, and by its subjects whom an entry is of that a kiosk wrote by itself.

    `sealed_in`: by trace key, an entry that holds the person.
    """

    rows: Sequence[Row[*tuple[Any, ...]]] = field(repr=False)
    named: Mapping[str, str] = field(repr=False)
    sealed_in: Mapping[str, EntryKey] = field(repr=False)

    @classmethod
    def of(cls, rows: Sequence[Row[*tuple[Any, ...]]]) -> "_Known":
        traced = [row for row in rows if row.trace_key]
        return cls(
            rows,
            {row.subject: row.trace_key for row in traced if row.subject},
            {row.trace_key: (row.kiosk, row.epoch, row.seq) for row in reversed(traced)},
        )

    def passages(self) -> Iterator[Passage]:
        for row in self.rows:
            who = self._who(row)
            if who is not None:
                inwards, by_itself = row.direction == Direction.IN, row.event == Event.AUTO_OUT
                yield Passage(who, moment(row.at_ms), inwards, by_itself, self.sealed_in[who])

    def unnamed(self) -> Iterator[datetime]:
        for row in self.rows:
            if row.direction == Direction.IN and self._who(row) is None:
                yield moment(row.at_ms)

    def _who(self, row: Row[*tuple[Any, ...]]) -> str | None:
        """The trace key."""
        found: str | None = row.trace_key or self.named.get(row.subject or "")
        return found
