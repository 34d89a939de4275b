"""Whose certificates are believed: the signers that an agency lists.

Two algorithms are used (Electronic Health Certificates 1.0.5, section 2.3.1): ES256 over P-256, and PS256
over RSA of 2048 bits or more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from kiosk.keys.dcc.message import Message
from kiosk.keys.signing import Flaw

COORDINATE_BYTES = 32
VACCINATION, TEST, RECOVERY = "v", "t", "r"
EVERYTHING = frozenset((VACCINATION, TEST, RECOVERY))
EVER, FOREVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Signer:
    """One key of a health authority: when it counts (aware, UTC), and what it may certify."""

    key: EllipticCurvePublicKey | RSAPublicKey = field(repr=False)
    since: datetime = EVER
    until: datetime = FOREVER
    certifies: frozenset[str] = EVERYTHING

    def signed(self, message: Message) -> bool:
        match self.key, message.algorithm:
            case EllipticCurvePublicKey() as key, -7:  # ES256, RFC 9053, section 2.1
                return _es256(key, message)
            case RSAPublicKey() as key, -37:  # PS256, RFC 8230, section 2
                return _ps256(key, message)
        return False


class TrustList:
    """Signers by key id; several may share one, as 8 bytes of a hash may."""

    def __init__(self, signers: Iterable[tuple[bytes, Signer]] = ()) -> None:
        self._signers: dict[bytes, list[Signer]] = {}
        for kid, signer in signers:
            self._signers.setdefault(kid, []).append(signer)

    def __len__(self) -> int:
        return sum(map(len, self._signers.values()))

    def signer(self, message: Message, certified: str) -> Signer | Flaw:
        """Who signed it, and may certify such a thing; else why it is not believed."""
        known = self._signers.get(message.kid, [])
        if not known:
            return Flaw.UNKNOWN_KEY
        signer = next((signer for signer in known if signer.signed(message)), None)
        if signer is None:
            return Flaw.BAD_SIGNATURE
        return signer if certified in signer.certifies else Flaw.UNKNOWN_KEY


NO_SIGNERS = TrustList()


def _es256(key: EllipticCurvePublicKey, message: Message) -> bool:
    """On the wire the two numbers one after the other (RFC 9053, section 2.1), not DER."""
    if len(message.signature) != 2 * COORDINATE_BYTES:
        return False
    r, s = message.signature[:COORDINATE_BYTES], message.signature[COORDINATE_BYTES:]
    der = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    try:
        key.verify(der, message.covered, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _ps256(key: RSAPublicKey, message: Message) -> bool:
    try:
        key.verify(
            message.signature, message.covered, PSS(MGF1(SHA256()), salt_length=SHA256.digest_size), SHA256()
        )
    except InvalidSignature:
        return False
    return True
