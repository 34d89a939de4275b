"""The files that keys lie in: made, rotated, and read for a kiosk or for the centre."""

from kiosk.keys.files.centre_keys import (
    CentreKeys,
    KnownKiosk,
    load_centre_keys,
    load_known_kiosks,
    load_verifiers_of_kiosks,
)
from kiosk.keys.files.issuer_keys import IssuerKeys, load_issuer_keys
from kiosk.keys.files.kiosk_keys import KioskKeys, load_kiosk_keys
from kiosk.keys.files.owners import Owner, Rotation, new_keys, rotate_keys

__all__ = [
    "CentreKeys",
    "IssuerKeys",
    "KioskKeys",
    "KnownKiosk",
    "Owner",
    "Rotation",
    "load_centre_keys",
    "load_issuer_keys",
    "load_kiosk_keys",
    "load_known_kiosks",
    "load_verifiers_of_kiosks",
    "new_keys",
    "rotate_keys",
]
