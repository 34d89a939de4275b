"""Passages at a site become stays: who was there from when to when, and how surely that is known.

Of one person, one site and one day: from in to out. A stay of which nobody saw the end is over when the
kiosk took them for gone, when they came again, or when the day is over; one of which nobody saw the
beginning began with the day. Both ends are marked, and whoever is looked for is rather found once too often.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kiosk.central.registry.records import SiteKey

EntryKey = tuple[str, str, int]  # kiosk, epoch, seq


class Edge(StrEnum):
    """How the beginning or the end of a stay is known."""

    SEEN = "seen"
    AUTO_OUT = "auto_out"  # the kiosk took them for gone
    CAME_AGAIN = "came_again"  # they came in once more, without having gone out
    DAY = "day"  # the day began, or was over
    STILL_INSIDE = "still_inside"  # the day is not over yet


@dataclass(frozen=True, slots=True)
class Passage:
    """`who`: a key by which one person is known on this day at this site; it does not tell who it is."""

    who: str = field(repr=False)
    at: datetime  # aware, UTC
    inwards: bool
    by_itself: bool  # written by the kiosk, which took them for gone
    key: EntryKey = field(repr=False)  # of an entry that holds the person, sealed


@dataclass(frozen=True, slots=True)
class Stay:
    """`key`: of an entry that holds the person, sealed."""

    who: str = field(repr=False)
    site: SiteKey
    since: datetime  # aware, UTC
    until: datetime
    began: Edge
    ended: Edge
    key: EntryKey = field(repr=False)

    @property
    def sure(self) -> bool:
        """Both ends were seen."""
        return self.began is Edge.SEEN and self.ended is Edge.SEEN

    def overlaps(self, since: datetime, before: datetime) -> bool:
        return self.since < before and since < self.until


@dataclass(frozen=True, slots=True)
class DayAt:
    """A day of a site, and how far it is at `now`."""

    site: SiteKey
    begins: datetime
    ends: datetime
    now: datetime

    def stays(self, passages: Iterable[Passage]) -> Iterator[Stay]:
        """`passages`: in their order of time."""
        came: dict[str, Passage] = {}
        for passage in passages:
            before = came.pop(passage.who, None)
            if passage.inwards:
                if before:
                    yield self._stay(before, passage.at, Edge.CAME_AGAIN)
                came[passage.who] = passage
            elif before:
                yield self._stay(before, passage.at, Edge.AUTO_OUT if passage.by_itself else Edge.SEEN)
            else:
                yield Stay(
                    passage.who,
                    self.site,
                    self.begins,
                    passage.at,
                    Edge.DAY,
                    Edge.AUTO_OUT if passage.by_itself else Edge.SEEN,
                    passage.key,
                )
        for last in came.values():
            if self.now < self.ends:
                yield self._stay(last, max(last.at, self.now), Edge.STILL_INSIDE)
            else:
                yield self._stay(last, self.ends, Edge.DAY)

    def _stay(self, came: Passage, until: datetime, ended: Edge) -> Stay:
        return Stay(came.who, self.site, came.at, until, Edge.SEEN, ended, came.key)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two were at a site at the same time. `stay`: the other's."""

    stay: Stay
    since: datetime
    until: datetime
    sure: bool

    @property
    def who(self) -> str:
        return self.stay.who


def meetings(own: Iterable[Stay], others: Iterable[Stay]) -> Iterator[Meeting]:
    """Whom somebody met at one site: wherever a stay of theirs overlaps one of another."""
    others = list(others)
    for mine in own:
        for other in others:
            since, until = max(mine.since, other.since), min(mine.until, other.until)
            if since < until:
                yield Meeting(other, since, until, mine.sure and other.sure)
