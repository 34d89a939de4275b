"""Signatures of the feed: Ed25519 over `entrance/v1/{kind}`, a zero byte, and the payload as it is sent.

A key is known by its `kid`: base64url of the first 8 bytes of SHA-256 of the raw public key.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.domain.entry import from_base64url, to_base64url

KID_BYTES = 8


def key_id(raw_public_key: bytes) -> str:
    """The `kid` of a public key (32 bytes)."""
    return to_base64url(sha256(raw_public_key).digest()[:KID_BYTES])


class Kind(StrEnum):
    """What is signed. A signature of one kind means nothing on another."""

    ENTRIES = "entries"
    RECEIPTS = "receipts"
    CONFIG = "config"
    COMMANDS = "commands"
    GATES = "gates"

    def covered(self, payload: bytes) -> bytes:
        """The bytes that are signed."""
        return f"entrance/v1/{self}".encode() + b"\0" + payload


class Flaw(StrEnum):
    """Why a message is not believed. It comes from outside, so this is a value and no exception."""

    UNSIGNED = "unsigned"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"


@dataclass(frozen=True, slots=True)
class Signature:
    """The two user properties of a signed message."""

    kid: str
    sig: str = field(repr=False)  # base64url, 64 bytes

    def properties(self) -> list[tuple[str, str]]:
        return [("kid", self.kid), ("sig", self.sig)]


def signature_in(properties: Iterable[tuple[str, str]]) -> Signature | None:
    """The signature among a message's user properties; None unless there is one `kid` and one `sig`."""
    pairs = list(properties)
    kids = [value for name, value in pairs if name == "kid"]
    sigs = [value for name, value in pairs if name == "sig"]
    return Signature(kids[0], sigs[0]) if len(kids) == len(sigs) == 1 else None


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """The public half: whoever has it can check, and not sign."""

    key: Ed25519PublicKey = field(repr=False)

    @classmethod
    def from_raw(cls, raw: bytes) -> "VerifyingKey":
        """From 32 bytes; raises ValueError for any other number."""
        return cls(Ed25519PublicKey.from_public_bytes(raw))

    @property
    def raw(self) -> bytes:
        """32 bytes."""
        return self.key.public_bytes_raw()

    @property
    def kid(self) -> str:
        return key_id(self.raw)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        try:
            self.key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half."""

    key: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def new(cls) -> "SigningKey":
        return cls(Ed25519PrivateKey.generate())

    @property
    def public(self) -> VerifyingKey:
        return VerifyingKey(self.key.public_key())

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self.key.sign(message)


class Signer:
    """Signs messages of the feed."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self.kid = key.public.kid

    def sign(self, kind: Kind, payload: bytes) -> Signature:
        """`payload` as it is sent: after compression."""
        return Signature(self.kid, to_base64url(self._key.sign(kind.covered(payload))))


class Verifier:
    """Checks messages of the feed against the keys that are pinned; several, while one follows another."""

    def __init__(self, keys: Iterable[VerifyingKey]) -> None:
        self._keys = {key.kid: key for key in keys}

    @property
    def kids(self) -> frozenset[str]:
        return frozenset(self._keys)

    def with_keys(self, keys: Iterable[VerifyingKey]) -> "Verifier":
        """Believes these too."""
        return Verifier([*self._keys.values(), *keys])

    @property
    def keys(self) -> tuple[VerifyingKey, ...]:
        return tuple(self._keys.values())

    def key(self, kid: str) -> VerifyingKey | None:
        return self._keys.get(kid)

    def flaw(self, kind: Kind, payload: bytes, signature: Signature | None) -> Flaw | None:
        """What is wrong with a message; None: it is from a holder of one of the keys, and as it was sent."""
        if signature is None:
            return Flaw.UNSIGNED
        key = self._keys.get(signature.kid)
        if key is None:
            return Flaw.UNKNOWN_KEY
        try:
            sig = from_base64url(signature.sig)
        except ValueError:
            return Flaw.BAD_SIGNATURE
        return None if key.verifies(sig, kind.covered(payload)) else Flaw.BAD_SIGNATURE
