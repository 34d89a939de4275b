"""What a guard may see of a person: initials and the given name, sex, birth year."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.person import Namespace, Person, Sex, mask_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Nguyễn Văn Thử", "N. V. Thử"),
        ("TRAN THI MAU", "T. T. MAU"),
        ("Trần Mẫu", "T. Mẫu"),
        ("Thử", "Thử"),
        ("Đặng Ẩn Ổn", "Đ. Ẩ. Ổn"),
        ("H'Mẫu Êban", "H. Êban"),
        ("  Nguyễn   Văn \u00a0 Thử  ", "N. V. Thử"),
        (unicodedata.normalize("NFD", "Nguyễn Ẩn Thử"), "N. Ẩ. Thử"),
        ("", ""),
        ("\u202e\x00", ""),
    ],
)
def test_a_name_is_masked_but_for_its_last_word(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    "between", ["\t", "\n", "\x1b", "\x00", "\u200b", "\u2028", "\u202e", "\ufeff", "\u00ad"]
)
def test_no_invisible_character_carries_a_whole_name_past_the_mask(between: str) -> None:
    assert mask_name(f"Nguyễn{between}Văn{between}Thử") == "N. V. Thử"


@given(st.text())
def test_a_masked_name_shows_the_last_word_and_first_letters_alone(name: str) -> None:
    *initials, last = mask_name(name).split(" ")
    assert all(len(initial) == 2 and initial.endswith(".") for initial in initials)
    assert all(unicodedata.category(letter)[0] != "C" for letter in "".join([*initials, last]))
    assert not any(letter.isspace() for letter in last)


@pytest.mark.parametrize(
    ("person", "display"),
    [
        (("Nguyễn Văn Thử", Sex.MALE, "1990-01-01"), "N. V. Thử · nam · 1990"),
        (("Trần Thị Mẫu", Sex.FEMALE, "2001"), "T. T. Mẫu · nữ · 2001"),
        (("Trần Thị Mẫu", None, "2001-02"), "T. T. Mẫu · 2001"),
        (("Trần Thị Mẫu", Sex.FEMALE, None), "T. T. Mẫu · nữ"),
        ((None, Sex.MALE, "1990"), "nam · 1990"),
        (("\u202e", None, None), "…0001"),
        ((None, None, None), "…0001"),
    ],
)
def test_the_display_leaves_out_what_is_not_known(
    person: tuple[str | None, Sex | None, str | None], display: str
) -> None:
    assert Person(Namespace.VN_ID, "046090000001", *person).display == display


@pytest.mark.parametrize(
    ("number", "shown"),
    [("NV-00012-4207", "…4207"), ("004207", "…07"), ("A17", "…7"), ("17", ""), ("", "")],
)
def test_of_a_number_at_most_a_third_is_shown(number: str, shown: str) -> None:
    assert Person("opaque:badge", number).display == shown
