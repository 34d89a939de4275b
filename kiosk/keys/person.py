"""A person, sealed at the kiosk for the centre alone.

The plaintext is the JSON of the contract, `{"namespace", "number", "name", "sex", "birth", "display"}`, and
spaces behind it up to one length, so that a seal's length tells nothing of the name inside
(docs/decisions/0030).
"""

import json
from collections.abc import Mapping

from kiosk.domain.entry import JsonObject, from_base64url, to_base64url
from kiosk.domain.person import Person, Sex, known_namespace
from kiosk.errors import SealBroken
from kiosk.keys.sealing import OpeningRing, SealingKey

PLAINTEXT_BYTES = 512
NUMBER_BYTES, NAME_BYTES, BIRTH_BYTES, DISPLAY_BYTES = 80, 160, 10, 96
"""At most so much of each, as encoded. No card needs more; of what an invented code does, the rest is cut."""


def person_info(kiosk: str, salt: str) -> bytes:
    """What a seal is tied to: the kiosk, and the salt of the entry as it stands there (base64url)."""
    return f"entrance/v1/{kiosk}/{salt}".encode()


def seal_person(person: Person, *, kiosk: str, salt: str, to: SealingKey) -> JsonObject:
    """`{"kid", "sealed"}` for an entry of `kiosk` with this salt (base64url)."""
    sealed = to.seal(_plaintext(person), person_info(kiosk, salt))
    return {"kid": to.kid, "sealed": to_base64url(sealed)}


def open_person(sealed: Mapping[str, object], *, kiosk: str, salt: str, ring: OpeningRing) -> Person:
    """The person of an entry of `kiosk` with this salt; raises SealBroken, which quotes nothing of it."""
    match sealed:
        case {"kid": str(kid), "sealed": str(text)}:
            try:
                box = from_base64url(text)
            except ValueError:
                raise SealBroken("A seal is not base64url; it was altered on its way.") from None
            return _person(ring.open(kid, box, person_info(kiosk, salt)))
    raise SealBroken("A sealed person lacks its key id or its seal; find out who sent it.")


def _plaintext(person: Person) -> bytes:
    fields = {
        "namespace": person.namespace,
        "number": _cut(person.number, NUMBER_BYTES),
        "name": _cut(person.name, NAME_BYTES) if person.name is not None else None,
        "sex": person.sex.value if person.sex else None,
        "birth": _cut(person.birth, BIRTH_BYTES) if person.birth is not None else None,
        "display": _cut(person.display, DISPLAY_BYTES),
    }
    return _encoded(fields).ljust(PLAINTEXT_BYTES)


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _cut(text: str, limit: int) -> str:
    """The longest beginning that takes at most `limit` bytes between its quotes."""
    kept = text[:limit]
    while len(_encoded(kept)) - 2 > limit:
        kept = kept[:-1]
    return kept


def _person(plaintext: bytes) -> Person:
    try:
        match json.loads(plaintext):
            case {
                "namespace": str(namespace),
                "number": str(number),
                "name": str() | None as name,
                "sex": str() | None as sex,
                "birth": str() | None as birth,
            }:
                return Person(known_namespace(namespace), number, name, Sex(sex) if sex else None, birth)
    except (ValueError, RecursionError):
        pass
    raise SealBroken("A seal holds no person; the kiosk that sent it is newer than this centre, or false.")
