"""Where everything stands, for a screen of any size: rectangles only, nothing is drawn here.

A wide screen has the guard's strip at the right of the visitor's part, a tall one beneath it. All sizes
are steps of one measure, so that a panel of 480x320 and one of 1920x1080 look alike.
"""

from dataclasses import dataclass
from typing import NamedTuple

SMALLEST_TEXT = 9
"""Pixels; a text that does not fit at this size is cut."""


class Box(NamedTuple):
    """A rectangle in pixels, from the screen's top left."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    def inset(self, across: int, down: int) -> "Box":
        return Box(self.x + across, self.y + down, self.w - 2 * across, self.h - 2 * down)

    def top(self, height: int) -> "Box":
        return Box(self.x, self.y, self.w, height)

    def below(self, height: int) -> "Box":
        """What is left under the uppermost `height` pixels."""
        return Box(self.x, self.y + height, self.w, self.h - height)

    def left(self, width: int) -> "Box":
        return Box(self.x, self.y, width, self.h)

    def beside(self, width: int) -> "Box":
        """What is left at the right of the first `width` pixels."""
        return Box(self.x + width, self.y, self.w - width, self.h)

    def band(self, start: float, end: float) -> "Box":
        """From one fraction of the height to another."""
        top = round(self.h * start)
        return Box(self.x, self.y + top, self.w, round(self.h * end) - top)

    def middle(self, width: int, height: int) -> "Box":
        """A smaller one about the same centre."""
        return Box(self.x + (self.w - width) // 2, self.y + (self.h - height) // 2, width, height)

    def joined(self, other: "Box") -> "Box":
        """The smallest that contains both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom

    def contains(self, other: "Box") -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def meets(self, other: "Box") -> bool:
        """Whether they share a pixel."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Sizes:
    """Heights of text, in pixels."""

    verdict: int
    under: int
    idle: int
    small: int
    strip: int
    foot: int

    @property
    def row(self) -> int:
        """A line of the strip, with room for a hat and a hook on one letter, as in `Ẩ`."""
        return round(self.strip * 1.5)


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a screen. Those of the idle and of the verdict's face share the visitor's box."""

    sizes: Sizes
    pad: int
    visitor: Box
    strip: Box
    foot: Box

    preview: Box
    idle_large: Box
    idle_small: Box

    icon: Box
    verdict: Box
    under: Box
    second: Box

    name: Box
    place: Box
    direction: Box
    lamps: Box
    inside: Box
    entered: Box
    left: Box
    link: Box
    history: Box
    notice: Box
    notice_lines: int
    hotline: Box


def layout(width: int, height: int) -> Layout:
    """The same size gives the same layout."""
    wide = width * 10 >= height * 11
    measure = min(height, round(width * 0.6)) if wide else min(width, round(height * 0.6))
    sizes = _sizes(measure)
    pad = max(6, round(measure / 36))
    screen = Box(0, 0, width, height)
    notice_lines = 2 if width > 44 * sizes.foot else 3
    foot_height = round(sizes.foot * 1.4 * notice_lines) + pad
    foot, upper = screen.below(height - foot_height), screen.top(height - foot_height)
    if wide:
        strip_width = _strip_width(width, sizes)
        visitor, strip = upper.left(width - strip_width), upper.beside(width - strip_width)
        column = strip.inset(pad, pad)
        link = column.below(column.h - 2 * sizes.row)
        rest = column.top(column.h - 2 * sizes.row - pad // 2)
        head, history = rest.top(_head_height(sizes, pad)), rest.below(_head_height(sizes, pad) + pad)
    else:
        head_height = _head_height(sizes, pad) + pad + 2 * sizes.row
        strip_height = max(head_height + 2 * pad, round(upper.h * 0.3))
        visitor, strip = upper.top(upper.h - strip_height), upper.below(upper.h - strip_height)
        column = strip.inset(pad, pad)
        half = (column.w - 2 * pad) // 2
        head, history = column.left(half), column.beside(half + 2 * pad)
        link = head.below(head.h - 2 * sizes.row)
    idle = _idle(visitor, sizes, pad)
    face = visitor.inset(2 * pad, pad)
    heading = _head(head, sizes, pad)
    hotline_width = round(width * 0.24)
    lines = foot.inset(pad, pad // 2)
    return Layout(
        sizes=sizes,
        pad=pad,
        visitor=visitor,
        strip=strip,
        foot=foot,
        preview=idle[0],
        idle_large=idle[1],
        idle_small=idle[2],
        icon=face.band(0.04, 0.4),
        verdict=face.band(0.42, 0.71),
        under=face.band(0.71, 0.85),
        second=face.band(0.86, 1.0),
        name=heading[0],
        place=heading[1],
        direction=heading[2],
        lamps=heading[3],
        inside=heading[4],
        entered=heading[5],
        left=heading[6],
        link=link,
        history=history,
        notice=lines.left(lines.w - hotline_width - pad),
        notice_lines=notice_lines,
        hotline=lines.beside(lines.w - hotline_width),
    )


def _sizes(measure: int) -> Sizes:
    return Sizes(
        verdict=round(measure / 9),
        under=max(13, round(measure / 20)),
        idle=max(18, round(measure / 14)),
        small=max(12, round(measure / 25)),
        strip=max(11, round(measure / 33)),
        foot=max(10, round(measure / 44)),
    )


def _strip_width(width: int, sizes: Sizes) -> int:
    comfortable = min(max(round(width * 0.31), round(sizes.strip * 15.5)), sizes.strip * 19)
    return min(comfortable, round(width * 0.38))


def _button_height(sizes: Sizes) -> int:
    return max(round(sizes.strip * 2.3), 32)


def _name_height(sizes: Sizes) -> int:
    return round(sizes.strip * 1.9)


def _head_height(sizes: Sizes, pad: int) -> int:
    return _name_height(sizes) + 4 * sizes.row + sizes.strip + _button_height(sizes) + pad


def _head(head: Box, sizes: Sizes, pad: int) -> tuple[Box, Box, Box, Box, Box, Box, Box]:
    """Name, place and time, direction, lamps; inside (the largest), entered, left."""
    name, rest = head.top(_name_height(sizes)), head.below(_name_height(sizes))
    place, rest = rest.top(sizes.row), rest.below(sizes.row + pad // 2)
    button = rest.top(_button_height(sizes))
    direction, lamps = button.left(round(head.w * 0.6)), button.beside(round(head.w * 0.6) + pad)
    rest = rest.below(_button_height(sizes) + pad // 2)
    tall = sizes.row + sizes.strip
    inside, rest = rest.top(tall), rest.below(tall)
    return name, place, direction, lamps, inside, rest.top(sizes.row), rest.below(sizes.row).top(sizes.row)


def _idle(visitor: Box, sizes: Sizes, pad: int) -> tuple[Box, Box, Box]:
    """The camera's picture, the sentence, and the sentence in the second language."""
    large, small = round(sizes.idle * 1.6), round(sizes.small * 1.6)
    words = large + small + 2 * pad
    room = visitor.inset(pad, pad)
    room = room.top(room.h - words)
    width = min(room.w, room.h * 16 // 9)
    preview = room.middle(width, width * 9 // 16)
    gap = visitor.bottom - preview.bottom
    start = preview.bottom + (gap - large - small) // 2
    line = Box(visitor.x + pad, start, visitor.w - 2 * pad, large)
    return preview, line, Box(line.x, line.bottom, line.w, small)
