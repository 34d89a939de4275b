"""Text in a column: how it breaks into lines, and how far down it reaches."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.domain.visible import visible
from kiosk.paper.fonts import Fonts
from kiosk.paper.page import MM_PER_POINT, Colour, Line
from kiosk.typography import Measure, balanced, broken, cut

PER_MM = 100
"""Lines are broken by whole hundredths of a millimetre."""

LEADING = 1.32
"""Of the letters' size from line to line; Vietnamese stacks marks on its capitals."""

ASCENT = 1.06
"""Of the letters' size from the top of a line to its baseline."""


@dataclass(frozen=True, slots=True)
class Style:
    points: float
    colour: Colour
    bold: bool = False
    align: float = 0.0

    @property
    def line_mm(self) -> float:
        return self.points * LEADING * MM_PER_POINT


class Column:
    """Sets paragraphs one under another; `y` is where the next one begins, all in mm."""

    def __init__(self, fonts: Fonts, x: float, y: float, width: float) -> None:
        self._fonts, self._x, self._width = fonts, x, width
        self.y = y

    def space(self, mm: float) -> None:
        self.y += mm

    def paragraph(self, text: str, style: Style) -> Iterator[Line]:
        """As many lines as it takes."""
        measure = self._measure(style)
        yield from self._set(broken(self._narrow(visible(text), measure), self._hundredths, measure), style)

    def heading(self, text: str, styles: tuple[Style, ...], height: float) -> Iterator[Line]:
        """In the first of these styles in which the text fits the height, its lines as even as can be, in the
        middle of the height; in the last one it is cut, if need be.
        """
        words, bottom = visible(text), self.y + height
        for style in styles:
            measure, room = self._measure(style), max(1, int(height / style.line_mm))
            if style is styles[-1]:
                words = self._narrow(words, measure)
            lines = broken(words, self._hundredths, measure)
            if len(lines) <= room and all(measure(line) <= self._hundredths for line in lines):
                lines = balanced(words, len(lines), self._hundredths, measure)
                break
        else:
            lines = cut(words, room, self._hundredths, measure)
        self.y += (height - len(lines) * style.line_mm) / 2
        yield from self._set(lines, style)
        self.y = bottom

    def _narrow(self, words: str, measure: Measure) -> str:
        """With a word that is wider than the column, as addresses are, parted where it must be."""
        narrow: list[str] = []
        for word in words.split():
            while measure(word) > self._hundredths:
                length = next(
                    n for n in range(len(word), 0, -1) if n == 1 or measure(word[:n]) <= self._hundredths
                )
                narrow.append(word[:length])
                word = word[length:]
            narrow.append(word)
        return " ".join(narrow)

    @property
    def _hundredths(self) -> int:
        return int(self._width * PER_MM)

    def _measure(self, style: Style) -> Measure:
        return lambda line: round(self._fonts.width(line, style.points, style.bold) * PER_MM)

    def _set(self, lines: tuple[str, ...], style: Style) -> Iterator[Line]:
        for line in lines:
            baseline = self.y + ASCENT * style.points * MM_PER_POINT
            x = self._x + style.align * self._width
            yield Line(line, x, baseline, style.points, style.colour, style.bold, style.align)
            self.y += style.line_mm
