"""Invented people and the cards they hold up, drawn from the published formats; nobody here exists.

Independent of what the simulated camera draws, so that the two can be wrong apart. `card_of` takes any
`random.Random`; `cards` gives it one whose choices hypothesis makes, and shrinks.
"""

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from hypothesis import strategies as st
from residents import Resident, a_resident, plain_capitals

from kiosk.domain.person import Namespace, Person, Sex

WARD = "Phường Thử Nghiệm, Huế"
WORDS = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}

KINDS = ("cccd", "can_cuoc", "national_qr", "bhyt")


Dropped = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Card:
    """What a code encodes, the credential it stands for, and what must be gone from that, by its name."""

    kind: str
    content: bytes = field(repr=False)
    person: Person
    dropped: Dropped = field(repr=False)

    @property
    def gone(self) -> list[str]:
        """Every text that must be gone, in each way in which it is written."""
        return [text for written in self.dropped.values() for text in written]


def cards(*kinds: str) -> st.SearchStrategy[Card]:
    """Cards of these kinds, of all where none is named."""
    return st.builds(card_of, st.sampled_from(kinds or KINDS), st.randoms(use_true_random=False))


def card_of(kind: str, chance: random.Random) -> Card:
    resident = a_resident(chance)
    return _as_encoded(DRAWN[kind](resident, chance), chance)


def two_hundred(kind: str) -> list[Card]:
    """The same 200 people each time."""
    return [card_of(kind, random.Random(f"{kind} {nth}")) for nth in range(200)]


def _cccd(resident: Resident, chance: random.Random) -> Card:
    old_number = chance.choice((resident.old_number, ""))
    address = chance.choice((resident.address, resident.address, ""))
    birth, printed = _birth(resident.born, "", chance)
    issued = f"{_day(chance, 2021, 2024):%d%m%Y}"
    text = (
        f"{resident.number}|{old_number}|{resident.name}|{printed}|{WORDS[resident.sex]}|{address}|{issued}"
    )
    person = Person(Namespace.VN_ID, resident.number, resident.name, resident.sex, birth)
    dropped = given({"old number": (old_number,), "address": (address,), "day of issue": (issued,)})
    return Card("cccd", text.encode(), person, dropped)


def _can_cuoc(resident: Resident, chance: random.Random) -> Card:
    card = _cccd(resident, chance)
    extra = chance.choice((("", "", "", ""), ("", resident.mother, "", ""), (resident.mother, "-", "", "46")))
    return replace(
        card,
        kind="can_cuoc",
        content="|".join((card.content.decode(), *extra)).encode(),
        dropped=card.dropped | given({"parents": (resident.mother,) if resident.mother in extra else ()}),
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
    name = plain_capitals(resident.name)
    told, sex = chance.choice((("1", Sex.MALE), ("2", Sex.FEMALE), ("0", None), ("", None)))
    if full_number == resident.number and sex:
        told, sex = ("1" if resident.sex is Sex.MALE else "2"), resident.sex
    insurance, proxy = f"HT{resident.serial}", f"8{resident.phone}"
    extension, dropped = chance.choice(
        (
            (f"<{told}<<", {}),
            (
                f"{proxy}<{told}<{insurance}<{resident.phone}<c2lnbmVk",
                {
                    "proxy": (proxy,),
                    "insurance number": (insurance,),
                    "phone": (resident.phone,),
                    "signature": ("c2lnbmVk",),
                },
            ),
            (f"<{told}<<{resident.phone}<<<<", {"phone": (resident.phone,)}),
            (f"<{told}", {}),
            ("", {}),
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
    return Card(
        "national_qr", text.encode(), person, dropped if masked else {"platform's id": (qid,)} | dropped
    )


def _bhyt(resident: Resident, chance: random.Random) -> Card:
    new = chance.choice((True, False))
    old_card = chance.choice((f"HT346{resident.number[2:]}", f"GD4{resident.serial}X46", resident.number))
    number = f"4600{resident.serial}" if new else old_card
    birth, printed = _birth(resident.born, "/", chance)
    to_hex = chance.choice((_lower_hex, _upper_hex))
    address = chance.choice((to_hex(resident.address), "-", ""))
    since, until = f"{_day(chance, 2015, 2026):%d/%m/%Y}", chance.choice(("-", "31/12/2027"))
    parent = chance.choice(("-", to_hex(resident.mother)))
    facility, managed = f"46 - {chance.randrange(1000):03d}", f"4605{resident.phone}"
    checksum = to_hex(resident.old_number)
    fields = [number, to_hex(resident.name), printed, "1" if resident.sex is Sex.MALE else "2", address]
    fields += [facility, since, until, since, managed, parent]
    fields += ["4", chance.choice(("01/01/2031", "-")), f"{checksum}-7102"]
    fields += ["4", to_hex(WARD), "$"] if new else ["$"]
    person = Person(Namespace.BHYT, number, resident.name, resident.sex, birth)
    dropped = {
        "address": (resident.address, address) if len(address) > 1 else (),
        "place": (WARD, to_hex(WARD)) if new else (),
        "facility": (facility,),
        "days of validity": (since,),
        "management code": (managed,),
        "parent": (resident.mother, parent) if len(parent) > 1 else (),
        "checksum": (checksum,),
    }
    return Card("bhyt", "|".join(fields).encode(), person, given(dropped))


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


def given(dropped: Dropped) -> Dropped:
    """What stands on this card, of what may stand on one."""
    written = {name: tuple(filter(None, texts)) for name, texts in dropped.items()}
    return {name: texts for name, texts in written.items() if texts}


def _lower_hex(text: str) -> str:
    return text.encode().hex()


def _upper_hex(text: str) -> str:
    return text.encode().hex().upper()
