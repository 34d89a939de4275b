"""Invented people and the cards they hold up, drawn from the published formats; nobody here exists.

Independent of what the simulated camera draws, so that the two can be wrong apart. `card_of` takes any
`random.Random`; `cards` gives it one whose choices hypothesis makes, and shrinks.
"""

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from kiosk.domain.person import Namespace, Person, Sex

FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Vũ",
)
MIDDLE = ("Văn", "Thị", "Hữu", "Đức", "Ngọc", "Quốc", "Thanh", "Minh", "Xuân", "Kim", "Mỹ", "Bảo", "")
GIVEN = (
    "Thử",
    "Mẫu",
    "Nghĩa",
    "Hằng",
    "Diễm",
    "Phượng",
    "Quỳnh",
    "Thủy",
    "Ổn",
    "Ứng",
    "Ẩn",
    "Ý",
    "Đạt",
    "Kỷ",
)
RARE = (
    "Y Thử Niê Kđăm",
    "H'Mẫu Êban",
    "A Thử",
    "Thử",
    "Tôn Nữ Mẫu-Thử",
    "Công Huyền Tôn Nữ Thị Mẫu Thử Nghiệm",
)
STREETS = ("Lê Lợi", "Hùng Vương", "Nguyễn Huệ", "Bà Triệu", "Đống Đa", "Chi Lăng")
WARDS = ("Phú Hội", "Vĩnh Ninh", "Thuận Hòa", "Kim Long", "An Cựu", "Thủy Xuân")
WORDS = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}

KINDS = ("cccd", "can_cuoc", "national_qr", "bhyt")


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody, with all that any card tells of them."""

    name: str
    sex: Sex
    born: date
    serial: str  # six digits
    address: str
    old_number: str
    phone: str
    mother: str

    @property
    def number(self) -> str:
        century_and_sex = 2 * (self.born.year // 100 - 19) + (self.sex is Sex.FEMALE)
        return f"046{century_and_sex}{self.born:%y}{self.serial}"


@dataclass(frozen=True, slots=True)
class Card:
    """What a code encodes, the credential it stands for, and what must be gone from that."""

    kind: str
    content: bytes = field(repr=False)
    person: Person
    dropped: tuple[str, ...] = field(repr=False)


def cards(*kinds: str) -> st.SearchStrategy[Card]:
    """Cards of these kinds, of all where none is named."""
    return st.builds(card_of, st.sampled_from(kinds or KINDS), st.randoms(use_true_random=False))


def card_of(kind: str, chance: random.Random) -> Card:
    resident = _resident(chance)
    return _as_encoded(DRAWN[kind](resident, chance), chance)


def two_hundred(kind: str) -> list[Card]:
    """The same 200 people each time."""
    return [card_of(kind, random.Random(f"{kind} {nth}")) for nth in range(200)]


def _resident(chance: random.Random) -> Resident:
    usual = " ".join(filter(None, (chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN))))
    serial = f"{chance.randrange(1, 1000):06d}"
    return Resident(
        name=chance.choice(RARE) if chance.randrange(8) == 0 else usual,
        sex=chance.choice((Sex.MALE, Sex.FEMALE)),
        born=date(1925, 1, 1) + timedelta(days=chance.randrange(100 * 365)),
        serial=serial,
        address=f"{chance.randrange(1, 300)} {chance.choice(STREETS)}, {chance.choice(WARDS)}, Huế",
        old_number=f"97{chance.randrange(10**7):07d}",
        phone=f"0999{chance.randrange(10**6):06d}",
        mother=f"Mẹ {chance.choice(FAMILY)} Thị {chance.choice(GIVEN)}",
    )


def _cccd(resident: Resident, chance: random.Random) -> Card:
    old_number = chance.choice((resident.old_number, ""))
    address = chance.choice((resident.address, resident.address, ""))
    birth, printed = _birth(resident.born, "", chance)
    issued = f"{_day(chance, 2021, 2024):%d%m%Y}"
    text = (
        f"{resident.number}|{old_number}|{resident.name}|{printed}|{WORDS[resident.sex]}|{address}|{issued}"
    )
    person = Person(Namespace.VN_ID, resident.number, resident.name, resident.sex, birth)
    return Card("cccd", text.encode(), person, _given(old_number, address, issued))


def _can_cuoc(resident: Resident, chance: random.Random) -> Card:
    card = _cccd(resident, chance)
    extra = chance.choice((("", "", "", ""), ("", resident.mother, "", ""), (resident.mother, "-", "", "46")))
    return replace(
        card,
        kind="can_cuoc",
        content="|".join((card.content.decode(), *extra)).encode(),
        dropped=card.dropped + _given(*(text for text in extra if len(text) > 2)),
    )


def _national_qr(resident: Resident, chance: random.Random) -> Card:
    full_number = chance.choice(
        (resident.number, resident.number, "C" + resident.serial, "97" + resident.serial)
    )
    number = chance.choice((full_number, "*" * 6 + full_number[6:], "*" * len(full_number)))
    qid = f"1{chance.randrange(10**17):017d}"
    year, month, day = f"{resident.born:%Y-%m-%d}".split("-")
    printed, birth = chance.choice(
        (
            (f"{year}-{month}-{day}", f"{year}-{month}-{day}"),
            (f"{year}-**-**", year),
            (f"{year}-{month}-**", f"{year}-{month}"),
            (f"{year}-**-{day}", year),
            ("****-**-**", None),
        )
    )
    name = _plain_capitals(resident.name)
    told, sex = chance.choice((("1", Sex.MALE), ("2", Sex.FEMALE), ("0", None), ("", None)))
    if full_number == resident.number and sex:
        told, sex = ("1" if resident.sex is Sex.MALE else "2"), resident.sex
    insurance, proxy = f"HT{resident.serial}", f"8{resident.phone}"
    extension, dropped = chance.choice(
        (
            (f"<{told}<<", ()),
            (f"{proxy}<{told}<{insurance}<{resident.phone}<c2ln", (proxy, insurance, resident.phone, "c2ln")),
            (f"<{told}<<{resident.phone}<<<<", (resident.phone,)),
            (f"<{told}", ()),
            ("", ()),
        )
    )
    masked = "*" in number
    person = Person(
        Namespace.QID if masked else Namespace.VN_ID,
        qid if masked else number,
        name,
        sex if extension else None,
        birth,
    )
    text = "|".join((number, name, printed, chance.choice("01"), qid, extension))
    return Card("national_qr", text.encode(), person, dropped if masked else (qid, *dropped))


def _bhyt(resident: Resident, chance: random.Random) -> Card:
    new = chance.choice((True, False))
    old_card = chance.choice((f"HT346{resident.number[2:]}", f"GD4{resident.serial}X46", resident.number))
    number = f"4600{resident.serial}" if new else old_card
    birth, printed = _birth(resident.born, "/", chance)
    to_hex = chance.choice((_lower_hex, _upper_hex))
    address = chance.choice((to_hex(resident.address), "-", ""))
    since, until = f"{_day(chance, 2015, 2026):%d/%m/%Y}", chance.choice(("-", "31/12/2027"))
    parent = chance.choice(("-", to_hex(resident.mother)))
    fields = [number, to_hex(resident.name), printed, "1" if resident.sex is Sex.MALE else "2", address]
    fields += [f"46 - {chance.randrange(1000):03d}", since, until, since, f"4605{resident.phone}", parent]
    fields += ["4", chance.choice(("01/01/2031", "-")), to_hex(resident.old_number) + "-7102"]
    fields += ["4", to_hex(resident.address), "$"] if new else ["$"]
    person = Person(Namespace.BHYT, number, resident.name, resident.sex, birth)
    dropped = (resident.address, to_hex(resident.address), resident.mother, since, resident.phone)
    return Card("bhyt", "|".join(fields).encode(), person, dropped)


DRAWN: dict[str, Callable[[Resident, random.Random], Card]] = {
    "cccd": _cccd,
    "can_cuoc": _can_cuoc,
    "national_qr": _national_qr,
    "bhyt": _bhyt,
}


def _as_encoded(card: Card, chance: random.Random) -> Card:
    """As printers and readers vary it: letters taken apart, NULs, a byte order mark, a line end."""
    text = card.content.decode()
    text = chance.choice((text, unicodedata.normalize("NFD", text)))
    before = chance.choice(("", "", "\ufeff", "\0"))
    after = chance.choice(("", "", "\0", "\r", "\r\n", "\0\0\n"))
    return replace(card, content=f"{before}{text}{after}".encode())


def _birth(born: date, between: str, chance: random.Random) -> tuple[str, str]:
    """In ISO 8601, and as a card shows it: some know the month, or the year, only."""
    known: Sequence[str] = chance.choice((("%d", "%m", "%Y"), ("%d", "%m", "%Y"), ("%m", "%Y"), ("%Y",)))
    return born.strftime("-".join(reversed(known))), born.strftime(between.join(known))


def _day(chance: random.Random, first_year: int, last_year: int) -> date:
    return date(chance.randrange(first_year, last_year), chance.randrange(1, 13), chance.randrange(1, 29))


def _given(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _lower_hex(text: str) -> str:
    return text.encode().hex()


def _upper_hex(text: str) -> str:
    return text.encode().hex().upper()


def _plain_capitals(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.upper().replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
