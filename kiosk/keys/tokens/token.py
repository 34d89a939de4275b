"""Tokens: what an issuer says, signed, short enough for a QR code. Passes, boards and set-up codes are such.

A CBOR Web Token (RFC 8392) in COSE_Sign1 (RFC 9052, tag 18), signed with Ed25519:

    18([<< {1: -8, 4: kid} >>, {}, << claims >>, signature])

`kid` is the 8 bytes that a key is known by. Each token has one encoding (RFC 8949, section 4.2.3): anything
else is none, tags inside, floats, open lengths and what stands behind the end included.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import cbor2

from kiosk.domain.chain import SAFE_INTEGER
from kiosk.domain.entry import from_base64url, to_base64url
from kiosk.errors import TokenError, TokenForged, TokenMalformed, TokenUntrusted
from kiosk.keys.signing import KID_BYTES, Flaw, SigningKey, Verifier
from kiosk.keys.tokens.cbor import decoded

Value = int | str | bytes | list["Value"] | dict[int, "Value"]
Claims = Mapping[int, Value]

MAX_BYTES = 1024
"""Of a token in a code: a QR code of version 12 at level M takes a third of it."""

MAX_DEPTH = 4
MOST_LEVELS = MAX_DEPTH + 3
"""The claims', and those of the message around them."""

TAG, ALGORITHM, EDDSA, KID = 18, 1, -8, 4  # RFC 9052, sections 2 and 3.1; RFC 9053, section 2.2
SIGNATURE_BYTES = 64


class Claim(IntEnum):
    """The claims' names: those of RFC 8392, section 4, and ours, by which a token of one sort is never taken
    for another (private use: below -65536).
    """

    ISSUER = 1
    SUBJECT = 2
    AUDIENCE = 3
    EXPIRES = 4  # seconds since 1970
    NOT_BEFORE = 5
    ISSUED = 6
    ID = 7
    PASS = -65537
    BOARD = -65538
    SETUP = -65539
    REVOKED = -65540


@dataclass(frozen=True, slots=True)
class Token:
    """A well-formed token, of which nothing is believed until its `flaw` was looked for."""

    kid: str
    claims: Claims = field(repr=False)
    covered: bytes = field(repr=False)  # what the signature is over
    signature: bytes = field(repr=False)

    def flaw(self, trusted: Verifier) -> Flaw | None:
        """None: a holder of a trusted key signed it; else UNKNOWN_KEY or BAD_SIGNATURE."""
        key = trusted.key(self.kid)
        if key is None:
            return Flaw.UNKNOWN_KEY
        return None if key.verifies(self.signature, self.covered) else Flaw.BAD_SIGNATURE


def sign(claims: Claims, key: SigningKey) -> bytes:
    """The token; its claims are whole numbers, texts, bytes, lists and maps of these under whole numbers."""
    protected = _encoded({ALGORITHM: EDDSA, KID: from_base64url(key.public.kid)})
    payload = _encoded(dict(claims))
    signature = key.sign(_covered(protected, payload))
    return _encoded(cbor2.CBORTag(TAG, [protected, {}, payload, signature]))


def read_token(data: bytes, *, at_most: int = MAX_BYTES) -> Token | None:
    """The token, whoever signed it; None for what is none, or longer than `at_most` bytes."""
    if len(data) > at_most:
        return None
    match _decoded(data):
        case cbor2.CBORTag(
            tag=18, value=[bytes(protected), {**unprotected}, bytes(payload), bytes(signature)]
        ):
            header, claims = _decoded_map(protected), _decoded_map(payload)
            if unprotected or claims is None or len(signature) != SIGNATURE_BYTES:
                return None
            match header:
                case {1: -8, 4: bytes(kid), **rest} if not rest and len(kid) == KID_BYTES:
                    return Token(to_base64url(kid), claims, _covered(protected, payload), signature)
    return None


def unsigned_claims(data: bytes, *, at_most: int = MAX_BYTES) -> Claims | None:
    """The claims of what would be a token, were it signed: bare, or under an empty signature."""
    if len(data) > at_most:
        return None
    match _decoded(data):
        case cbor2.CBORTag(tag=18, value=[bytes(), {**unprotected}, bytes(payload), b""]) if not unprotected:
            return _decoded_map(payload)
    return _decoded_map(data)


def opened(data: bytes, trusted: Verifier, *, at_most: int = MAX_BYTES) -> Claims:
    """The claims of a token that a holder of a trusted key signed.

    Raises TokenMalformed, TokenUntrusted or TokenForged.
    """
    token = read_token(data, at_most=at_most)
    if token is None:
        raise TokenMalformed("This is no token, or not all of one; use it as it was issued.")
    match token.flaw(trusted):
        case Flaw.UNKNOWN_KEY:
            raise TokenUntrusted(
                f"It is signed with the key {token.kid}, which is not trusted here; ask its issuer."
            )
        case Flaw.BAD_SIGNATURE:
            raise TokenForged("Its signature does not fit: it was altered, or forged; find out who gave it.")
    return token.claims


def _covered(protected: bytes, payload: bytes) -> bytes:
    """Sig_structure, RFC 9052, section 4.4."""
    return _encoded(["Signature1", protected, b"", payload])


def _encoded(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _decoded_map(data: bytes) -> dict[int, Value] | None:
    value = _decoded(data)
    return value if isinstance(value, dict) and _is_plain(value) else None


def _decoded(data: bytes) -> object:
    """What is encoded in its one form; None for anything else."""
    try:
        value = decoded(data, tags=(TAG,), most_levels=MOST_LEVELS, most_items=len(data))
    except TokenError:
        return None
    return value if _encoded(value) == data else None


def _is_plain(value: object, depth: int = MAX_DEPTH) -> bool:
    """Whether this is a value of a claim; True is no number, though Python takes it for 1."""
    match value:
        case str() | bytes():
            return True
        case list():
            return depth > 0 and all(_is_plain(item, depth - 1) for item in value)
        case dict():
            items = value.items()
            return depth > 0 and all(_is_int(name) and _is_plain(item, depth - 1) for name, item in items)
    return _is_int(value)


def _is_int(value: object) -> bool:
    return type(value) is int and abs(value) <= SAFE_INTEGER
