"""What a face of the screen is made of: plain values, so that it can be compared, and looked at in tests."""

from dataclasses import dataclass
from enum import Enum, auto

from kiosk.devices.screen.drawing.layout import Box
from kiosk.devices.screen.theme import Colour, Look
from kiosk.ports import Frame


class Shape(Enum):
    TICK = auto()  # in a circle
    CLOCK = auto()
    CROSS = auto()  # in an octagon
    SHIELD = auto()  # bare, for what stands in it
    SHIELD_WITH_CODE = auto()
    TRIANGLE = auto()
    CODE = auto()  # the outline of a QR code
    SWAP = auto()  # two arrows
    SPEAKER = auto()
    DOT = auto()


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a box: made smaller, broken into at most `lines`, at last cut, until they fit.

    `size` in pixels; `align`: 0 left, 0.5 centred, 1 right. They stand in the middle of the box's height.
    """

    words: str
    box: Box
    size: int
    look: Look
    bold: bool = False
    align: float = 0.0
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Icon:
    """A shape in the middle of a box, as large as it can be, and what is written in it."""

    shape: Shape
    box: Box
    colour: Colour
    inscription: Text | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A filled rectangle; `radius` of its corners in pixels."""

    box: Box
    colour: Colour
    radius: int = 0


@dataclass(frozen=True, slots=True)
class LivePicture:
    """The camera's picture, left and right exchanged as in a mirror, whole, in the middle of the box."""

    frame: Frame
    box: Box
    radius: int = 0  # of the box's corners, in pixels


Mark = Text | Icon | Block | LivePicture


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the screen that is painted as one: its ground, then its marks in order."""

    box: Box
    ground: Colour
    marks: tuple[Mark, ...] = ()
