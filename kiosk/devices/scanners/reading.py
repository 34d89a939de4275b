"""What an engine found in a picture, and how the findings of several engines become one list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import hypot

from kiosk.domain.code import Code, Corners, Point
from kiosk.ports import Frame

SAME_PLACE = 0.35
"""Two squares are one code if their centres are this near, in sides of the larger, and of about one size."""


@dataclass(frozen=True, slots=True)
class Square:
    """Where a code lies: corners in pixels of the picture, clockwise from the code's own top left."""

    corners: Corners

    @property
    def centre(self) -> Point:
        return (sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4)

    @property
    def area(self) -> float:
        """Twice-signed areas are negative for corners that run anticlockwise in the picture."""
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = self.corners
        return ((cx - ax) * (dy - by) - (dx - bx) * (cy - ay)) / 2

    @property
    def side(self) -> float:
        """The mean length of the diagonals, over √2."""
        a, b, c, d = self.corners
        return (hypot(c[0] - a[0], c[1] - a[1]) + hypot(d[0] - b[0], d[1] - b[1])) / 8**0.5

    @property
    def is_convex(self) -> bool:
        """Whether it can be a flat square seen from somewhere: clockwise, no corner on or inside the rest."""
        a, b, c, d = self.corners
        return all(
            (q[0] - p[0]) * (r[1] - q[1]) > (q[1] - p[1]) * (r[0] - q[0])
            for p, q, r in ((a, b, c), (b, c, d), (c, d, a), (d, a, b))
        )

    def lies_in(self, shape: tuple[int, ...]) -> bool:
        """Whether it can be a flat square with its centre in a picture of this (height, width)."""
        (x, y), (height, width) = self.centre, shape
        return self.is_convex and 0 < x < width and 0 < y < height

    def scaled(self, factor: float) -> "Square":
        """The same place in a picture `factor` times as large."""
        if factor == 1:
            return self
        a, b, c, d = ((x * factor, y * factor) for x, y in self.corners)
        return Square((a, b, c, d))

    def moved(self, right: float, down: float) -> "Square":
        a, b, c, d = ((x + right, y + down) for x, y in self.corners)
        return Square((a, b, c, d))

    def clockwise(self) -> "Square":
        """A mirrored code has its corners the other way round; its own top left stays the first."""
        a, b, c, d = self.corners
        return self if self.area >= 0 else Square((a, d, c, b))

    def covers(self, other: "Square") -> bool:
        """Whether both are the same code, as far as the place tells."""
        (ax, ay), (bx, by) = self.centre, other.centre
        small, large = sorted((self.side, other.side))
        return small > large / 2 and hypot(ax - bx, ay - by) <= SAME_PLACE * large


@dataclass(frozen=True, slots=True)
class Reading:
    """One code that was read: its content as encoded, its place, and its version; None: it was not told."""

    data: bytes = field(repr=False)
    place: Square
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A code that was seen but not read; `version` None: that could not be read either."""

    place: Square
    version: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look at a picture gave; places are in pixels of the whole picture."""

    readings: Sequence[Reading] = ()
    located: Sequence[Located] = ()

    def moved(self, right: float, down: float) -> "Finding":
        """The same in a picture of which this was a part."""
        return Finding(
            [replace(reading, place=reading.place.moved(right, down)) for reading in self.readings],
            [replace(located, place=located.place.moved(right, down)) for located in self.located],
        )


def merge(known: Sequence[Reading], more: Iterable[Reading]) -> list[Reading]:
    """Known readings first; of the others those that lie elsewhere. One place holds one code."""
    merged = list(known)
    for reading in more:
        if not any(reading.place.covers(other.place) for other in merged):
            merged.append(reading)
    return merged


def to_codes(readings: Iterable[Reading], frame: Frame) -> list[Code]:
    return [
        Code(
            reading.data,
            seen_at=frame.taken_at,
            corners=reading.place.corners,
            version=reading.version,
            scene=frame.scene,
        )
        for reading in readings
    ]
