"""Type: a family that has every Vietnamese letter, and how words become lines.

Widths are whole numbers of any unit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.visible import ELLIPSIS
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
    raise DeviceAbsent("There is no font with Vietnamese letters; install the package fonts-noto-core.")


Measure = Callable[[str], int]


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
