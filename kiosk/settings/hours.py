"""Opening hours and days as operators write them, such as `mon-fri 07:30-11:30 13:30-17:00`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

from kiosk.domain.rules.opening import Hours
from kiosk.domain.window import Window
from kiosk.settings.toml import quoted

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_RANGE = timedelta(days=366)

_DAYS = re.compile(r"[a-z]{3}(-[a-z]{3})?(,[a-z]{3}(-[a-z]{3})?)*")
_WINDOW = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")
_DATES = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.\.([0-9]{4}-[0-9]{2}-[0-9]{2}))?")

_WEEKLY = "must be days and hours such as 'mon-fri 07:30-11:30 13:30-17:00'"
_DATED = "must be a day, or the first and the last, such as '2027-02-05..2027-02-11'"
_EXCEPTION = "must be a day and its hours, such as '2027-02-13 07:30-11:30'"


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Windows that open on each of these days of a week; Monday is 0."""

    days: frozenset[int]
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last, both included."""

    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=nth) for nth in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class Exceptional:
    """Days that have hours of their own."""

    days: Days
    windows: tuple[Window, ...]


def hours_of(weekly: list[WeeklyHours], holidays: list[Days], exceptions: list[Exceptional]) -> Hours:
    """All of it together; without weekly hours every day is open all day, but for holidays."""
    week = [tuple(w for some in weekly if day in some.days for w in some.windows) for day in range(7)]
    named = {day: some.windows for some in exceptions for day in some.days}
    closed = frozenset(day for days in holidays for day in days)
    return Hours(week, closed, named) if weekly else Hours(holidays=closed, exceptions=named)


def days_of_week(text: str) -> frozenset[int]:
    """`mon-fri,sun`; Monday is 0. Raises ValueError, with what is wrong and the way out."""
    if not _DAYS.fullmatch(text):
        raise ValueError(f"{quoted(text)} must be days such as 'mon-fri' or 'mon,wed,fri'; correct it")
    return frozenset(day for part in text.split(",") for day in _weekdays(part))


def window_of(text: str) -> Window:
    """`07:30-11:30`; raises ValueError the same way."""
    return _window(text, text)


def _weekly(value: Any) -> WeeklyHours:
    days, *windows = _words(value, _WEEKLY)
    if not _DAYS.fullmatch(days) or not windows:
        raise ValueError(f"{quoted(value)} {_WEEKLY}; correct it")
    return WeeklyHours(days_of_week(days), _windows(value, windows))


def _days(value: Any) -> Days:
    if type(value) is date:
        return Days(value, value)
    words = _words(value, _DATED)
    if len(words) != 1:
        raise ValueError(f"{quoted(value)} {_DATED}; correct it")
    return _range(value, words[0], _DATED)


def _exceptional(value: Any) -> Exceptional:
    days, *windows = _words(value, _EXCEPTION)
    if not windows:
        raise ValueError(f"{quoted(value)} {_EXCEPTION}; without hours it is a holiday")
    return Exceptional(_range(value, days, _EXCEPTION), _windows(value, windows))


def _words(value: Any, wanted: str) -> list[str]:
    words = value.split() if isinstance(value, str) else []
    if not words:
        raise ValueError(f"{quoted(value)} {wanted}; correct it")
    return words


def _weekdays(part: str) -> Iterator[int]:
    """`fri-mon` runs over the week's end."""
    first, _, last = part.partition("-")
    for name in filter(None, (first, last)):
        if name not in WEEKDAYS:
            raise ValueError(f"{quoted(name)} is no day; days are {', '.join(WEEKDAYS)}")
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return (day % 7 for day in range(begin, (end if end >= begin else end + 7) + 1))


def _windows(value: Any, words: list[str]) -> tuple[Window, ...]:
    return tuple(_window(value, word) for word in words)


def _window(value: Any, word: str) -> Window:
    found = _WINDOW.fullmatch(word)
    if found is None:
        place = f"{quoted(value)}: " if value != word else ""
        raise ValueError(f"{place}{quoted(word)} must be hours such as '07:30-11:30'; correct it")
    opens_h, opens_m, closes_h, closes_m = (int(part or 0) for part in found.groups())
    return Window(time(opens_h, opens_m), time(closes_h, closes_m))


def _range(value: Any, word: str, wanted: str) -> Days:
    found = _DATES.fullmatch(word)
    try:
        if found is None:
            raise ValueError
        first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1])
    except ValueError:
        raise ValueError(f"{quoted(value)} {wanted}; correct it") from None
    if not first <= last < first + LONGEST_RANGE:
        raise ValueError(f"{quoted(value)}: the last day must follow the first, within a year; correct it")
    return Days(first, last)


Weekly = Annotated[WeeklyHours, BeforeValidator(_weekly)]
Dated = Annotated[Days, BeforeValidator(_days)]
DatedHours = Annotated[Exceptional, BeforeValidator(_exceptional)]
