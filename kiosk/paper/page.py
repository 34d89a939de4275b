"""A printed page: what stands where, in millimetres from its top left, whatever it is drawn with."""

from dataclasses import dataclass
from functools import cached_property

Colour = tuple[int, int, int]
Modules = tuple[tuple[bool, ...], ...]  # rows of a code, True is dark

MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Panel:
    """A filled rectangle; `radius` of its corners."""

    x: float
    y: float
    w: float
    h: float
    colour: Colour
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text on its baseline; `align` 0 begins at x, 0.5 has its middle there, 1 ends there."""

    text: str
    x: float
    baseline: float
    points: float
    colour: Colour
    bold: bool = False
    align: float = 0.0


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code without its quiet zone, which whoever places it leaves bare."""

    modules: Modules
    x: float
    y: float
    side: float

    @property
    def module(self) -> float:
        return self.side / len(self.modules)


Mark = Panel | Line | Code


@dataclass(frozen=True)
class Page:
    """Later marks lie on earlier ones."""

    title: str
    width: float
    height: float
    marks: tuple[Mark, ...]

    @cached_property
    def letters(self) -> frozenset[str]:
        """Every letter on it."""
        return frozenset(letter for mark in self.marks if isinstance(mark, Line) for letter in mark.text)


A4 = (210.0, 297.0)
