"""The letter to an area's people's committee: which places show signs of violation, as pages to print.

Its parts stand as Nghị định 30/2020/NĐ-CP, Phụ lục I, orders them: who writes on the left, the state's name
and motto on the right, number and date below, whom it is for, what is asked, and the signature.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from kiosk.central.registry import Site
from kiosk.central.settings import ViolationsTable
from kiosk.central.violations.book import Violation
from kiosk.central.violations.telling.named import Named
from kiosk.central.violations.telling.texts import evidence_told, in_vietnamese
from kiosk.paper.fonts import Fonts
from kiosk.paper.page import A4, Colour, Line, Mark, Page, Panel
from kiosk.paper.text import Column, Style

INK: Colour = (0, 0, 0)
RULE: Colour = (120, 120, 120)
SHADE: Colour = (232, 232, 232)

LEFT, RIGHT, TOP, BOTTOM = 30.0, 15.0, 20.0, 22.0
"""Margins in mm, as the decree has them: 30–35 on the left, 15–20 on the right, 20–25 above and below."""

WIDTH = A4[0] - LEFT - RIGHT
FLOOR = A4[1] - BOTTOM
CLOSING = 82.0
"""Of the closing lines and the signature, in mm."""

BODY = Style(11, INK)
STRONG = Style(11, INK, bold=True)
CENTRED = Style(10.5, INK, align=0.5)
CENTRED_STRONG = Style(10.5, INK, bold=True, align=0.5)
TITLE = Style(13, INK, bold=True, align=0.5)
CELL = Style(9, INK)
CELL_STRONG = Style(9, INK, bold=True)
SMALL = Style(8.5, INK)
FOOT = Style(8, RULE, align=1)

NUMBER_MM, PLACE_MM, SIGN_MM = 9.0, 56.0, 38.0
PADDING = 1.5
DATE_MM = 22.0
COLUMNS = (
    ("TT", NUMBER_MM),
    ("Nơi, người chịu trách nhiệm", PLACE_MM),
    ("Dấu hiệu", SIGN_MM),
    ("Căn cứ", WIDTH - NUMBER_MM - PLACE_MM - SIGN_MM - DATE_MM),
    ("Phát hiện", DATE_MM),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """`area`: its id; `violations`: that go on there, in the order of their sites; `day`: of the letter."""

    area: str
    violations: Sequence[Violation]
    named: Named
    limits: ViolationsTable
    zone: ZoneInfo
    day: date

    def pages(self, fonts: Fonts) -> list[Page]:
        """As many as it takes."""
        sheets = [list(marks) for marks in _sheets(self, fonts)]
        title = f"Dấu hiệu vi phạm – {self.named.area(self.area)}"
        return [
            Page(title, *A4, (*marks, *_foot(fonts, nth, len(sheets)))) for nth, marks in enumerate(sheets, 1)
        ]

    @property
    def committee(self) -> str:
        """`Ủy ban nhân dân phường Thuận Hóa`: within a name the kind of a unit is written small."""
        name = self.named.area(self.area)
        kind, _, rest = name.partition(" ")
        small = kind.lower() if kind in ("Phường", "Xã", "Đặc", "Thị", "Quận", "Huyện", "Tỉnh") else kind
        return f"Ủy ban nhân dân {small} {rest}".strip()


class _Sheets:
    """Marks of one sheet after the other."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.marks: list[Mark] = []
        self.y = TOP

    def write(self, text: str, style: Style, x: float = LEFT, width: float = WIDTH, after: float = 0) -> None:
        column = Column(self.fonts, x, self.y, width)
        self.marks += column.paragraph(text, style)
        self.y = column.y + after

    def fits(self, height: float) -> bool:
        return self.y + height <= FLOOR

    def rule(self, x: float = LEFT, width: float = WIDTH) -> None:
        self.marks.append(Panel(x, self.y, width, 0.2, RULE))

    def turn(self) -> list[Mark]:
        """To the next sheet; what stands on this one."""
        done, self.marks, self.y = self.marks, [], TOP
        return done


def _sheets(letter: Letter, fonts: Fonts) -> Iterator[list[Mark]]:
    sheet = _Sheets(fonts)
    _head(sheet, letter)
    _table_head(sheet)
    by_site = groupby(letter.violations, key=lambda known: known.site)
    for number, (key, its) in enumerate(by_site, 1):
        site = letter.named.site(key)
        place = [(site.name, CELL_STRONG), *((said, CELL) for said in _responsible(letter, site))]
        for known in its:
            cells = _cells(letter, known, str(number) if place else "", place)
            place = []
            height = max(_height(sheet, column, cell) for column, cell in enumerate(cells))
            if not sheet.fits(height):
                sheet.rule()
                yield sheet.turn()
                _table_head(sheet)
            _row(sheet, cells, height, from_number=bool(cells[0]))
    sheet.rule()
    if not sheet.fits(CLOSING):
        yield sheet.turn()
    _closing(sheet, letter)
    yield sheet.turn()


def _head(sheet: _Sheets, letter: Letter) -> None:
    half, top = WIDTH / 2, sheet.y
    sheet.write(letter.limits.sender.upper(), CENTRED_STRONG, width=half - 12)
    sheet.y += 0.8
    sheet.rule(LEFT + (half - 12) / 3, (half - 12) / 3)
    sheet.y += 2
    sheet.write("Số: ……/TB-……", CENTRED, width=half - 12)
    left, sheet.y = sheet.y, top
    x, width = LEFT + half - 10, half + 10
    sheet.write("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Style(10, INK, bold=True, align=0.5), x, width)
    sheet.write("Độc lập – Tự do – Hạnh phúc", CENTRED_STRONG, x, width)
    sheet.y += 0.8
    sheet.rule(x + width / 4, width / 2)
    sheet.y += 2
    day = letter.day
    sheet.write(f"{letter.limits.place}, ngày {day:%d} tháng {day:%m} năm {day.year}", CENTRED, x, width)
    sheet.y = max(left, sheet.y) + 9
    sheet.write("THÔNG BÁO", TITLE)
    sheet.write("Về các nơi có dấu hiệu vi phạm quy định quét mã khi ra vào", CENTRED_STRONG, after=6)
    sheet.write(f"Kính gửi: {letter.committee}", STRONG, after=4)
    sites = len({known.site for known in letter.violations})
    if not sites:
        text = "không nơi nào trên địa bàn có dấu hiệu vi phạm"
    else:
        text = (
            f"{sites} nơi trên địa bàn có {len(letter.violations)} dấu hiệu vi phạm, nêu trong bảng dưới đây"
        )
    sheet.write(
        f"Qua theo dõi dữ liệu quét mã tại các cơ quan, công sở, đến ngày {day:%d/%m/%Y}, {text}. "
        "Đây là dấu hiệu do hệ thống ghi nhận, cần được kiểm tra tại chỗ trước khi kết luận.",
        BODY,
        after=4,
    )


def _table_head(sheet: _Sheets) -> None:
    height = CELL_STRONG.line_mm + 2 * PADDING
    sheet.marks.append(Panel(LEFT, sheet.y, WIDTH, height, SHADE))
    _set_cells(sheet, [[(title, CELL_STRONG)] for title, _ in COLUMNS])
    sheet.y += height


Cell = list[tuple[str, Style]]


def _cells(letter: Letter, known: Violation, number: str, place: Cell) -> list[Cell]:
    sign: Cell = [(in_vietnamese(f"rule_{known.rule}"), CELL)]
    if known.kiosk:
        sign.append((f"Máy {known.kiosk}", SMALL))
    told = evidence_told(known.rule, known.evidence, in_vietnamese, letter.zone)
    opened = f"{known.opened.astimezone(letter.zone):%d/%m/%Y}"
    return [[(number, CELL)] if number else [], place, sign, [(told, CELL)], [(opened, CELL)]]


def _responsible(letter: Letter, site: Site) -> list[str]:
    agency = letter.named.agency(site.agency)
    office = f"{agency} – {site.office}" if site.office else agency
    return [said for said in (site.address, office) if said]


def _height(sheet: _Sheets, column: int, cell: Cell) -> float:
    trial = Column(sheet.fonts, 0, 0, COLUMNS[column][1] - 2 * PADDING)
    for text, style in cell:
        list(trial.paragraph(text, style))
    return trial.y + 2 * PADDING


def _row(sheet: _Sheets, cells: list[Cell], height: float, *, from_number: bool) -> None:
    """A site's first row has a line above it across the whole table, the others from its signs on."""
    indent = 0.0 if from_number else NUMBER_MM + PLACE_MM
    sheet.rule(LEFT + indent, WIDTH - indent)
    _set_cells(sheet, cells)
    sheet.y += height


def _set_cells(sheet: _Sheets, cells: list[Cell]) -> None:
    x = LEFT
    for cell, (_, width) in zip(cells, COLUMNS, strict=True):
        column = Column(sheet.fonts, x + PADDING, sheet.y + PADDING, width - 2 * PADDING)
        for text, style in cell:
            sheet.marks += column.paragraph(text, style)
        x += width


def _closing(sheet: _Sheets, letter: Letter) -> None:
    sheet.y += 5
    if letter.violations:
        sheet.write(
            f"Đề nghị {letter.committee} chỉ đạo kiểm tra tại chỗ, yêu cầu người đứng đầu các nơi nêu trên"
            " khắc phục, xem xét tạm dừng hoạt động đối với nơi không khắc phục, và thông báo kết quả về"
            f" {letter.limits.sender} trong thời hạn 07 ngày kể từ ngày nhận được thông báo này.",
            BODY,
            after=3,
        )
    sheet.write("Trân trọng./.", BODY, after=7)
    top = sheet.y
    sheet.write("Nơi nhận:", CELL_STRONG, width=70)
    for line in ("– Như trên;", "– Lưu: VT."):
        sheet.write(line, SMALL, width=70)
    sheet.y = top
    half = WIDTH / 2
    sheet.write(letter.limits.signer.upper(), CENTRED_STRONG, LEFT + half, half)
    sheet.write("(Ký, ghi rõ họ tên, đóng dấu)", Style(9, INK, align=0.5), LEFT + half, half)


def _foot(fonts: Fonts, nth: int, count: int) -> Iterator[Line]:
    if count > 1:
        yield from Column(fonts, LEFT, A4[1] - 14, WIDTH).paragraph(f"Trang {nth}/{count}", FOOT)
