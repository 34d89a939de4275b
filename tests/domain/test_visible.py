"""Text from outside shows what is in it, and nothing else: on a screen, in a log, in a page, in a table."""

import csv
import io
import unicodedata
from itertools import groupby
from pathlib import Path

import pytest
from hostile import SHOWN_AS_WRITTEN, TEXTS
from hypothesis import given
from hypothesis import strategies as st
from people import Card, cards

import kiosk
from kiosk.domain.spreadsheet import FORMULA, csv_line
from kiosk.domain.visible import LONGEST, MOST_MARKS, is_visible, visible, visible_lines

PACKAGE = Path(kiosk.__file__).parent


@pytest.mark.parametrize("name", TEXTS)
def test_what_hides_moves_or_stacks_is_not_shown(name: str) -> None:
    text, shown = TEXTS[name]
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    ["Nguyễn Văn Thử", "UBND phường Thuận Hóa", "H'Mẫu Êban", "…4207", "N. V. Thử · nam · 1990", "Ừ ≥ 5 %"],
)
def test_what_is_meant_to_be_read_stays_as_it_is(text: str) -> None:
    assert visible(text) == text
    assert is_visible(text)


@given(cards())
def test_every_name_on_a_card_is_shown_letter_by_letter(card: Card) -> None:
    name = card.person.name or ""
    assert visible(name) == name


@given(st.text(max_size=2 * LONGEST) | st.text(st.characters(categories=["M", "C", "Z", "L"]), max_size=60))
def test_any_text_becomes_one_short_line_without_anything_hidden(text: str) -> None:
    line = visible(text)
    assert len(line) <= LONGEST
    assert line == " ".join(line.split())
    assert not any(unicodedata.category(letter)[0] == "C" for letter in line)
    assert not any(unicodedata.category(letter) in ("Zl", "Zp", "Me") for letter in line)
    towers = groupby(line, lambda letter: unicodedata.category(letter)[0] == "M")
    assert all(len(list(marks)) <= MOST_MARKS for are_marks, marks in towers if are_marks)
    assert visible(line) == line
    line.encode("utf-8")


def test_a_long_text_ends_in_an_ellipsis_and_lines_of_ours_stay_apart() -> None:
    assert visible("a" * LONGEST) == "a" * LONGEST
    assert visible("a" * (LONGEST + 1)) == "a" * (LONGEST - 1) + "…"
    assert visible_lines("one\x1b\ntwo\r\n\u202ethree") == "one\ntwo\nthree"


@pytest.mark.parametrize("name", TEXTS.keys() - SHOWN_AS_WRITTEN)
def test_a_line_that_would_show_otherwise_than_it_is_written_is_told(name: str) -> None:
    assert not is_visible(TEXTS[name][0])


@given(st.lists(st.text(max_size=40) | st.integers() | st.none() | st.floats(allow_nan=False), min_size=2))
def test_a_table_has_a_cell_for_each_value_and_none_is_a_formula(values: list[object]) -> None:
    (cells,) = csv.reader(io.StringIO(csv_line(values), newline=""))
    assert len(cells) == len(values)
    for cell, value in zip(cells, values, strict=True):
        if isinstance(value, str):
            assert not cell.startswith((*FORMULA, "\t", "\r"))
            assert cell in (visible(value), f"'{visible(value)}")
        else:
            assert cell == ("" if value is None else str(value))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        (" \t=HYPERLINK(A1;B1)", '"\'=HYPERLINK(A1;B1)"'),
        ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""),
        ("\u200b+1", "'+1"),
        ("＝1", "'＝1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("a;=1", '"a;=1"'),
        ("a,b", '"a,b"'),
        ("a\tb\r\nc", "a b c"),
        ('a"b', '"a""b"'),
        (-5, "-5"),
        (None, ""),
        (True, "True"),
    ],
)
def test_a_formula_is_written_as_text_and_a_number_as_a_number(value: object, written: str) -> None:
    assert csv_line([value]) == f"{written}\r\n"


def test_tables_are_written_in_one_place() -> None:
    writers = [path for path in PACKAGE.rglob("*.py") if "csv.writer" in path.read_text(encoding="utf-8")]
    assert writers == []
