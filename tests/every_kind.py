"""Invented people with a code of every kind that names somebody: cards, certificates, passes, badges."""

import random
from collections.abc import Callable
from datetime import timedelta

import people
from health_certificates import EXPIRES, ISSUED, authority, certificate_code, claims_of
from hypothesis import strategies as st
from passes import ISSUERS, MONDAY, a_pass, code
from people import Card, given
from residents import Resident, a_resident, plain_capitals

from kiosk.credentials import Known
from kiosk.credentials.opaque import OpaqueKind
from kiosk.domain.person import Namespace, Person
from kiosk.domain.verdict import Assurance, Role
from kiosk.keys.dcc import Signer, TrustList

SIGNERS = [authority("ec"), authority("rsa")]
BADGE = OpaqueKind("staff-badge", r"^NV/([A-Z]{2}[0-9]{6})(?:/.*)?$")
KNOWN = Known(
    opaque=(BADGE,),
    issuers=ISSUERS,
    dcc_signers=TrustList((by.kid, Signer(by.key.public_key())) for by in SIGNERS),
)
NOW = MONDAY
assert ISSUED < NOW < EXPIRES

GROUPS = {"v": "vaccinations", "t": "tests", "r": "recoveries"}


def _dcc(resident: Resident, chance: random.Random) -> Card:
    group = chance.choice("vtr")
    number = f"URN:UVCI:01:VN:{chance.randrange(10**20):020d}#{chance.choice('ABCDEF')}"
    told = {"v": "EU/1/20/1528", "t": "LP217198-3", "r": "2026-02-03"}[group]
    words = resident.name.split()
    plain = [plain_capitals(word).replace("'", "") for word in words]
    names = {"fn": words[0], "gn": " ".join(words[1:]), "fnt": f"{plain[0]}<", "gnt": "<".join(plain[1:])}
    birth = chance.choice((f"{resident.born:%Y-%m-%d}", f"{resident.born:%Y-%m}", f"{resident.born:%Y}", ""))
    entry = {"tg": "840539006", "co": "VN", "is": "Bộ Y tế thử nghiệm", "what": told, "ci": number}
    certificate = {"ver": "1.3.0", "nam": names, "dob": birth, group: [entry]}
    content = certificate_code(claims_of(certificate), by=chance.choice(SIGNERS))
    dropped = {
        "issuer": ("Bộ Y tế thử nghiệm",),
        GROUPS[group]: ("840539006", told),
        "name as passports write it": (names["fnt"], names["gnt"] if "<" in names["gnt"] else ""),
    }
    return Card(
        "dcc",
        content.encode(),
        Person(Namespace.DCC, number, resident.name, None, birth or None),
        given(dropped),
    )


def _pass(resident: Resident, chance: random.Random, role: Role = Role.VISITOR) -> Card:
    pass_id = chance.randbytes(8)
    host = f"Phòng Thử {resident.serial}"
    site = f"nha-{chance.randrange(10**8):08d}"
    issued = a_pass(
        id=pass_id,
        name=resident.name[:20].strip(),
        host=host,
        sites=("tru-so", site),
        uses=chance.choice((None, 7)),
        role=role,
        valid_to=NOW + timedelta(days=chance.randrange(1, 30)),
    )
    dropped = {"host": (host,), "sites": (site,), "issuer": (issued.issuer,)}
    person = Person(Namespace.PASS, pass_id.hex(), issued.name)
    return Card(issued.kind, code(issued), person, given(dropped))


def _operator(resident: Resident, chance: random.Random) -> Card:
    return _pass(resident, chance, Role.OPERATOR)


def _staff_badge(resident: Resident, chance: random.Random) -> Card:
    number = f"{chance.choice(('HU', 'TH'))}{chance.randrange(10**6):06d}"
    behind = chance.choice(("", f"/{resident.phone}"))
    dropped = given({"all that is outside the group `subject`": ("NV/", behind)})
    return Card("staff-badge", f"NV/{number}{behind}".encode(), Person("opaque:staff-badge", number), dropped)


DRAWN: dict[str, Callable[[Resident, random.Random], Card]] = {
    "dcc": _dcc,
    "pass": _pass,
    "operator": _operator,
    "staff-badge": _staff_badge,
}

KINDS = (*people.KINDS, *DRAWN)
VERIFIED = ("dcc", "pass", "operator")


def assurance_of(kind: str) -> Assurance:
    return Assurance.VERIFIED if kind in VERIFIED else Assurance.DECLARED


def card_of(kind: str, chance: random.Random) -> Card:
    return DRAWN[kind](a_resident(chance), chance) if kind in DRAWN else people.card_of(kind, chance)


def cards() -> st.SearchStrategy[Card]:
    return st.builds(card_of, st.sampled_from(KINDS), st.randoms(use_true_random=False))


def thousand(kind: str) -> list[Card]:
    """The same 1,000 people each time."""
    return [card_of(kind, random.Random(f"{kind} {nth}")) for nth in range(1000)]
