"""Text on the screen: one family that has every Vietnamese letter, fitted into the boxes it is given."""

from collections.abc import Callable
from dataclasses import dataclass

import pygame

from kiosk.devices.screen.drawing.layout import SMALLEST_TEXT, Box
from kiosk.devices.screen.drawing.marks import Text
from kiosk.domain.visible import visible
from kiosk.typography import Typeface, balanced, broken, cut

SMALLEST_SHARE = 0.55
"""Of the wanted size; a sentence that would have to be smaller is cut."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines of a size, in pixels, that fit the box they were made for."""

    lines: tuple[str, ...]
    size: int


class Lettering:
    """Sets text in one typeface; keeps the fonts of each size that was used."""

    def __init__(self, typeface: Typeface) -> None:
        pygame.font.init()
        self._typeface = typeface
        self._fonts: dict[tuple[bool, int], pygame.font.Font] = {}

    def draw(self, onto: pygame.Surface, text: Text) -> Box:
        """Where the letters stand; empty where there is nothing to say."""
        fitted = self.fit(text)
        font = self.font(fitted.size, text.bold)
        step = font.get_linesize()
        top = text.box.y + (text.box.h - step * len(fitted.lines)) // 2
        left, right, bottom = text.box.right, text.box.x, top
        for line in fitted.lines:
            drawn = font.render(line, True, text.look.text)
            x = text.box.x + round((text.box.w - drawn.get_width()) * text.align)
            onto.blit(drawn, (x, bottom))
            left, right, bottom = min(left, x), max(right, x + drawn.get_width()), bottom + step
        return Box(left, top, max(0, right - left), bottom - top)

    def fit(self, text: Text) -> Fitted:
        """The largest size, not above the wanted one, at which the text fits; else cut at the smallest."""
        words = visible(text.words)
        smallest = min(text.size, max(SMALLEST_TEXT, round(text.size * SMALLEST_SHARE)))
        for size in range(text.size, smallest - 1, -1):
            width_of = self._measure(size, text.bold)
            room = min(text.lines, text.box.h // self.font(size, text.bold).get_linesize())
            lines = broken(words, text.box.w, width_of)
            if len(lines) <= room and all(width_of(line) <= text.box.w for line in lines):
                return Fitted(balanced(words, len(lines), text.box.w, width_of), size)
        width_of = self._measure(smallest, text.bold)
        room = max(1, min(text.lines, text.box.h // self.font(smallest, text.bold).get_linesize()))
        return Fitted(cut(words, room, text.box.w, width_of), smallest)

    def font(self, size: int, bold: bool) -> pygame.font.Font:
        if (bold, size) not in self._fonts:
            path = self._typeface.bold if bold else self._typeface.regular
            self._fonts[bold, size] = pygame.font.Font(path, size)
        return self._fonts[bold, size]

    def _measure(self, size: int, bold: bool) -> Callable[[str], int]:
        font = self.font(size, bold)
        return lambda line: font.size(line)[0]
