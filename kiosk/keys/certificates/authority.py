"""A small certificate authority for the broker: who may connect, and under which name.

X.509 with ECDSA keys on P-256, which every TLS library takes. A client's common name is what the broker goes
by (mosquitto's `use_identity_as_username`); a broker's certificate is for its hosts, and lets nobody in.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from kiosk.errors import KeysError

AUTHORITY_NAME = "Entrance kiosks"
AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 730
EARLY = timedelta(days=1)
"""So much before now a certificate begins, for clocks that are slow."""

MAX_NAME = 64
"""Letters of a common name (RFC 5280, ub-common-name)."""

SIGNS_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
CERTIFIES_ONLY = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True, slots=True)
class Authority:
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate

    @classmethod
    def begin(cls, key: ec.EllipticCurvePrivateKey, now: datetime) -> "Authority":
        """An authority with this key, or the same one renewed: what it certified before stays good."""
        name = _name(AUTHORITY_NAME)
        end = now + timedelta(days=AUTHORITY_DAYS)
        certificate = (
            _builder(name, name, key.public_key(), now, end)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(CERTIFIES_ONLY, critical=True)
            .sign(key, SHA256())
        )
        return cls(key, certificate)

    def certify_client(
        self, name: str, key: ec.EllipticCurvePublicKey, now: datetime, days: int
    ) -> x509.Certificate:
        """For who connects to the broker under that name."""
        return self._leaf(name, key, now, days, ExtendedKeyUsageOID.CLIENT_AUTH).sign(self.key, SHA256())

    def certify_broker(
        self, hosts: tuple[str, ...], key: ec.EllipticCurvePublicKey, now: datetime, days: int
    ) -> x509.Certificate:
        """For a broker at these names and IP addresses; raises KeysError for what is neither."""
        names = x509.SubjectAlternativeName([_host(host) for host in hosts])
        return (
            self._leaf(hosts[0][:MAX_NAME], key, now, days, ExtendedKeyUsageOID.SERVER_AUTH)
            .add_extension(names, critical=False)
            .sign(self.key, SHA256())
        )

    def _leaf(
        self, name: str, key: ec.EllipticCurvePublicKey, now: datetime, days: int, use: ObjectIdentifier
    ) -> x509.CertificateBuilder:
        end = min(now + timedelta(days=days), self.certificate.not_valid_after_utc)
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        return (
            _builder(_name(name), self.certificate.subject, key, now, end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(SIGNS_ONLY, critical=True)
            .add_extension(x509.ExtendedKeyUsage([use]), critical=False)
            .add_extension(above, critical=False)
        )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLY)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        pass
    labels = host.split(".")
    if all(label.isascii() and label.replace("-", "a").isalnum() for label in labels) and len(host) <= 253:
        return x509.DNSName(host)
    raise KeysError(f"{host!r:.80} is neither a host's name nor an IP address; write it as kiosks will.")
