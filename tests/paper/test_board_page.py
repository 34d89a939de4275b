"""The board on paper: all that belongs on it, in its place, and a code that scans."""

import io
from collections.abc import Iterator
from itertools import combinations
from zoneinfo import ZoneInfo

import boards
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont
from printed import HELP, rendered

from kiosk.domain.board import Help, Venue
from kiosk.paper.board import CODE_MM, QUIET, board_page
from kiosk.paper.fonts import Fonts
from kiosk.paper.outline import outlines
from kiosk.paper.page import A4, MM_PER_POINT, Code, Line, Page, Panel
from kiosk.paper.pdf import to_pdf
from kiosk.paper.png import to_png

CONTENT = boards.code().decode()
HUE = ZoneInfo("Asia/Ho_Chi_Minh")
FONTS = Fonts()
LONG = (
    "Trung tâm Phục vụ hành chính công thành phố Huế – Điểm tiếp nhận hồ sơ số 2",
    "Ủy ban nhân dân phường Thuận Hóa",
    "TTPVHCC-DIEMTIEPNHANHOSOSO2-THANHPHOHUE-TINHTHUATHIENHUE-VIETNAM-0123456789-ABCD",
    "Ở",
)
TEXTS = (
    "Quét mã này khi đến và khi về",
    "How to check in",
    "Báo tin",
    "Report",
    "Đường dây nóng",
    "1900 1075",
    "baove@example.vn",
    "UBND phường Thuận Hóa",
    "thuan-hoa/tru-so",
    "24.10.2026",
    "24.10.2027",
)

Box = tuple[float, float, float, float]


def page(name: str = boards.VENUE.name, help_: Help = HELP, content: str | None = None) -> Page:
    board = boards.a_board(venue=Venue("thuan-hoa", "tru-so", name))
    return board_page(board, content or boards.code(board).decode(), help_, FONTS, HUE)


def code_of(page: Page) -> Code:
    (code,) = (mark for mark in page.marks if isinstance(mark, Code))
    return code


def box(line: Line) -> Box:
    """Where its letters are, in mm."""
    font = ImageFont.truetype(str(FONTS.path(line.bold)), 100)
    scale = line.points * MM_PER_POINT / 100
    left, top, right, bottom = font.getbbox(line.text, anchor="ls")
    x = line.x - line.align * FONTS.width(line.text, line.points, line.bold)
    return x + left * scale, line.baseline + top * scale, x + right * scale, line.baseline + bottom * scale


def lines(page: Page) -> Iterator[Line]:
    return (mark for mark in page.marks if isinstance(mark, Line))


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def within(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


letters = st.text(boards.LETTERS.upper() + boards.LETTERS + "0123456789", min_size=1, max_size=20)
names = st.lists(letters, min_size=1, max_size=12).map(lambda words: " ".join(words)[:80].strip())
contacts = st.text("abcdefghijk.-@0123456789", max_size=80)
numbers = st.text("0123456789 /()+", min_size=1, max_size=40).filter(str.strip)


squares = st.integers(1, 9).flatmap(
    lambda side: st.lists(st.lists(st.booleans(), min_size=side, max_size=side), min_size=side, max_size=side)
)


@settings(max_examples=40, deadline=None)
@given(names | st.sampled_from(LONG), st.builds(Help, numbers, contacts))
def test_nothing_lies_upon_anything_else_whatever_the_venue_is_called(name: str, help_: Help) -> None:
    made = page(name, help_, CONTENT)
    paper = (5.0, 5.0, A4[0] - 5, A4[1] - 5)
    code = code_of(made)
    quiet = QUIET * code.module
    bare = (code.x - quiet, code.y - quiet, code.x + code.side + quiet, code.y + code.side + quiet)
    boxes = [box(line) for line in lines(made)]
    panels = [(p.x, p.y, p.x + p.w, p.y + p.h) for p in made.marks if isinstance(p, Panel)]

    assert all(within(one, paper) for one in [*boxes, *panels])
    assert not any(meet(one, bare) for one in [*boxes, *panels])
    assert [pair for pair in combinations(boxes, 2) if meet(*pair)] == []
    assert not any(meet(one, panel) and not within(one, panel) for one in boxes for panel in panels)


@settings(max_examples=40, deadline=None)
@given(names | st.sampled_from(LONG))
def test_no_name_is_cut(name: str) -> None:
    said = "".join("".join(line.text.split()) for line in lines(page(name, content=CONTENT)))

    assert "".join(name.split())[:76] in said
    assert "…" not in said


def test_the_code_is_15_cm_wide_at_least_on_a_white_margin_of_four_modules() -> None:
    code = code_of(page())

    assert code.side == CODE_MM >= 150
    assert (code.x, A4[0] - code.x - code.side) == pytest.approx(((A4[0] - CODE_MM) / 2,) * 2)


@pytest.mark.parametrize("content", ["https://a.vn/b#1." + "A" * 155, "https://a.vn/b#1." + "A" * 700])
def test_small_and_large_codes_keep_their_margin(content: str) -> None:
    made = page(content=content)
    code = code_of(made)
    bottom = code.y + code.side + QUIET * code.module

    assert bottom <= min(p.y for p in made.marks if isinstance(p, Panel) and p.y > code.y)
    assert code.y - QUIET * code.module >= max(box(line)[3] for line in lines(made) if line.baseline < code.y)


def test_the_pdf_says_in_both_languages_how_to_check_in_how_to_report_and_whom_to_call() -> None:
    document = pypdfium2.PdfDocument(to_pdf(page(), FONTS))
    said = " ".join(document[0].get_textpage().get_text_range().split())
    document.close()

    assert [text for text in TEXTS if text not in said] == []


def test_the_pdf_is_one_page_a4_of_vectors_alone() -> None:
    document = pypdfium2.PdfDocument(to_pdf(page(), FONTS))
    kinds = {item.type for item in document[0].get_objects()}
    size = document[0].get_size()
    count = len(document)
    document.close()

    assert count == 1
    assert size == pytest.approx([side / MM_PER_POINT for side in A4], abs=0.1)
    assert kinds == {pypdfium2.raw.FPDF_PAGEOBJ_TEXT, pypdfium2.raw.FPDF_PAGEOBJ_PATH}


def test_the_same_board_is_the_same_file() -> None:
    assert to_pdf(page(), FONTS) == to_pdf(page(), FONTS)


@pytest.mark.parametrize("dpi", [72, 150, 600])
def test_at_any_resolution_the_code_is_what_it_should_be_without_hairlines(dpi: int) -> None:
    """Between modules that touch no paper shows, where a reader smooths edges."""
    made = page()
    code, image = code_of(made), rendered(to_pdf(made, FONTS), dpi)
    px = dpi / 25.4
    for nth, row in enumerate(code.modules):
        for at, dark in enumerate(row[:-1]):
            if dark and row[at + 1]:
                x, y = code.x + (at + 1) * code.module, code.y + (nth + 0.5) * code.module
                assert image.getpixel((round(x * px), int(y * px))) < 60, (nth, at)


def test_pdf_and_picture_hold_the_board_s_own_code() -> None:
    made = page()
    picture = Image.open(io.BytesIO(to_png(made, FONTS))).convert("L")

    assert picture.size == (2480, 3508)
    for image in (picture, rendered(to_pdf(made, FONTS))):
        (found,) = zxingcpp.read_barcodes(image)
        assert found.bytes == boards.code()


def test_a_letter_that_no_font_has_is_told_before_it_is_printed_as_a_box() -> None:
    assert FONTS.lacking(page("UBND phường Thuận Hóa").letters) == []
    assert FONTS.lacking(page("UBND 漢 Huế").letters) == ["漢"]


@given(
    st.integers(1, 9).flatmap(
        lambda n: st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_outlines_enclose_the_dark_modules_and_no_others(rows: list[list[bool]]) -> None:
    loops = list(outlines(tuple(map(tuple, rows))))
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            crossed = sum(_crossings(loop, x + 0.5, y + 0.5) for loop in loops)
            assert crossed % 2 == dark


def _crossings(loop: tuple[tuple[int, int], ...], x: float, y: float) -> int:
    """Upright edges of a loop to the right of a point."""
    edges = zip(loop, (*loop[1:], loop[0]), strict=True)
    return sum(x1 > x and min(y1, y2) < y < max(y1, y2) for (x1, y1), (_, y2) in edges)
