"""What the centre holds: its own private keys, and every kiosk's public ones.

All in the folder that `central.keys` names: `centre.sign`, `centre.seal`, `centre.index` as `kiosk keys new`
makes them, and `kiosks/ID.pub` for each kiosk.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from kiosk.errors import KeysError, SettingsError
from kiosk.keys.files.disk import public_files
from kiosk.keys.files.loading import load_index, load_opening, load_sealing, load_signer, load_verifier
from kiosk.keys.files.owners import INDEX, SEAL, SIGN, Owner
from kiosk.keys.index_key import IndexKey
from kiosk.keys.sealing import OpeningRing, SealingKey
from kiosk.keys.signing import Signer, Verifier

KIOSKS = "kiosks"
Loaded = TypeVar("Loaded")


@dataclass(frozen=True, slots=True)
class KnownKiosk:
    """A kiosk's public keys: what it signs is checked with `verifier`, its day key sealed to `seal_to`."""

    verifier: Verifier
    seal_to: SealingKey


@dataclass(frozen=True, slots=True)
class CentreKeys:
    """`kiosks` by id; a kiosk that is not among them is not believed."""

    signer: Signer
    opening: OpeningRing
    index: IndexKey = field(repr=False)
    kiosks: Mapping[str, KnownKiosk] = field(repr=False)


def load_centre_keys(folder: Path, *, today: date) -> CentreKeys:
    """Raises SettingsError with a line for each file that cannot be used."""
    faults: list[str] = []

    def load(path: Path, read: Callable[[Path, date], Loaded]) -> Loaded | None:
        try:
            return read(path, today)
        except KeysError as error:
            faults.append(f"central.keys: {error}")
            return None

    signer = load(Owner.CENTRE.file(folder, SIGN), load_signer)
    opening = load(Owner.CENTRE.file(folder, SEAL), load_opening)
    index = load(Owner.CENTRE.file(folder, INDEX), load_index)
    kiosks = load(folder / KIOSKS, load_known_kiosks)
    if signer is None or opening is None or index is None or kiosks is None:
        raise SettingsError(faults)
    return CentreKeys(signer, opening, index, kiosks)


def load_verifiers_of_kiosks(folder: Path, today: date) -> dict[str, Verifier]:
    """By id, from the centre's folder: what each kiosk signs is checked with its own. Raises KeysError."""
    return {kiosk: known.verifier for kiosk, known in load_known_kiosks(folder / KIOSKS, today).items()}


def load_known_kiosks(folder: Path, today: date) -> dict[str, KnownKiosk]:
    """By id, from the files `ID.pub` of a folder; none if the folder is not there. Raises KeysError."""
    if not os.path.lexists(folder):
        return {}
    return {
        path.stem: KnownKiosk(load_verifier(path, today), load_sealing(path, today))
        for path in public_files(folder)
    }
