"""Boards for whoever hangs them: a page to print, and a picture to send."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.issuing.boards import CodedBoard
from kiosk.paper.board import board_page
from kiosk.paper.fonts import Fonts
from kiosk.paper.page import Page
from kiosk.paper.pdf import to_pdf
from kiosk.paper.png import to_png


@dataclass(frozen=True, slots=True)
class BoardPrinter:
    """`zone` is that of the days that are written on a board."""

    fonts: Fonts
    zone: ZoneInfo

    def pdf(self, one: CodedBoard) -> bytes:
        return to_pdf(self._page(one), self.fonts)

    def png(self, one: CodedBoard) -> bytes:
        return to_png(self._page(one), self.fonts)

    def _page(self, one: CodedBoard) -> Page:
        return board_page(one.board, one.text, one.help, self.fonts, self.zone)
