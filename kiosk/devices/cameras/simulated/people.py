"""Invented people and the codes they carry, in the formats of real cards. Nobody here exists.

Serial numbers start with 000, which no register gives out in that order: a number is seen to be made up.
Formats: CCCD and Can cuoc (Circulars 59/2021 and 16/2024/TT-BCA), national QR (Decision 1405/QD-BTTTT),
health-insurance card (BHYT).
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from numpy.random import Generator

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Tôn", "Huỳnh", "Trương"]
MIDDLE = {
    "Nam": ["Văn", "Hữu", "Đức", "Quang", "Minh", "Đình", "Công", "Xuân"],
    "Nữ": ["Thị", "Ngọc", "Thu", "Bích", "Mỹ", "Diệu", "Kim"],
}
GIVEN = {
    "Nam": ["Thử", "Mẫu", "Dũng", "Hùng", "Tuấn", "Phước", "Khánh", "Lộc", "Nghĩa", "Bảo", "Thắng", "Vũ"],
    "Nữ": ["Mẫu", "Hương", "Thảo", "Trang", "Nhung", "Hạnh", "Loan", "Yến", "Phượng", "Diễm", "Thủy", "Vy"],
}
STREETS = ("Lê Lợi", "Hùng Vương", "Nguyễn Huệ", "Bà Triệu", "Trần Hưng Đạo", "Đống Đa", "Chi Lăng")
WARDS = ("Phú Hội", "Vĩnh Ninh", "Thuận Hòa", "Phú Nhuận", "Kim Long", "An Cựu")
PLACE = "Huế, Thừa Thiên Huế"

STRANGERS = (
    "https://example.vn/menu?ban={serial}",
    "https://example.vn/khach/{house}/{serial}",
    "VENUE|0046-{serial:04d}|Quán Cà Phê Thử|{house} Lê Lợi, Huế",
    "WIFI:T:WPA;S:khach-{house};P:{serial:08d};;",
    "8934567{house:03d}{serial:03d}",
)
"""Codes that no entrance knows: a menu, a venue board of another system, a network, a parcel."""


@dataclass(frozen=True, slots=True)
class Invented:
    """One code that somebody carries: its kind, and the text that it encodes."""

    kind: str
    text: str = field(repr=False)

    @property
    def content(self) -> bytes:
        return self.text.encode("utf-8")


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    sex: str  # `Nam` or `Nữ`
    day: int
    month: int
    year: int
    serial: int  # 1 to 999
    house: int

    @property
    def number(self) -> str:
        century_and_sex = (self.year // 100 - 19) * 2 + (self.sex == "Nữ")
        return f"046{century_and_sex}{self.year % 100:02d}{self.serial:06d}"

    @property
    def address(self) -> str:
        street, ward = STREETS[self.serial % len(STREETS)], WARDS[self.house % len(WARDS)]
        return f"{self.house} {street}, {ward}, {PLACE}"


def invent(kind: str, rng: Generator) -> Invented:
    """Somebody new with a code of this kind (see KINDS)."""
    return Invented(kind, KINDS[kind](_person(rng), rng))


def _person(rng: Generator) -> _Person:
    sex = "Nam" if rng.random() < 0.5 else "Nữ"
    return _Person(
        name=f"{rng.choice(FAMILY)} {rng.choice(MIDDLE[sex])} {rng.choice(GIVEN[sex])}",
        sex=sex,
        day=int(rng.integers(1, 29)),
        month=int(rng.integers(1, 13)),
        year=int(rng.integers(1944, 2009)),
        serial=int(rng.integers(1, 1000)),
        house=int(rng.integers(1, 200)),
    )


def _cccd(person: _Person, rng: Generator) -> str:
    old_number = f"190{person.serial:06d}" if rng.random() < 0.6 else ""
    born = f"{person.day:02d}{person.month:02d}{person.year}"
    issued = f"{rng.integers(1, 29):02d}{rng.integers(1, 13):02d}{rng.integers(2021, 2024)}"
    return f"{person.number}|{old_number}|{person.name}|{born}|{person.sex}|{person.address}|{issued}"


def _can_cuoc(person: _Person, rng: Generator) -> str:
    return f"{_cccd(person, rng)[:-4]}{rng.integers(2024, 2027)}||||"


def _national_qr(person: _Person, rng: Generator) -> str:
    masked = rng.random() < 0.5
    number = "*" * 6 + person.number[6:] if masked else person.number
    born = f"{person.year}-**-**" if masked else f"{person.year}-{person.month:02d}-{person.day:02d}"
    sex = "1" if person.sex == "Nam" else "2"
    return f"{number}|{_plain_capitals(person.name)}|{born}|0|{_qid(person)}|<{sex}<<"


def _bhyt(person: _Person, rng: Generator) -> str:
    card = f"4600{person.serial:03d}{rng.integers(0, 1000):03d}"
    born = f"{person.day:02d}/{person.month:02d}/{person.year}"
    sex = "1" if person.sex == "Nam" else "2"
    since = f"01/01/{rng.integers(2024, 2027)}"
    check = f"{rng.integers(0, 2**63):016x}-7102"
    return (
        f"{card}|{_hex(person.name)}|{born}|{sex}|-|46 - 001|{since}|-|{since}|4600{card}|-|4|"
        f"01/01/2031|{check}|4|{_hex(person.address)}|$"
    )


def _unknown(person: _Person, rng: Generator) -> str:
    return str(rng.choice(STRANGERS)).format(serial=person.serial, house=person.house)


def _qid(person: _Person) -> str:
    return f"1{person.year % 100:02d}{person.month:02d}{person.house:03d}{person.serial:010d}"


def _hex(text: str) -> str:
    return text.encode("utf-8").hex()


def _plain_capitals(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.upper().replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


KINDS: dict[str, Callable[[_Person, Generator], str]] = {
    "cccd": _cccd,
    "can_cuoc": _can_cuoc,
    "national_qr": _national_qr,
    "bhyt": _bhyt,
    "unknown": _unknown,
}
