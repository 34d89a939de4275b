"""The board that hangs at an entrance: A4, Vietnamese first, its code 15 cm wide."""

from collections.abc import Iterator
from datetime import tzinfo

import segno

from kiosk.domain.board import Board, Help
from kiosk.paper.fonts import Fonts
from kiosk.paper.page import A4, Code, Colour, Line, Mark, Modules, Page, Panel
from kiosk.paper.text import Column, Style

CODE_MM, CODE_TOP = 152.0, 71.0
QUIET = 4
"""Bare modules around a code (ISO/IEC 18004, 9.1)."""

LEVEL = "M"
"""Mends 15 of 100 codewords; the more a level mends, the smaller the modules."""

BLUE: Colour = (11, 79, 158)
PALE: Colour = (232, 240, 250)
SKY: Colour = (196, 219, 247)
WHITE: Colour = (255, 255, 255)
INK: Colour = (20, 29, 43)
QUIET_INK: Colour = (84, 97, 118)

MARGIN = 12.0
KICKER = Style(11, SKY, bold=True, align=0.5)
NAMES = tuple(Style(points, WHITE, bold=True, align=0.5) for points in (34, 29, 25, 22, 19, 16, 14))
LEAD = Style(18, INK, bold=True, align=0.5)
LEAD_EN = Style(12, QUIET_INK, align=0.5)
TITLE = Style(11.5, BLUE, bold=True)
STEP = Style(9.5, INK, bold=True)
STEP_EN = Style(8.2, QUIET_INK)
NUMBERS = tuple(Style(points, BLUE, bold=True) for points in (26, 22, 18, 15, 12))
CONTACTS = tuple(Style(points, QUIET_INK) for points in (9.5, 8.2, 7, 6))
FOOT = Style(8, QUIET_INK, align=0.5)

HOW = (
    (
        "1. Mở máy ảnh điện thoại, hướng vào mã.",
        "Point your phone's camera at the code.",
    ),
    (
        "2. Mở liên kết hiện ra, làm theo hướng dẫn.",
        "Open the link that appears, and follow it.",
    ),
    (
        "3. Không có điện thoại: đưa CCCD hoặc thẻ BHYT cho bảo vệ.",
        "No phone: show your ID or insurance card to the guard.",
    ),
)
REPORT = (
    (
        "Mã không quét được? Bảng rách, mờ, sai tên hoặc quá hạn?",
        "Does the code not scan? Is the board torn, faded, wrong or out of date?",
    ),
    (
        "Có người ra vào mà không quét? Hãy gọi và báo mã điểm ghi ở cuối bảng.",
        "Do people pass unscanned? Call, and give the place's code at the foot.",
    ),
)


def board_page(board: Board, content: str, help_: Help, fonts: Fonts, zone: tzinfo) -> Page:
    """The board whose code has this content; days are those of `zone`."""
    modules = modules_of(content)
    marks = [*_head(board, fonts), *_code(modules), *_foot(board, help_, fonts, zone)]
    return Page(f"{board.venue.name} · QR", *A4, tuple(marks))


def modules_of(content: str) -> Modules:
    """In byte mode and without splitting, as the grading of boards expects it."""
    code = segno.make(content.encode(), error=LEVEL, mode="byte", micro=False, boost_error=True)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def _head(board: Board, fonts: Fonts) -> Iterator[Mark]:
    width = A4[0] - 2 * MARGIN
    yield Panel(MARGIN, 10, width, 34, BLUE, radius=4)
    column = Column(fonts, MARGIN + 7, 12.5, width - 14)
    yield from column.paragraph("ĐIỂM QUÉT MÃ QR · QR CHECK-IN POINT", KICKER)
    yield from column.heading(board.venue.name, NAMES, 24)
    column = Column(fonts, MARGIN, 45.3, width)
    yield from column.paragraph("Quét mã này khi đến và khi về", LEAD)
    yield from column.paragraph("Scan this code when you come and when you leave", LEAD_EN)


def _code(modules: Modules) -> Iterator[Mark]:
    yield Code(modules, (A4[0] - CODE_MM) / 2, CODE_TOP, CODE_MM)


def _foot(board: Board, help_: Help, fonts: Fonts, zone: tzinfo) -> Iterator[Mark]:
    top, bottom, gap = 236.0, 284.0, 6.0
    width = (A4[0] - 2 * MARGIN - 2 * gap) / 3
    lefts = [MARGIN + nth * (width + gap) for nth in range(3)]
    yield from _column(fonts, lefts[0], top, width, "Cách quét · How to check in", HOW)
    yield from _column(fonts, lefts[1], top, width, "Báo tin · Report", REPORT)
    yield Panel(lefts[2], top - 1, width, bottom - top + 1, PALE, radius=3)
    column = Column(fonts, lefts[2] + 5, top + 3, width - 10)
    yield from column.paragraph("Đường dây nóng", TITLE)
    yield from column.paragraph("Hotline", STEP_EN)
    yield from column.heading(help_.hotline, NUMBERS, 18)
    column.space(1)
    yield from column.heading(help_.contact, CONTACTS, 12)
    column = Column(fonts, MARGIN, 287, A4[0] - 2 * MARGIN)
    issued, until = f"{board.issued.astimezone(zone):%d.%m.%Y}", f"{board.last_day(zone):%d.%m.%Y}"
    place = f"{board.venue.area}/{board.venue.site}"
    yield from column.paragraph(
        f"Mã điểm · Code: {place}   ·   Cấp ngày · Issued: {issued}   ·   Dùng đến · Until: {until}", FOOT
    )


def _column(
    fonts: Fonts, x: float, y: float, width: float, title: str, items: tuple[tuple[str, str], ...]
) -> Iterator[Line]:
    column = Column(fonts, x, y, width)
    yield from column.paragraph(title, TITLE)
    column.space(1)
    for vietnamese, english in items:
        yield from column.paragraph(vietnamese, STEP)
        yield from column.paragraph(english, STEP_EN)
        column.space(1.2)
