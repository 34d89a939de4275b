"""EU Digital COVID Certificates of invented people, by health authorities that do not exist.

Written from the specification alone, apart from what the kiosk reads them with.
"""

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

import base45
import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

ISSUED = datetime(2026, 1, 10, 8, tzinfo=UTC)
EXPIRES = datetime(2027, 1, 10, 8, tzinfo=UTC)
CERTIFICATE = {
    "ver": "1.3.0",
    "nam": {"fn": "Nguyễn", "gn": "Văn Thử", "fnt": "NGUYEN", "gnt": "VAN<THU"},
    "dob": "1990-01-01",
    "v": [
        {
            "tg": "840539006",
            "vp": "1119349007",
            "mp": "EU/1/20/1528",
            "ma": "ORG-100030215",
            "dn": 2,
            "sd": 2,
            "dt": "2026-01-02",
            "co": "VN",
            "is": "Bộ Y tế thử",
            "ci": "URN:UVCI:01:VN:0460900000010000000000000001#T",
        }
    ],
}
P256 = ec.SECP256R1()
TEST, VACCINATION = "1.3.6.1.4.1.1847.2021.1.1", "1.3.6.1.4.1.0.1847.2021.1.2"


@dataclass(frozen=True)
class Authority:
    """A key, and the certificate that lists it."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def kid(self) -> bytes:
        return sha256(self.der).digest()[:8]

    @property
    def algorithm(self) -> int:
        return -7 if isinstance(self.key, ec.EllipticCurvePrivateKey) else -37

    def signature(self, covered: bytes) -> bytes:
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            r, s = decode_dss_signature(self.key.sign(covered, ec.ECDSA(SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        pss = padding.PSS(padding.MGF1(SHA256()), salt_length=32)
        return self.key.sign(covered, pss, SHA256())


@cache
def authority(
    name: str,
    since: datetime = datetime(2025, 1, 1, tzinfo=UTC),
    until: datetime = datetime(2029, 1, 1, tzinfo=UTC),
    usage: str | None = None,
    curve: ec.EllipticCurve = P256,
    bits: int = 2048,
) -> Authority:
    """The same for the same arguments; `rsa…` signs with PS256, any other name with ES256."""
    key = rsa.generate_private_key(65537, bits) if name.startswith("rsa") else ec.generate_private_key(curve)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Bộ Y tế thử {name}")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )
    if usage:
        listed = x509.ExtendedKeyUsage([x509.ObjectIdentifier(usage)])
        builder = builder.add_extension(listed, critical=False)
    return Authority(key, builder.sign(key, SHA256()))


def claims_of(
    certificate: object = CERTIFICATE, issued: object = None, expires: object = None
) -> dict[int, Any]:
    return {
        1: "VN",
        4: int(EXPIRES.timestamp()) if expires is None else expires,
        6: int(ISSUED.timestamp()) if issued is None else issued,
        -260: {1: certificate},
    }


def message_of(
    claims: object,
    by: Authority,
    *,
    kid_within: bool = True,
    tagged: bool = True,
    signature: bytes | None = None,
    algorithm: int | None = None,
) -> bytes:
    """The signed message, before it is compressed."""
    header: dict[int, Any] = {1: by.algorithm if algorithm is None else algorithm}
    protected = cbor2.dumps(header | {4: by.kid} if kid_within else header)
    payload = claims if isinstance(claims, bytes) else cbor2.dumps(claims)
    covered = cbor2.dumps(["Signature1", protected, b"", payload])
    signed = by.signature(covered) if signature is None else signature
    parts = [protected, {} if kid_within else {4: by.kid}, payload, signed]
    return cbor2.dumps(cbor2.CBORTag(18, parts) if tagged else parts)


def code_of(message: bytes) -> str:
    return "HC1:" + base45.b45encode(zlib.compress(message, 9)).decode()


def certificate_code(claims: object = None, by: Authority | None = None, **how: Any) -> str:
    """What the code of a certificate encodes."""
    return code_of(message_of(claims_of() if claims is None else claims, by or authority("ec"), **how))


def day(days: int) -> datetime:
    """So many days after the issue."""
    return ISSUED + timedelta(days=days)
