"""A USB reader that types: what it types is read whole or not at all, and nobody else's typing is."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typist import (
    ALT,
    CAPS_LOCK,
    CTRL,
    ENTER,
    F5,
    KEY,
    KEYPAD,
    KEYPAD_ENTER,
    SYN,
    TAB,
    Typist,
)
from waiting import PATIENCE_S

from kiosk.devices.scanners.keyboard import KeyboardReader
from kiosk.devices.scanners.keyboard.events import DROPPED, Event
from kiosk.devices.scanners.keyboard.typing import LONGEST, Typing

CARD = "046090000001|190000001|Nguyễn Thị Ứng Đạt|01011990|Nữ|12 Lê Lợi, Huế|15042021"
ASCII = "".join(map(chr, range(0x20, 0x7F)))


@pytest.fixture
def typist() -> Iterator[Typist]:
    typist = Typist()
    yield typist
    typist.unplug()


@pytest.fixture
def reader(typist: Typist, tmp_path: Path) -> Iterator[KeyboardReader]:
    reader = KeyboardReader(str(tmp_path), lambda _path: typist.reader_end)
    yield reader
    reader.close()


def read(reader: KeyboardReader) -> list[bytes]:
    """All that was typed so far."""
    found: list[bytes] = []
    while codes := reader.read(0.01):
        found += [code.data for code in codes]
    return found


def by_number(typist: Typist, text: str) -> None:
    for letter in text:
        if letter.isascii():
            typist.letter(letter)
        else:
            typist.decimal(ord(letter))


def by_bytes(typist: Typist, text: str) -> None:
    for byte in text.encode():
        if byte < 128:
            typist.letter(chr(byte))
        else:
            typist.decimal(f"0{byte}")


def by_hex(typist: Typist, text: str) -> None:
    for letter in text:
        if letter.isascii():
            typist.letter(letter)
        else:
            typist.hexadecimal(ord(letter))


@pytest.mark.parametrize("type_letters", [by_number, by_bytes, by_hex])
def test_a_card_with_a_vietnamese_name_is_read_at_full_speed_however_its_letters_are_typed(
    typist: Typist, reader: KeyboardReader, type_letters: Callable[[Typist, str], None]
) -> None:
    for _ in range(3):
        type_letters(typist, CARD)
        typist.press(ENTER)
        assert read(reader) == [CARD.encode()]


@given(
    st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyằễịộ ỹAĐỨ|1"), max_size=40),
    st.sampled_from([by_number, by_hex]),
)
def test_whatever_is_typed_in_characters_comes_out_as_utf_8(
    text: str, type_letters: Callable[[Typist, str], None]
) -> None:
    typist = Typist()
    reader = KeyboardReader(os.devnull, lambda _path: typist.reader_end)
    type_letters(typist, text)
    typist.press(ENTER)
    assert read(reader) == ([text.encode()] if text else [])
    reader.close()
    typist.unplug()


def test_every_key_types_what_is_printed_on_it(typist: Typist, reader: KeyboardReader) -> None:
    typist.types(ASCII)
    typist.press(ENTER)
    assert read(reader) == [ASCII.encode()]


def test_caps_lock_turns_letters_alone_and_only_until_the_code_ends(
    typist: Typist, reader: KeyboardReader
) -> None:
    typist.press(CAPS_LOCK)
    typist.types("ab1Z")
    typist.press(ENTER)
    typist.types("ab1Z")
    typist.press(ENTER)
    assert read(reader) == [b"AB1z", b"ab1Z"]


def test_the_keypad_types_digits(typist: Typist, reader: KeyboardReader) -> None:
    for key in KEYPAD.values():
        typist.press(key)
    typist.press(KEYPAD_ENTER)
    assert read(reader) == [b"7894561230"]


def test_control_and_a_letter_is_a_control_character(typist: Typist, reader: KeyboardReader) -> None:
    typist.types("a")
    typist.press(27, CTRL)
    typist.types("b")
    typist.press(ENTER)
    assert read(reader) == [b"a\x1db"]


@pytest.mark.parametrize("end", [ENTER, TAB, KEYPAD_ENTER])
def test_a_code_ends_at_enter_or_tab_and_an_end_alone_is_no_code(
    typist: Typist, reader: KeyboardReader, end: int
) -> None:
    typist.press(end)
    typist.types("046090000001")
    assert read(reader) == []
    typist.press(end)
    assert read(reader) == [b"046090000001"]


def test_a_code_carries_the_time_it_was_read_and_no_place(typist: Typist, reader: KeyboardReader) -> None:
    typist.types("046090000001")
    typist.press(ENTER)
    (code,) = reader.read(PATIENCE_S)
    assert datetime.now(UTC) - code.seen_at < timedelta(minutes=1)
    assert (code.corners, code.scene) == (None, None)


@pytest.mark.parametrize("apart_ms", [60, 120, 400, 900])
def test_a_person_who_types_is_not_read(typist: Typist, reader: KeyboardReader, apart_ms: float) -> None:
    typist.apart_ms = apart_ms
    typist.types("046090000001")
    typist.press(ENTER)
    typist.apart_ms = 1
    typist.types("046090000002")
    typist.press(ENTER)
    assert read(reader) == [b"046090000002"]


def test_a_reader_is_read_after_a_person_who_typed_without_an_end(
    typist: Typist, reader: KeyboardReader
) -> None:
    typist.apart_ms = 150
    typist.types("hello")
    typist.apart_ms = 1
    typist.rest(600)
    typist.types("046090000001")
    typist.press(ENTER)
    assert read(reader) == [b"046090000001"]


def test_half_a_code_is_never_taken_for_a_whole_one(typist: Typist, reader: KeyboardReader) -> None:
    typist.types("046090000001|Nguy")
    typist.rest(100)
    typist.types("en Van A|01011990")
    typist.press(ENTER)
    typist.types("046090000002")
    typist.event(SYN, DROPPED, 0)
    typist.types("|B")
    typist.press(ENTER)
    typist.types("046090000003")
    typist.press(F5)
    typist.press(ENTER)
    typist.types("046090000004")
    typist.press(ENTER)
    assert read(reader) == [b"046090000004"]


@pytest.mark.parametrize("point", ["0", "1114112", "99999999"])
def test_a_number_that_is_no_character_spoils_the_code(
    typist: Typist, reader: KeyboardReader, point: str
) -> None:
    typist.types("a")
    typist.decimal(point)
    typist.press(ENTER)
    assert read(reader) == []


def test_a_key_that_is_held_down_repeats_nothing(typist: Typist, reader: KeyboardReader) -> None:
    typist.types("04")
    for _ in range(5):
        typist.event(KEY, 5, 2)
    typist.press(ENTER)
    assert read(reader) == [b"04"]


def test_latin_letters_that_are_no_utf_8_are_taken_as_characters(
    typist: Typist, reader: KeyboardReader
) -> None:
    by_number(typist, "Lê Thà")
    typist.press(ENTER)
    assert read(reader) == ["Lê Thà".encode()]


def test_typing_without_end_stays_in_bounds() -> None:
    typing = Typing(gap_s=0.05)
    for nth in range(5 * LONGEST):
        assert typing.take(Event(nth / 1000, KEY, 2, 1)) is None
        assert len(typing._keys.typed.points) <= LONGEST + 1


@given(
    st.lists(
        st.tuples(
            st.floats(0, 0.06),
            st.sampled_from([SYN, KEY]),
            st.integers(0, 120) | st.sampled_from([CTRL, ALT, 22, 42, 28]),
            st.integers(-1, 2),
        ),
        max_size=200,
    )
)
def test_no_keys_whatever_upset_it(keys: list[tuple[float, int, int, int]]) -> None:
    typing, at_s = Typing(gap_s=0.05), 0.0
    for after_s, kind, code, value in keys:
        at_s += after_s
        data = typing.take(Event(at_s, kind, code, value))
        assert data is None or data.decode()


def test_nothing_that_was_typed_is_in_a_repr(typist: Typist, reader: KeyboardReader) -> None:
    typist.types("046090000001")
    reader.read(0.01)
    assert "48" not in repr(reader._typing._keys.typed)
    assert "21" not in repr(Event(0.5, KEY, 21, 1))
