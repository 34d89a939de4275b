"""Vietnamese is drawn with all its marks, in a family that is installed."""

import string
import unicodedata
from itertools import chain
from pathlib import Path

import pygame
import pytest
from views import SITE, told

from kiosk.devices.screen.drawing.layout import Box
from kiosk.devices.screen.drawing.lettering import Lettering
from kiosk.devices.screen.drawing.marks import Text
from kiosk.devices.screen.theme import IDLE
from kiosk.devices.screen.words import LANGUAGES, Words
from kiosk.domain.verdict import Direction, Reason
from kiosk.domain.visible import visible
from kiosk.errors import DeviceAbsent
from kiosk.ports import Link
from kiosk.typography import FAMILIES, Typeface, balanced, cut, find_typeface

NOWHERE = "\ue123"
"""A character of private use, that no font draws: its picture is the box for a missing glyph."""

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
VIETNAMESE = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES) + "đ"
ALPHABET = VIETNAMESE + VIETNAMESE.upper() + string.digits + string.ascii_letters + " .,:·–…'()+-/@"


@pytest.fixture(scope="module")
def typeface() -> Typeface:
    return find_typeface()


def picture(font: pygame.font.Font, letter: str) -> bytes:
    return pygame.image.tobytes(font.render(letter, True, "white"), "RGBA")


def missing(font: pygame.font.Font, letters: str) -> str:
    box = picture(font, NOWHERE)
    return "".join(letter for letter in letters if picture(font, letter) == box)


def everything_said() -> set[str]:
    """Every character that the catalogue can bring to the screen."""
    texts = []
    for words in (Words(language, SITE) for language in LANGUAGES):
        texts += chain.from_iterable(words.verdict(told(reason)) for reason in Reason)
        texts += [words.short(told(reason, direction=way)) for reason in Reason for way in Direction]
        texts += [words.link(Link(connected, 9)) for connected in (True, False)]
        texts += [words.fault(name) for name in ("camera", "reader", "disk", "clock", "journal", "signal")]
        texts += [words.text("idle"), words.notice(), words.help(), *map(words.direction, Direction)]
        texts += [words.text(key) for key in ("inside", "entered", "left")]
    return set("".join(texts))


@pytest.mark.parametrize("bold", [False, True], ids=["regular", "bold"])
def test_no_letter_is_a_box(typeface: Typeface, bold: bool) -> None:
    font = Lettering(typeface).font(24, bold)
    assert missing(font, ALPHABET + "".join(sorted(everything_said()))) == ""


def test_a_letter_that_the_family_lacks_would_be_seen(typeface: Typeface) -> None:
    assert missing(Lettering(typeface).font(24, False), "a漢b") == "漢"


def test_every_letter_with_its_marks_looks_different(typeface: Typeface) -> None:
    font = Lettering(typeface).font(24, False)
    assert len({picture(font, letter) for letter in VIETNAMESE}) == len(VOWELS) * len(TONES) + 1


def test_the_best_family_that_is_there_is_taken(tmp_path: Path) -> None:
    for regular, bold in reversed(FAMILIES):
        (tmp_path / "truetype").mkdir(exist_ok=True)
        for name in (regular, bold):
            (tmp_path / "truetype" / name).touch()
        assert find_typeface([tmp_path]) == Typeface(
            tmp_path / "truetype" / regular, tmp_path / "truetype" / bold
        )


def test_a_family_without_its_bold_letters_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / FAMILIES[0][0]).touch()
    with pytest.raises(DeviceAbsent):
        find_typeface([tmp_path])


def test_without_a_font_it_is_said_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(DeviceAbsent, match="install the package fonts-noto-core"):
        find_typeface([tmp_path, tmp_path / "absent"])


def test_a_long_text_becomes_smaller_then_breaks_then_is_cut(typeface: Typeface) -> None:
    lettering = Lettering(typeface)

    def fitted(words: str, lines: int) -> tuple[int, int]:
        found = lettering.fit(Text(words, Box(0, 0, 300, 80), 40, IDLE, lines=lines))
        return found.size, len(found.lines)

    assert fitted("Mời vào", 2) == (40, 1)
    size, lines = fitted("Mã này không dùng được", 1)
    assert size < 40
    assert lines == 1
    size, lines = fitted("Mã này không dùng được ở đây", 2)
    assert size < 40
    assert lines == 2
    last = lettering.fit(Text("một hai ba " * 40, Box(0, 0, 300, 80), 40, IDLE, lines=2)).lines[-1]
    assert last.endswith("…")


def test_lines_are_of_nearly_equal_length() -> None:
    assert balanced("aaaa bbbb cccc dddd eeee ffff", 2, 24, len) == ("aaaa bbbb cccc", "dddd eeee ffff")
    assert balanced("Mời vào", 1, 24, len) == ("Mời vào",)


def test_what_is_cut_says_so() -> None:
    assert cut("một hai ba bốn", 1, 8, len) == ("một hai…",)
    assert cut("một hai ba bốn", 2, 8, len) == ("một hai", "ba bốn")
    assert cut("nghiêngngả", 1, 5, len) == ("nghi…",)
    assert cut("một", 1, 0, len) == ("",)


def test_nothing_without_a_shape_of_its_own_is_drawn() -> None:
    assert visible(" a\tb\r\nc\x00\u202ed\ud800 ") == "a b c d"
    assert visible(unicodedata.normalize("NFD", "Nguyễn Thị Ổn")) == "Nguyễn Thị Ổn"
