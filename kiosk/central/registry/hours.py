"""When a site is open: `mon-fri 07:30-11:30 13:30-17:00; sat 07:30-11:30`.

Days are `mon` to `sun`, or as Vietnamese staff write them, `T2` to `T7` and `CN`. A span that ends before it
begins, or at the same time, goes on into the next day; `24:00` is the day's end. An empty text: nobody told.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from kiosk.central.wrong import TEXTS, Wrong

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
VIETNAMESE_DAYS = ("t2", "t3", "t4", "t5", "t6", "t7", "cn")
WAY_OUT = TEXTS["hours_way_out"][1]
MINUTES_A_DAY = 24 * 60

_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_SPAN = re.compile(rf"({_CLOCK})-({_CLOCK}|24:00)")

Span = tuple[int, int]  # minutes after midnight; the end may lie in the next day


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """For each day of the week, Monday first, its spans in order."""

    days: tuple[tuple[Span, ...], ...] = ((),) * 7

    @classmethod
    def parse(cls, text: str) -> "OpeningHours":
        """Raises Wrong with the way out."""
        spans: list[set[Span]] = [set() for _ in DAYS]
        for part in filter(None, (part.strip() for part in text.lower().split(";"))):
            days, *times = re.split(r"[\s,]+", part)
            if not times:
                raise Wrong("hours_without_times", part=part, way_out=WAY_OUT)
            for day in _days(days):
                spans[day] |= {_span(written) for written in times}
        return cls(tuple(_apart(day) for day in spans))

    @property
    def told(self) -> bool:
        return any(self.days)

    def on(self, day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
        """The spans that begin on that day; aware, in the site's zone."""
        midnight = datetime.combine(day, time(), tzinfo=zone)
        return [
            (midnight + timedelta(minutes=begin), midnight + timedelta(minutes=end))
            for begin, end in self.days[day.weekday()]
        ]

    def open_at(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether it is open at that time (aware); False where nobody told the hours."""
        today = moment.astimezone(zone).date()
        spans = [*self.on(today - timedelta(days=1), zone), *self.on(today, zone)]
        return any(begin <= moment < end for begin, end in spans)

    def __str__(self) -> str:
        """Days that are open alike are written together."""
        parts = []
        for spans, alike in groupby(enumerate(self.days), key=lambda numbered: numbered[1]):
            days = [DAYS[day] for day, _ in alike]
            if spans:
                named = days[0] if len(days) == 1 else f"{days[0]}-{days[-1]}"
                parts.append(" ".join([named, *(f"{_clock(begin)}-{_clock(end)}" for begin, end in spans)]))
        return "; ".join(parts)


def _days(written: str) -> range:
    first, dash, last = written.partition("-")
    begin = _day(first)
    end = _day(last) if dash else begin
    if end < begin:
        raise Wrong("hours_backwards", part=written, way_out=WAY_OUT)
    return range(begin, end + 1)


def _day(written: str) -> int:
    for names in (DAYS, VIETNAMESE_DAYS):
        if written in names:
            return names.index(written)
    raise Wrong("hours_no_day", part=written, way_out=WAY_OUT)


def _span(written: str) -> Span:
    found = _SPAN.fullmatch(written)
    if not found:
        raise Wrong("hours_no_span", part=written, way_out=WAY_OUT)
    begin, end = (_minutes(clock) for clock in found.groups())
    return begin, end if end > begin else end + MINUTES_A_DAY


def _apart(spans: set[Span]) -> tuple[Span, ...]:
    ordered = sorted(spans)
    for one, other in pairwise(ordered):
        if other[0] < one[1]:
            one_span, other_span = (f"{_clock(begin)}-{_clock(end)}" for begin, end in (one, other))
            raise Wrong("hours_overlap", one=one_span, other=other_span)
    return tuple(ordered)


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def _clock(minutes: int) -> str:
    if minutes > MINUTES_A_DAY:
        minutes -= MINUTES_A_DAY
    return f"{minutes // 60:02}:{minutes % 60:02}"
