"""What only one holder can open: HPKE (RFC 9180, base mode) to the public key of that holder.

X25519, HKDF-SHA256, ChaCha20-Poly1305; on the wire the encapsulated key, then the ciphertext. `info` ties a
seal to the place it was made for: it opens nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.errors import SealBroken
from kiosk.keys.signing import key_id

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The public half: whoever has it can seal, and not open."""

    key: X25519PublicKey = field(repr=False)

    @property
    def raw(self) -> bytes:
        """32 bytes."""
        return self.key.public_bytes_raw()

    @property
    def kid(self) -> str:
        return key_id(self.raw)

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """48 bytes longer than the plaintext, and another each time."""
        return SUITE.encrypt(plaintext, self.key, info=info)


@dataclass(frozen=True, slots=True)
class OpeningKey:
    """The private half."""

    key: X25519PrivateKey = field(repr=False)

    @classmethod
    def new(cls) -> "OpeningKey":
        return cls(X25519PrivateKey.generate())

    @property
    def public(self) -> SealingKey:
        return SealingKey(self.key.public_key())

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """The plaintext; raises SealBroken for anything that was not sealed to this key with this `info`."""
        try:
            return SUITE.decrypt(sealed, self.key, info=info)
        except InvalidTag:
            raise SealBroken(
                "A seal does not open: it was made for another place or altered; find out who sent it."
            ) from None


class OpeningRing:
    """The private keys of one holder; several, while what was sealed to an old one is on its way."""

    def __init__(self, keys: Iterable[OpeningKey]) -> None:
        self._keys = {key.public.kid: key for key in keys}

    @property
    def kids(self) -> frozenset[str]:
        return frozenset(self._keys)

    @property
    def own(self) -> SealingKey:
        """By which the holder seals what is for itself."""
        return next(iter(self._keys.values())).public

    def open(self, kid: str, sealed: bytes, info: bytes) -> bytes:
        """The plaintext; raises SealBroken if the key is not here, or does not open it."""
        key = self._keys.get(kid)
        if key is None:
            raise SealBroken(
                f"Sealed to the key {kid!r:.40}, which is not here; bring its file back if it is kept."
            )
        return key.open(sealed, info)

    def open_any(self, sealed: bytes, info: bytes) -> bytes:
        """The same where the sender did not say to which of the keys it was sealed."""
        for key in self._keys.values():
            try:
                return key.open(sealed, info)
            except SealBroken:
                continue
        raise SealBroken("Sealed to a key that is not here, or altered; have it sent again.")
