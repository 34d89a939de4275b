"""A kind is given only when the whole shape parses: one wrong field, and the code is unknown."""

import pytest

from kiosk.credentials import read_credential
from kiosk.domain.credential import PersonalCode, UnknownCode
from kiosk.domain.person import Sex

CCCD = "046090000001|970000001|Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Huế|15042021"
CARDS = {
    "cccd": CCCD,
    "can_cuoc": f"{CCCD}||||",
    "national_qr": "046090000001|NGUYEN VAN THU|1990-01-01|0|100000000000000001|<1<<",
    "bhyt 15": "HT3460000000001|4d67|01/01/1990|1|4875|46 - 001|01/01/2020|31/12/2020|01/01/2020"
    "|46004600000001|-|4|01/01/2025|0123456789abcdef-7102|$",
    "bhyt 17": "4600000001|4d67|01/01/1990|1|-|46 - 001|01/01/2026|-|01/01/2026"
    "|46004600000001|-|4|01/01/2031|0123456789abcdef-7102|4|4875|$",
}

NO_NUMBER = [
    "",
    "04609000000",
    "0460900000011",
    "04609000000A",
    "046090000O01",
    " 046090000001",
    "04609000000１",
]
NO_COMPACT_DATE = ["", "30021990", "00011990", "01131990", "131990", "0000", "1990-01-01", "1011990", "١٩٩٠"]
NO_NAME = [
    "",
    "  ",
    "1234",
    "…",
    "Thử\tMẫu",
    "Thử\x1b[2J",
    "Thử\u202eửhT",
    "Thử\u2066",
    "\u3164\u3164",
    "\u115f \uffa0",
]
NO_SLASHED_DATE = ["", "-", "30/02/1990", "1/1/1990", "01-01-1990", "13/1990", "01011990", "0000", "01/01/90"]
NO_DATE_NOR_BLANK = [text for text in NO_SLASHED_DATE if text not in ("", "-")]
NO_ISO_DATE = ["", "1990", "1990-1-1", "1990-02-30", "1990-13-**", "1990-**-32", "****-02-30", "0000-**-**"]
NO_ISO_DATE += ["01/01/1990", "1990-xx-xx", "1990-01-01T00", "١٩٩٠-01-01"]
NO_HEX = ["4d6", "4g", "0x4d", "4d 67", "４d"]
ID_CARD = {
    0: NO_NUMBER,
    2: NO_NAME,
    3: NO_COMPACT_DATE,
    4: ["", "nam", "NAM", "Nu", "Nữ giới", "1", "Nam "],
    6: ["", "1990", "011990", "31112021a", "31062021", "2021-04-15"],
}
INSURANCE_CARD = {
    1: ["", *NO_HEX, "ff", "c3", "20", "31", "0a4d"],
    2: NO_SLASHED_DATE,
    3: ["", "0", "3", "Nam", "12"],
    4: [*NO_HEX, "--"],
    6: NO_DATE_NOR_BLANK,
    7: NO_DATE_NOR_BLANK,
    8: NO_DATE_NOR_BLANK,
    12: NO_DATE_NOR_BLANK,
    13: ["", "-", "-7102", "0123456789abcdef", "0123456789abcdeg-7102", "0123456789abcdef-2017"],
}
WRONG = {
    "cccd": ID_CARD,
    "can_cuoc": ID_CARD,
    "national_qr": {
        0: ["", "04609000000a", "046-90000001", "046 090000001", "Ơ46090000001", "０46090000001"],
        1: NO_NAME,
        2: NO_ISO_DATE,
        3: ["", "2", "00", "self"],
    },
    "bhyt 15": INSURANCE_CARD
    | {0: ["", "HT346000", "HT34600000000012", "ht3460000000001", "HT3-60000000001"], 14: ["", "$$", "S"]},
    "bhyt 17": INSURANCE_CARD
    | {0: ["", "460000001", "46000000011", "460000000A", "HT34600000"], 15: NO_HEX, 16: ["", "$$", "4"]},
}


def changed(card: str, at: int, value: str) -> str:
    fields = card.split("|")
    fields[at] = value
    return "|".join(fields)


@pytest.mark.parametrize("card", CARDS)
def test_the_card_that_the_near_misses_are_made_of_is_known(card: str) -> None:
    credential = read_credential(CARDS[card].encode())
    assert credential.kind == card.split()[0]


@pytest.mark.parametrize(
    ("card", "at", "value"),
    [(card, at, value) for card, at_of in WRONG.items() for at, values in at_of.items() for value in values],
)
def test_one_field_of_another_shape_makes_a_code_unknown(card: str, at: int, value: str) -> None:
    assert read_credential(changed(CARDS[card], at, value).encode()) == UnknownCode()


@pytest.mark.parametrize("card", CARDS)
def test_a_field_more_or_less_makes_a_code_unknown(card: str) -> None:
    text = CARDS[card]
    for miscounted in (text + "|", "|" + text, text.rpartition("|")[0], text.partition("|")[2]):
        assert read_credential(miscounted.encode()) == UnknownCode()


@pytest.mark.parametrize("card", CARDS)
def test_a_card_cut_within_its_fields_is_unknown(card: str) -> None:
    fields = CARDS[card].split("|")
    cut = ["|".join(fields[:count]) for count in range(len(fields)) if (card, count) != ("can_cuoc", 7)]
    assert [read_credential(text.encode()) for text in cut] == [UnknownCode()] * len(cut)


def test_the_newer_id_card_begins_with_all_that_the_older_one_tells() -> None:
    newer, older = read_credential(CARDS["can_cuoc"].encode()), read_credential(CARDS["cccd"].encode())
    assert isinstance(newer, PersonalCode)
    assert isinstance(older, PersonalCode)
    assert newer.person == older.person


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("around", ["\r", "\n", "\r\n", "\0", "\ufeff"], ids=repr)
def test_a_line_end_nul_or_byte_order_mark_after_a_card_does_no_harm(card: str, around: str) -> None:
    assert read_credential((CARDS[card] + around).encode()) == read_credential(CARDS[card].encode())


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("around", ["\r", "\n", " ", "\t"], ids=repr)
def test_other_white_space_before_a_card_is_not_trimmed(card: str, around: str) -> None:
    assert read_credential((around + CARDS[card]).encode()) == UnknownCode()


@pytest.mark.parametrize(
    ("card", "at", "values"),
    [
        ("cccd", 1, ["", "970000001", "970000001234", "?"]),
        ("cccd", 3, ["1990", "011990", "29022000"]),
        ("cccd", 5, ["", "Số 1; \x07", "x" * 3000]),
        ("can_cuoc", 7, ["", "Mẹ Thử", "01011990", "\u202e"]),
        ("national_qr", 0, ["C0000001", "970000001", "******000001", "046090******", "************"]),
        ("national_qr", 2, ["1990-**-**", "1990-01-**", "199*-0*-1*", "****-**-**", "****-02-29"]),
        ("national_qr", 3, ["0", "1"]),
        ("national_qr", 5, ["", "<", "<0<<", "<9<<", "<<<<<<<<", "8<1<HT<0999<sig", "no parts"]),
        ("bhyt 15", 0, ["HT34600000", "HT3X60000000001", "0460900000", "046090000001"]),
        ("bhyt 15", 2, ["1990", "01/1990", "29/02/2000"]),
        ("bhyt 15", 4, ["-", "", "4D67", "4d67", "c3"]),
        ("bhyt 15", 7, ["-", "", "31/12/2027"]),
        ("bhyt 15", 10, ["-", "", "4d67", "Mẹ Thử"]),
        ("bhyt 15", 13, ["ABCDEF0123456789-7102", "a-7102"]),
        ("bhyt 17", 1, ["4D67", "4d67"]),
        ("bhyt 17", 15, ["-", "", "4D67"]),
    ],
)
def test_what_real_cards_vary_does_not_make_them_unknown(card: str, at: int, values: list[str]) -> None:
    kinds = [read_credential(changed(CARDS[card], at, value).encode()).kind for value in values]
    assert kinds == [card.split()[0]] * len(values)


@pytest.mark.parametrize("qid", ["", " ", "*" * 18, "100000********0001"])
def test_a_masked_number_without_a_qid_tells_nobody_and_is_unknown(qid: str) -> None:
    masked = changed(CARDS["national_qr"], 0, "******000001")
    assert read_credential(changed(masked, 4, qid).encode()) == UnknownCode()


@pytest.mark.parametrize(
    ("birth", "kept"),
    [("1990-01-**", "1990-01"), ("1990-**-**", "1990"), ("1990-**-05", "1990"), ("199*-01-05", None)],
)
def test_a_masked_birth_is_kept_as_far_as_it_is_known(birth: str, kept: str | None) -> None:
    credential = read_credential(changed(CARDS["national_qr"], 2, birth).encode())
    assert isinstance(credential, PersonalCode)
    assert credential.person.birth == kept


@pytest.mark.parametrize(("told", "sex"), [("1", Sex.MALE), ("2", Sex.FEMALE), ("0", None), ("x", None)])
def test_the_national_code_tells_the_sex_in_its_extension(told: str, sex: Sex | None) -> None:
    credential = read_credential(changed(CARDS["national_qr"], 5, f"8<{told}<<<").encode())
    assert isinstance(credential, PersonalCode)
    assert credential.person.sex is sex


@pytest.mark.parametrize("card", ["cccd", "can_cuoc", "national_qr"])
@pytest.mark.parametrize(
    ("number", "warnings"),
    [
        ("046090000001", ()),
        ("046190000001", ("sex_mismatch",)),
        ("046091000001", ("birth_year_mismatch",)),
        ("046290000001", ("birth_year_mismatch",)),
        ("046390000001", ("sex_mismatch", "birth_year_mismatch")),
        ("046990000001", ("sex_mismatch", "birth_year_mismatch")),
    ],
)
def test_a_number_at_odds_with_the_fields_is_a_warning_and_no_rejection(
    card: str, number: str, warnings: tuple[str, ...]
) -> None:
    credential = read_credential(changed(CARDS[card], 0, number).encode())
    assert isinstance(credential, PersonalCode)
    assert credential.warnings == warnings


@pytest.mark.parametrize("number", ["******290000", "C00000001", "970000001", "0460900000019"])
def test_a_number_of_another_make_is_not_compared(number: str) -> None:
    credential = read_credential(changed(CARDS["national_qr"], 0, number).encode())
    assert isinstance(credential, PersonalCode)
    assert credential.warnings == ()
