"""When things happened, for those who read entries: what the clock said, put right by what is known since.

Within one boot the time since the boot never jumps, so that a `clock` entry tells by how much all before it
was wrong. A time that was trusted when it was recorded is never moved. A boot that never got a clock keeps
the times that it wrote, and what stands before and after it in the journal bounds them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from kiosk.domain.entry import Draft, Event, JsonObject, from_rfc3339

TRUSTED = "trusted"


class Known(StrEnum):
    """How well a time is known."""

    TRUSTED = "trusted"  # when it was recorded
    CORRECTED = "corrected"  # since: the clock was set, or had been right before it was set wrong
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a `clock` entry says: by how much the clock was set, and whether it could be trusted before and
    after that.
    """

    offset: timedelta
    was_trusted: bool
    trusted: bool

    @classmethod
    def told_by(cls, draft: Draft) -> "Setting":
        """Of a `clock` entry that is yet to be written."""
        offset = timedelta(milliseconds=draft.data["offset_ms"])
        return cls(offset, draft.data["was"] == TRUSTED, draft.clock.trusted)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an entry says of its time. `setting`: it is a `clock` entry."""

    at: datetime  # aware, UTC
    trusted: bool
    boot: str
    uptime: timedelta
    setting: Setting | None

    @classmethod
    def of(cls, entry: JsonObject) -> "Stamp":
        """Of an entry as on the wire."""
        return cls(
            from_rfc3339(entry["at"]),
            entry["clock"] == TRUSTED,
            entry["boot"],
            timedelta(milliseconds=entry["uptime_ms"]),
            setting_of(entry),
        )


@dataclass(frozen=True, slots=True)
class When:
    """A time, and how well it is known. `not_before`, `not_after`: bounds of one that is not trusted; None:
    there is nothing known on that side.
    """

    at: datetime  # aware, UTC
    known: Known
    not_before: datetime | None = None
    not_after: datetime | None = None


def setting_of(entry: JsonObject) -> Setting | None:
    """Of an entry as on the wire; None if it is no `clock` entry, or one that nobody can use."""
    match entry:
        case {"event": Event.CLOCK, "clock": clock, "data": {"offset_ms": offset_ms, "was": was}}:
            if type(offset_ms) is not int:
                return None
            try:
                return Setting(timedelta(milliseconds=offset_ms), was == TRUSTED, clock == TRUSTED)
            except OverflowError:
                return None
    return None


def shift(settings: Sequence[Setting], position: int) -> tuple[timedelta, Known]:
    """How far to move an untrusted time that stands after the first `position` settings of its boot."""
    ahead = timedelta()
    for setting in settings[position:]:
        ahead += setting.offset
        if setting.trusted:
            return ahead, Known.CORRECTED
    back = timedelta()
    for setting in reversed(settings[:position]):
        if setting.trusted:
            return back, Known.CORRECTED if back else Known.UNTRUSTED
        back -= setting.offset
        if setting.was_trusted:
            return back, Known.CORRECTED
    return ahead, Known.UNTRUSTED


def timeline(stamps: Sequence[Stamp]) -> list[When]:
    """When each of a journal's entries was; given in the order in which they were recorded."""
    settings: defaultdict[str, list[Setting]] = defaultdict(list)
    positions = []
    for stamp in stamps:
        if stamp.setting:
            settings[stamp.boot].append(stamp.setting)
        positions.append(len(settings[stamp.boot]))
    times = [
        put_right(stamp.at, stamp.trusted, settings[stamp.boot], position)
        for stamp, position in zip(stamps, positions, strict=True)
    ]
    timed = list(zip(stamps, times, strict=True))
    before = _nearest_known(timed)
    after = list(_nearest_known(reversed(timed)))[::-1]
    return [
        _bounded(stamp, when, earlier, later)
        for (stamp, when), earlier, later in zip(timed, before, after, strict=True)
    ]


def put_right(at: datetime, trusted: bool, settings: Sequence[Setting], position: int) -> When:
    """The time of an entry that stands after the first `position` settings of its boot, without bounds."""
    if trusted:
        return When(at, Known.TRUSTED)
    by, known = shift(settings, position)
    right = moved(at, by)
    return When(right, known) if right else When(at, Known.UNTRUSTED)


def moved(at: datetime, by: timedelta) -> datetime | None:
    """None: beyond the calendar."""
    try:
        return at + by
    except OverflowError:
        return None


Timed = tuple[Stamp, When]


def _nearest_known(timed: Iterable[Timed]) -> Iterator[Timed | None]:
    """For each entry, the last of those before it whose time is known."""
    nearest = None
    for one in timed:
        yield nearest
        if one[1].known is not Known.UNTRUSTED:
            nearest = one


def _bounded(stamp: Stamp, when: When, before: Timed | None, after: Timed | None) -> When:
    """A boot began after all that was recorded before it, and was over when the next one began."""
    if when.known is not Known.UNTRUSTED:
        return when
    not_before = not_after = None
    if before:
        not_before = moved(before[1].at, timedelta() if before[0].boot == stamp.boot else stamp.uptime)
    if after:
        not_after = moved(after[1].at, timedelta() if after[0].boot == stamp.boot else -after[0].uptime)
    return replace(when, not_before=not_before, not_after=not_after)
