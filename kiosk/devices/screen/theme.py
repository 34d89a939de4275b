"""The colours. Every text stands at 4.5:1 or more on its ground, a verdict's at 7:1 or more."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.domain.verdict import Direction, Verdict
from kiosk.ports import Told

Colour = tuple[int, int, int]


def _hex(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


@dataclass(frozen=True, slots=True)
class Look:
    """A ground and the colour of all that stands on it."""

    ground: Colour
    text: Colour


IDLE = Look(_hex("#0E1726"), _hex("#F4F7FB"))
IDLE_QUIET = Look(IDLE.ground, _hex("#93A4BF"))
IDLE_FAULT = Look(IDLE.ground, _hex("#FF8A80"))
PREVIEW_GROUND = _hex("#1B2942")
PREVIEW_HINT = _hex("#2F4268")
AIM = _hex("#F4F7FB")

STRIP = Look(_hex("#16223A"), _hex("#C9D4E5"))
STRIP_STRONG = Look(STRIP.ground, _hex("#F4F7FB"))
STRIP_QUIET = Look(STRIP.ground, _hex("#93A4BF"))
STRIP_UNSURE = Look(STRIP.ground, _hex("#F5B700"))
STRIP_LINE = _hex("#2A3A5C")
CHIP = Look(_hex("#27395E"), _hex("#F4F7FB"))
FAULT_ROW = Look(_hex("#7A1620"), _hex("#FFFFFF"))
FOOT = Look(_hex("#0E1726"), _hex("#C9D4E5"))
FOOT_QUIET = Look(FOOT.ground, _hex("#93A4BF"))

VERDICTS = {
    Verdict.ACCEPTED: Look(_hex("#00624C"), _hex("#FFFFFF")),
    Verdict.ALREADY: Look(_hex("#F5B700"), _hex("#1A1300")),
    Verdict.REJECTED: Look(_hex("#9B1C1C"), _hex("#FFFFFF")),
    Verdict.INSPECTED: Look(_hex("#0B4F9E"), _hex("#FFFFFF")),
    Verdict.FAULT: Look(_hex("#000000"), _hex("#FF6B5E")),
}

LINKED = _hex("#34D3A0")
UNLINKED = _hex("#F5B700")

CAME_IN = Look(STRIP.ground, _hex("#34D3A0"))
WENT_OUT = Look(STRIP.ground, _hex("#7DB4FF"))
MARKS = {
    Verdict.ALREADY: Look(STRIP.ground, _hex("#F5B700")),
    Verdict.REJECTED: Look(STRIP.ground, _hex("#FF8A80")),
    Verdict.INSPECTED: Look(STRIP.ground, _hex("#C3B1FF")),
    Verdict.FAULT: Look(STRIP.ground, _hex("#FF8A80")),
}

LAMP_OFF = _hex("#2A3A5C")
LAMP_GREEN = _hex("#2BE38D")
LAMP_YELLOW = _hex("#FFC62B")
LAMP_RED = _hex("#FF4B41")


def mark(told: Told) -> Look:
    """How a past verdict looks in the strip."""
    if told.verdict is Verdict.ACCEPTED:
        return WENT_OUT if told.direction is Direction.OUT else CAME_IN
    return MARKS[told.verdict]


def looks() -> Iterator[Look]:
    """Every pair of text and ground that is drawn."""
    yield from (IDLE, IDLE_QUIET, IDLE_FAULT, STRIP, STRIP_STRONG, STRIP_QUIET, STRIP_UNSURE, CHIP, FAULT_ROW)
    yield from (FOOT, FOOT_QUIET, CAME_IN, WENT_OUT, *MARKS.values(), *VERDICTS.values())


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio, 1 to 21 (WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
