"""What the gates of a site say to each other, and what is heard of them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.domain.occupancy import Counts, Ways
from kiosk.domain.verdict import Direction


@dataclass(frozen=True, slots=True)
class Report:
    """What a gate says of itself. What an older one does not say is None.

    `run` differs each time that its kiosk was started. `at` is when it said so, by its own clock.
    """

    day: date
    counts: Counts
    ways: Ways | None = None
    run: str | None = None
    at: datetime | None = None

    @property
    def likely_ways(self) -> Ways:
        """As it says; else by what it counted."""
        counted = Ways.IN if self.counts.left == 0 else Ways.OUT if self.counts.entered == 0 else Ways.BOTH
        return self.ways or counted


@dataclass(frozen=True, slots=True)
class Seen:
    """That somebody passed a gate, or (`undone`) that this does not count. `at` is by the gate's own clock;
    `unseen`: they were checked out when it was over.
    """

    subject: bytes = field(repr=False)
    direction: Direction
    at: datetime  # aware, UTC
    unseen: bool = False
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    """`live`: it spoke just now; else the broker had kept it from before."""

    kiosk: str
    report: Report
    live: bool


@dataclass(frozen=True, slots=True)
class Passed:
    kiosk: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class Came:
    """A gate is on line, again perhaps."""

    kiosk: str


@dataclass(frozen=True, slots=True)
class Went:
    """A gate is off line, or its kiosk was stopped."""

    kiosk: str


@dataclass(frozen=True, slots=True)
class LinkLost:
    """Nobody can be heard any more."""


News = Reported | Passed | Came | Went | LinkLost
