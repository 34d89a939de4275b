"""Text: one family that has every Vietnamese letter, fitted into the boxes it is given."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pygame

from kiosk.devices.screen.drawing.layout import SMALLEST_TEXT, Box
from kiosk.devices.screen.drawing.marks import Text
from kiosk.errors import DeviceAbsent

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
    Path("/Library/Fonts"),
)
FAMILIES = (
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
)
"""Regular and bold, the best first: Debian's fonts-noto-core and fonts-dejavu-core."""

SMALLEST_SHARE = 0.55
"""Of the wanted size; a sentence that would have to be smaller is cut."""

LONGEST = 300
"""Characters that are looked at: what does not fit anyway costs no time."""

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Typeface:
    regular: Path
    bold: Path


def find_typeface(folders: Sequence[Path] = FOLDERS) -> Typeface:
    """Raises DeviceAbsent where none of the families is installed."""
    for regular, bold in FAMILIES:
        for folder in folders:
            found = [next(folder.expanduser().rglob(name), None) for name in (regular, bold)]
            if found[0] and found[1]:
                return Typeface(found[0], found[1])
    raise DeviceAbsent("The screen has no font with Vietnamese letters; install the package fonts-noto-core.")


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
        words = plain(text.words)
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


Measure = Callable[[str], int]


def plain(words: str) -> str:
    """NFC, one space between words, without anything that has no shape of its own (controls, bidi)."""
    composed = unicodedata.normalize("NFC", words[:LONGEST])
    return " ".join("".join(c if c.isprintable() else " " for c in composed).split())


def broken(words: str, width: int, width_of: Measure) -> tuple[str, ...]:
    """Lines as long as the width lets them be; a word that is longer has a line of its own."""
    lines: list[str] = []
    for word in words.split():
        if lines and width_of(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def balanced(words: str, count: int, width: int, width_of: Measure) -> tuple[str, ...]:
    """The same number of lines, as equal in length as can be."""
    if count < 2:
        return broken(words, width, width_of)
    narrow, wide = width // count, width
    while wide - narrow > 2:
        middle = (narrow + wide) // 2
        lines = broken(words, middle, width_of)
        if len(lines) <= count and all(width_of(line) <= middle for line in lines):
            wide = middle
        else:
            narrow = middle
    return broken(words, wide, width_of)


def cut(words: str, count: int, width: int, width_of: Measure) -> tuple[str, ...]:
    """The first lines, the last one with an ellipsis; a word that is too long is cut as well."""
    lines = broken(words, width, width_of)
    kept = [_shortened(line, width, width_of) for line in lines[:count]]
    if len(lines) > count:
        kept[-1] = _shortened(f"{lines[count - 1]}{ELLIPSIS}", width, width_of)
    return tuple(kept)


def _shortened(line: str, width: int, width_of: Measure) -> str:
    if width_of(line) <= width:
        return line
    for end in range(len(line) - 1, 0, -1):
        short = line[:end].rstrip(f" {ELLIPSIS}") + ELLIPSIS
        if width_of(short) <= width:
            return short
    return ""
