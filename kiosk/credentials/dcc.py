"""EU Digital COVID Certificate, also Vietnam's vaccination certificate (Decision 5772/QĐ-BYT).

`HC1:` → base45 (RFC 9285) → zlib → a signed CBOR Web Token whose claims are 1 issuer, 4 expires, 6 issued
(seconds since 1970) and -260 → 1 the certificate: `ver`, `nam` {`fn`, `gn`, and both as passports write
them, `fnt`, `gnt`}, `dob`, and one of `v` (vaccinations), `t` (tests), `r` (recoveries), each entry with its
`ci`. Sources: Electronic Health Certificates 1.0.5, and the schema of DCC 1.3.0 (Implementing Decision (EU)
2021/1073).

It counts from its issue until it expires, and no longer than its signer's certificate.

Kept: `ci` of the last entry, name, birth. Dropped here: all the rest, whatever it says of health included.
"""

import re
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from base45 import b45decode

from kiosk.credentials.text import iso_date, to_name
from kiosk.domain.credential import HealthCertificate, Unproven, Unreadable, Validity
from kiosk.domain.person import Namespace, Person
from kiosk.domain.verdict import Reason
from kiosk.errors import TokenMalformed, TokenTooLarge
from kiosk.keys.dcc import Message, TrustList, read_message
from kiosk.keys.signing import Flaw

PREFIX = "HC1:"
KIND = "dcc"
MAX_INFLATED = 8192
"""Bytes; the public test set has 694 at most."""

EXPIRES, ISSUED, HEALTH, CERTIFICATE = 4, 6, -260, 1
GROUPS = ("v", "t", "r")
REASONS = {Flaw.UNKNOWN_KEY: Reason.UNTRUSTED_ISSUER, Flaw.BAD_SIGNATURE: Reason.BAD_SIGNATURE}


def parse_dcc(text: str, trust: TrustList) -> HealthCertificate | Unproven | Unreadable | None:
    """The credential, whether it may be believed or not; None for what is no certificate as a whole."""
    if not text.startswith(PREFIX):
        return None
    try:
        message = read_message(_inflated(b45decode(text.removeprefix(PREFIX))))
        person, group = _certified(message)
        issued, expires = (_time(message.claims.get(claim)) for claim in (ISSUED, EXPIRES))
    except TokenTooLarge:
        return Unreadable("more than any certificate holds")
    except (TokenMalformed, ValueError, zlib.error):
        return None
    signer = trust.signer(message, group)
    if isinstance(signer, Flaw):
        return Unproven(KIND, REASONS[signer])
    return HealthCertificate(person, Validity(max(issued, signer.since), min(expires, signer.until)))


def _inflated(data: bytes) -> bytes:
    """At most so much is ever made of it; raises TokenTooLarge for a bomb, ValueError for a part."""
    inflater = zlib.decompressobj()
    inflated = inflater.decompress(data, MAX_INFLATED)
    if inflater.unconsumed_tail or (not inflater.eof and len(inflated) == MAX_INFLATED):
        raise TokenTooLarge("This inflates to more than any certificate; find out who made it.")
    if not inflater.eof or inflater.unused_data:
        raise ValueError("not all of it")
    return inflated


def _certified(message: Message) -> tuple[Person, str]:
    """Whom, and in which group; raises ValueError if it does not say so."""
    health = message.claims.get(HEALTH)
    match health.get(CERTIFICATE) if isinstance(health, dict) else None:
        case {"ver": str(), "nam": dict(names), "dob": str(birth), **rest}:
            entries = [(group, rest[group]) for group in GROUPS if rest.get(group)]
            if len(entries) == 1:
                group, listed = entries[0]
                return Person(Namespace.DCC, _number(listed), _name(names), None, _birth(birth)), group
    raise ValueError("no certificate")


def _number(entries: Any) -> str:
    match entries:
        case [*_, {"ci": str(number)}] if re.fullmatch("[ -~]{1,80}", number):
            return number
    raise ValueError("no certificate's number")


def _name(names: Mapping[Any, Any]) -> str:
    """Family name first, as in Vietnam; as passports write it where it is not given otherwise."""
    match names:
        case {"fnt": str(), **given} if all(isinstance(part, str) for part in given.values()):
            written = " ".join(filter(None, (given.get("fn"), given.get("gn"))))
            plain = " ".join(filter(None, (names["fnt"], given.get("gnt")))).replace("<", " ")
            name = to_name(written or plain)
            if name:
                return name
    raise ValueError("no name")


def _birth(text: str) -> str | None:
    """`YYYY`, `YYYY-MM`, `YYYY-MM-DD`, some with a time behind it; empty, or 00 in a part: not known."""
    if not text:
        return None
    found = re.fullmatch("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T[0-9:.+Z-]*)?)?)?", text)
    date = iso_date(*("" if part in (None, "00") else part for part in found.groups())) if found else None
    if date is None:
        raise ValueError("no date of birth")
    return date


def _time(seconds: Any) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ValueError("no time")
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError):
        raise ValueError("a time beyond the calendar") from None
