"""What an issuer of passes and boards holds: the keys that it signs with, in `issuer.sign`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.keys.files.loading import load_own_verifier, load_signing_key
from kiosk.keys.signing import SigningKey, Verifier


@dataclass(frozen=True, slots=True)
class IssuerKeys:
    """`key` signs; `own` knows again what any of its keys signed, ended ones too."""

    key: SigningKey
    own: Verifier


def load_issuer_keys(path: Path, today: date) -> IssuerKeys:
    """Raises KeysError."""
    return IssuerKeys(load_signing_key(path, today), load_own_verifier(path))
