"""The trust list as a file that an agency supplies: certificates of signers, in one of two forms.

- A PEM bundle: certificates one after the other, each known by the first 8 bytes of the SHA-256 of its DER.
- JSON: an object of key id (base64 of 8 bytes) to certificate (base64 of its DER, or PEM), or to a list of
  such; for signers whose key ids are made otherwise.

Nobody above the signers is looked for: the agency's word is the trust. What a signer may certify is in the
extended key usage of its certificate (Electronic Health Certificates 1.0.5, appendix A.4); one
without may certify everything.
"""

import base64
import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.errors import KeysError
from kiosk.keys.dcc.trust import EVERYTHING, RECOVERY, TEST, VACCINATION, Signer, TrustList
from kiosk.keys.files.disk import read_text

KID_BYTES = 8
MIN_RSA_BITS = 2048
MAX_FILE_BYTES = 16_000_000
"""The list of all countries had about 3,000 certificates in 5 MB."""

CERTIFIES = {
    f"1.3.6.1.4.1.{arc}.2021.1.{number}": group
    for arc in ("1847", "0.1847")  # as specified, and as it was at first
    for number, group in ((1, TEST), (2, VACCINATION), (3, RECOVERY))
}

Listed = tuple[bytes | None, x509.Certificate]


def load_dcc_signers(path: Path, _today: date) -> TrustList:
    """Raises KeysError, with a sentence, for a file that is no such list or has a certificate of no use.

    One whose days are over stays: what it signed is `expired` then, and by an unknown signer otherwise.
    """
    try:
        return signers_of(read_text(path, MAX_FILE_BYTES))
    except NoList as error:
        raise KeysError(f"'{path}' {error}") from None


class NoList(KeysError):
    """What a text has that is no list of signers; the message goes after the file's name."""


def signers_of(text: str) -> TrustList:
    """Of a list as it stands in its file; raises NoList."""
    try:
        listed = list(_of_json(text) if text.lstrip().startswith("{") else _of_pem(text))
        return TrustList((kid or _kid(certificate), _signer(certificate)) for kid, certificate in listed)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise NoList(
            "is no list of certificates; give a PEM bundle, or JSON of key id to certificate."
        ) from None


def _of_pem(text: str) -> Iterator[Listed]:
    for certificate in x509.load_pem_x509_certificates(text.encode()):
        yield None, certificate


def _of_json(text: str) -> Iterator[Listed]:
    for name, value in json.loads(text).items():
        kid = base64.b64decode(name, validate=True)
        if len(kid) != KID_BYTES:
            raise NoList(f"has the key id {name!r:.40}, which is not 8 bytes in base64; correct it.")
        for written in value if isinstance(value, list) else [value]:
            yield kid, _certificate(written)


def _certificate(written: str) -> x509.Certificate:
    if written.lstrip().startswith("-----"):
        return x509.load_pem_x509_certificate(written.encode())
    return x509.load_der_x509_certificate(base64.b64decode(written, validate=True))


def _kid(certificate: x509.Certificate) -> bytes:
    return sha256(certificate.public_bytes(Encoding.DER)).digest()[:KID_BYTES]


def _signer(certificate: x509.Certificate) -> Signer:
    key = certificate.public_key()
    match key:
        case EllipticCurvePublicKey(curve=SECP256R1()):
            pass
        case RSAPublicKey(key_size=bits) if bits >= MIN_RSA_BITS:
            pass
        case _:
            raise NoList(
                f"has the certificate {_kid(certificate).hex()} with a key that signs none (neither P-256 nor"
                f" RSA of {MIN_RSA_BITS} bits); take it out."
            )
    return Signer(
        key, certificate.not_valid_before_utc, certificate.not_valid_after_utc, _certifies(certificate)
    )


def _certifies(certificate: x509.Certificate) -> frozenset[str]:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return EVERYTHING
    named = frozenset(CERTIFIES[oid.dotted_string] for oid in usage if oid.dotted_string in CERTIFIES)
    return named or EVERYTHING
