"""What a code says is read right, whole, and no more of it is kept than needed."""

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import KINDS, Card, cards, two_hundred

from kiosk.credentials import read_credential
from kiosk.credentials.text import MAX_BYTES
from kiosk.domain.credential import PersonalCode, UnknownCode, Unreadable
from kiosk.domain.person import Namespace, Person, Sex
from kiosk.domain.verdict import Assurance

VN_THU = Person(Namespace.VN_ID, "046090000001", "Nguyễn Văn Thử", Sex.MALE, "1990-01-01")
CAPITALS_MAU = Person(Namespace.QID, "100000000000000002", "TRAN THI MAU", Sex.FEMALE, "2001")
PUBLISHED = {
    "046090000001|190000001|Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Phú Hội, Huế, Thừa Thiên Huế|15042021": (
        PersonalCode("cccd", VN_THU)
    ),
    "046301000002||Trần Thị Mẫu|02022001|Nữ|5 Hùng Vương, Huế, Thừa Thiên Huế|01082024||||": PersonalCode(
        "can_cuoc", Person(Namespace.VN_ID, "046301000002", "Trần Thị Mẫu", Sex.FEMALE, "2001-02-02")
    ),
    "046090000001|NGUYEN VAN THU|1990-01-01|0|100000000000000001|<1<<": PersonalCode(
        "national_qr", Person(Namespace.VN_ID, "046090000001", "NGUYEN VAN THU", Sex.MALE, "1990-01-01")
    ),
    "******000002|TRAN THI MAU|2001-**-**|0|100000000000000002|<2<<": PersonalCode(
        "national_qr", CAPITALS_MAU
    ),
    "4600000001|4e677579e1bb856e2056c4836e205468e1bbad|01/01/1990|1|-|46 - 001|01/01/2026|-|01/01/2026"
    "|46004600000001|-|4|01/01/2031|0123456789abcdef-7102|4"
    "|5175e1baad6e20546875e1baad6e2048c3b3612c205468c3a06e68207068e1bb91204875e1babf|$": PersonalCode(
        "bhyt", Person(Namespace.BHYT, "4600000001", "Nguyễn Văn Thử", Sex.MALE, "1990-01-01")
    ),
}
"""The examples that are published with the formats, of people who do not exist."""


def texts_in(value: Any) -> list[str]:
    if is_dataclass(value):
        return [text for part in fields(value) for text in texts_in(getattr(value, part.name))]
    if isinstance(value, tuple):
        return [text for part in value for text in texts_in(part)]
    return [value] if isinstance(value, str) else []


def assert_tells_nothing(credential: object, content: bytes) -> None:
    shown = repr(credential)
    told = [word for field in content.decode(errors="ignore").split("|") for word in field.split()]
    assert [word for word in told if len(word) > 3 and word in shown] == []


@pytest.mark.parametrize("text", PUBLISHED, ids=lambda text: text[:16])
def test_the_published_examples_are_read_right(text: str) -> None:
    assert read_credential(text.encode()) == PUBLISHED[text]


@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_people_of_each_kind_are_read_right(kind: str) -> None:
    people = two_hundred(kind)
    assert len({card.content for card in people}) == 200
    wrong = [
        card.content for card in people if read_credential(card.content) != PersonalCode(kind, card.person)
    ]
    assert wrong == []


@given(cards())
def test_every_card_gives_its_kind_and_its_person_as_declared(card: Card) -> None:
    credential = read_credential(card.content)
    assert credential == PersonalCode(card.kind, card.person)
    assert credential.assurance is Assurance.DECLARED


@given(cards())
def test_what_is_not_needed_is_nowhere_in_the_credential(card: Card) -> None:
    kept = texts_in(read_credential(card.content))
    assert [gone for gone in card.gone if any(gone in text for text in kept)] == []


@given(cards())
def test_nothing_of_a_card_stands_in_the_repr_of_its_credential(card: Card) -> None:
    assert_tells_nothing(read_credential(card.content), card.content)


@given(st.binary(max_size=200) | st.binary(min_size=MAX_BYTES - 1, max_size=MAX_BYTES + 2))
def test_any_bytes_give_a_value_that_tells_nothing_of_them(content: bytes) -> None:
    credential = read_credential(content)
    assert isinstance(credential, PersonalCode | UnknownCode | Unreadable)
    assert_tells_nothing(credential, content)


@given(
    st.sampled_from([6, 7, 11, 15, 17]).flatmap(
        lambda count: st.lists(st.text(max_size=20), min_size=count, max_size=count)
    )
)
def test_any_text_in_as_many_fields_as_a_card_has_gives_a_value(texts: list[str]) -> None:
    credential = read_credential("|".join(texts).encode(errors="surrogatepass"))
    assert isinstance(credential, PersonalCode | UnknownCode | Unreadable)


@given(cards(), st.data())
def test_a_card_with_one_letter_changed_gives_a_value(card: Card, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(card.content) - 1))
    changed = card.content[:at] + data.draw(st.binary(max_size=3)) + card.content[at + 1 :]
    assert isinstance(read_credential(changed), PersonalCode | UnknownCode | Unreadable)


@pytest.mark.parametrize(
    "content",
    [b"\xff", b"046090000001|\xc3|", "046090000001|Nguyễn".encode("utf-16"), b"\xed\xa0\x80", b"\xc0\x80"],
    ids=["no UTF-8", "cut letter", "UTF-16", "surrogate", "overlong"],
)
def test_what_is_not_utf_8_is_unreadable(content: bytes) -> None:
    credential = read_credential(content)
    assert credential == Unreadable("not UTF-8")
    assert (credential.kind, credential.assurance) == ("unknown", None)


def test_what_is_longer_than_any_card_is_unreadable_and_the_longest_is_not() -> None:
    assert isinstance(read_credential(b"7" * MAX_BYTES), UnknownCode)
    assert isinstance(read_credential(b"7" * (MAX_BYTES + 1)), Unreadable)


def test_marks_that_pile_up_beyond_all_writing_are_unreadable() -> None:
    card = "046090000001||T{}hử|01011990|Nam||15042021"
    for marks in ("\u0323\u0301" * 16, "\u0301" * 31, "\u0345\u0323" * 900):
        assert isinstance(read_credential(card.format(marks).encode()), Unreadable)
    assert isinstance(read_credential(card.format("\u0301" * 30).encode()), PersonalCode)


def test_a_name_longer_than_any_register_has_is_none() -> None:
    card = "046090000001||{}|01011990|Nam||15042021"
    assert isinstance(read_credential(card.format("Thử " * 49 + "Mẫu").encode()), PersonalCode)
    assert read_credential(card.format("Thử " * 50 + "Mẫu").encode()) == UnknownCode()


@pytest.mark.parametrize(
    "content",
    [
        *("", "|", "||||||", "\n\n", "\0", "\ufeff", "046090000001", "\u202e046090000001"),
        *("HC1:", "HC1:6BFOXN", "EK1:", "EK1S:", "https://example.vn/b#1.AA"),
        *("'; DROP TABLE entry; --|x|y|z|a|b|c", "$(reboot)"),
    ],
)
def test_text_of_another_shape_is_unknown(content: str) -> None:
    credential = read_credential(content.encode())
    assert credential == UnknownCode()
    assert (credential.kind, credential.assurance) == ("unknown", None)
