"""How many are inside a site, and how surely that is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.verdict import Direction


@dataclass(frozen=True, slots=True)
class Counts:
    """Accepted check-ins since the day started."""

    entered: int = 0
    left: int = 0

    @property
    def inside(self) -> int:
        return max(0, self.entered - self.left)

    def plus(self, direction: Direction) -> "Counts":
        """One more."""
        if direction is Direction.IN:
            return Counts(self.entered + 1, self.left)
        return Counts(self.entered, self.left + 1)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.entered + other.entered, self.left + other.left)


class Ways(StrEnum):
    """Which ways a gate lets people through."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


class Certainty(StrEnum):
    """What a gate that is not heard may have changed since: it counts on by itself."""

    EXACT = "exact"
    AT_LEAST = "at_least"  # it lets people in only
    AT_MOST = "at_most"  # out only
    ABOUT = "about"  # both ways


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Of a whole site. `unheard`: the gates whose counts of now are not known, by the ids of their kiosks."""

    counts: Counts = Counts()
    certainty: Certainty = Certainty.EXACT
    unheard: tuple[str, ...] = ()

    @property
    def inside(self) -> int:
        """As far as it is known; `certainty` says whether it may be more, or less."""
        return self.counts.inside


def certainty(unheard: Iterable[Ways]) -> Certainty:
    """How sure a number is while gates that let people through in these ways are not heard."""
    ways = set(unheard)
    if not ways:
        return Certainty.EXACT
    if ways == {Ways.IN}:
        return Certainty.AT_LEAST
    return Certainty.AT_MOST if ways == {Ways.OUT} else Certainty.ABOUT
