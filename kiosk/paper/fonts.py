"""The typeface of what is printed, and how wide words are in it."""

from collections.abc import Iterable
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from kiosk.paper.page import MM_PER_POINT
from kiosk.typography import Typeface, find_typeface


class Fonts:
    """Regular and bold of one family. Raises DeviceAbsent where none with Vietnamese letters is installed."""

    def __init__(self, typeface: Typeface | None = None) -> None:
        found = typeface or find_typeface()
        self._paths = {False: found.regular, True: found.bold}
        self._fonts = {bold: TTFont(path.stem, str(path)) for bold, path in self._paths.items()}
        for font in self._fonts.values():
            registerFont(font)

    def path(self, bold: bool) -> Path:
        return self._paths[bold]

    def name(self, bold: bool) -> str:
        """As reportlab knows it."""
        return str(self._fonts[bold].fontName)

    def width(self, text: str, points: float, bold: bool) -> float:
        """In mm."""
        return float(self._fonts[bold].stringWidth(text, points)) * MM_PER_POINT

    def lacking(self, letters: Iterable[str]) -> list[str]:
        """Those that one of the fonts does not have."""
        faces = [font.face for font in self._fonts.values()]
        return sorted({c for c in letters if any(ord(c) not in face.charToGlyph for face in faces)})
