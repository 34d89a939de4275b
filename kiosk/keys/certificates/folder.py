"""The authority's folder: its own key and certificate, and a folder for each holder to be copied there.

`ca.key` stays where it is; `ca.pem` goes to everybody. A holder's key is made once and kept; making its
certificate again renews it.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk.errors import KeysError
from kiosk.keys.certificates.authority import Authority, new_key
from kiosk.keys.certificates.ends import read_certificate
from kiosk.keys.files.disk import (
    PRIVATE_MODE,
    PUBLIC_MODE,
    make_folder,
    read_private_text,
    write_new,
    write_over,
)

CA_KEY, CA_PEM = "ca.key", "ca.pem"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who gets a certificate: `folder` inside the authority's, and what its files are called."""

    folder: str
    stem: str
    name: str
    hosts: tuple[str, ...] = ()

    @classmethod
    def kiosk(cls, kiosk: str) -> "Holder":
        """The broker knows a kiosk by its id."""
        return cls(f"kiosks/{kiosk}", "kiosk", kiosk)

    @classmethod
    def collector(cls, user: str) -> "Holder":
        """One of the centre's collectors, by the name that the broker's list of rights has for it."""
        return cls(user.removeprefix("_"), "centre", user)

    @classmethod
    def broker(cls, hosts: tuple[str, ...]) -> "Holder":
        """A broker at all these names and addresses."""
        return cls(f"brokers/{hosts[0]}", "broker", hosts[0], hosts)


class AuthorityFolder:
    """An authority on disk. Raises KeysError for what cannot be read or written."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self._folder, self._authority = folder, authority

    @classmethod
    def open(cls, folder: Path, now: datetime) -> "AuthorityFolder":
        """The authority of this folder; a new one where there is none."""
        make_folder(folder)
        key = _kept_key(folder / CA_KEY)
        if not os.path.lexists(folder / CA_PEM):
            text = certificate_text(Authority.begin(key, now).certificate)
            write_new(folder / CA_PEM, text, PUBLIC_MODE)
        return cls(folder, Authority(key, read_certificate(folder / CA_PEM)))

    def renew(self, now: datetime) -> Path:
        """A new certificate for the authority's own key: who has the old one believes it until that ends."""
        self._authority = Authority.begin(self._authority.key, now)
        path = self._folder / CA_PEM
        write_over(path, certificate_text(self._authority.certificate), PUBLIC_MODE)
        return path

    def certify(self, holder: Holder, now: datetime, days: int) -> Path:
        """Makes the holder's folder, its key unless it has one, and its certificate; gives the folder."""
        folder = self._folder / holder.folder
        make_folder(folder)
        key = _kept_key(folder / f"{holder.stem}.key")
        certificate = self._certificate(holder, key.public_key(), now, days)
        write_over(folder / f"{holder.stem}.pem", certificate_text(certificate), PUBLIC_MODE)
        write_over(folder / CA_PEM, certificate_text(self._authority.certificate), PUBLIC_MODE)
        return folder

    def _certificate(
        self, holder: Holder, key: ec.EllipticCurvePublicKey, now: datetime, days: int
    ) -> x509.Certificate:
        if holder.hosts:
            return self._authority.certify_broker(holder.hosts, key, now, days)
        return self._authority.certify_client(holder.name, key, now, days)


def certificate_text(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode("ascii")


def _kept_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key of a file, which is made if it is not there."""
    if os.path.lexists(path):
        return _read_key(path)
    key = new_key()
    write_new(path, _key_text(key), PRIVATE_MODE)
    return key


def _key_text(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(read_private_text(path).encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeysError(
            f"'{path}' holds no key that can be read; bring back the one from a backup."
        ) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeysError(
            f"'{path}' holds a key of another kind than 'kiosk keys ca' makes; bring back that one."
        )
    return key
