"""A signed certificate as it travels: COSE_Sign1 (RFC 9052, section 4.2) around a CBOR Web Token (RFC 8392).

    18([<< {1: algorithm, 4: kid} >>, {4: kid}, << claims >>, signature])

The tag may be missing, and the key's id stand in either header (Electronic Health Certificates 1.0.5,
section 2.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2

from kiosk.errors import TokenMalformed
from kiosk.keys.tokens.cbor import decoded

TAGS = (b"\xd2", b"\xd8\x3d\xd2", b"")
"""COSE_Sign1; the same within a CWT; none."""

ALGORITHM, KID = 1, 4

TIMES = (0, 1)
"""The tags that certificates have inside: a time as text, and as a number."""

MOST_LEVELS, MOST_ITEMS = 12, 1000
"""A certificate is 5 levels deep, and has about 60 items."""


@dataclass(frozen=True, slots=True)
class Message:
    """Well formed; nothing of it is to be believed before its signature was checked."""

    algorithm: int
    kid: bytes
    claims: Mapping[object, Any] = field(repr=False)
    covered: bytes = field(repr=False)  # what the signature is over
    signature: bytes = field(repr=False)


def read_message(data: bytes) -> Message:
    """Raises TokenMalformed for what is no such message, TokenTooLarge beyond the bounds."""
    tag = next(tag for tag in TAGS if data.startswith(tag))
    match _decoded(data.removeprefix(tag)):
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)]:
            header = _decoded(protected) if protected else {}
            claims = _decoded(payload)
            if isinstance(header, dict) and isinstance(claims, dict):
                algorithm = header.get(ALGORITHM, unprotected.get(ALGORITHM))
                kid = header.get(KID, unprotected.get(KID, b""))
                if type(algorithm) is int and isinstance(kid, bytes):
                    return Message(algorithm, kid, claims, _covered(protected, payload), signature)
    raise TokenMalformed("This is no signed certificate; use it as it was issued.")


def _decoded(data: bytes) -> Any:
    return decoded(data, tags=TIMES, most_levels=MOST_LEVELS, most_items=MOST_ITEMS)


def _covered(protected: bytes, payload: bytes) -> bytes:
    """Sig_structure, RFC 9052, section 4.4."""
    return cbor2.dumps(["Signature1", protected, b"", payload])
