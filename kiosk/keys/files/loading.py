"""Keys from their files to what works with them, as they count on a day. All of these raise KeysError."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TypeVar

from kiosk.errors import KeysError
from kiosk.keys.files.disk import public_files, read_private, read_public
from kiosk.keys.files.pem import NAMES, Held, Key, newest
from kiosk.keys.index_key import IndexKey
from kiosk.keys.sealing import OpeningKey, OpeningRing, SealingKey
from kiosk.keys.signing import Signer, SigningKey, Verifier, VerifyingKey

Wanted = TypeVar("Wanted", bound=Key)


def load_signer(path: Path, today: date) -> Signer:
    """Signs with the key of the file that serves today."""
    return Signer(_serving(path, read_private(path), SigningKey, today))


def load_opening(path: Path, today: date) -> OpeningRing:
    """Opens with each key of the file that still counts."""
    return OpeningRing(_counting(path, read_private(path), OpeningKey, today))


def load_index(path: Path, today: date) -> IndexKey:
    return _serving(path, read_private(path), IndexKey, today)


def load_verifier(path: Path, today: date) -> Verifier:
    """Believes each signing key of the file that still counts."""
    return Verifier(_counting(path, read_public(path), VerifyingKey, today))


def load_sealing(path: Path, today: date) -> SealingKey:
    """The key to which is sealed today."""
    return _serving(path, read_public(path), SealingKey, today)


def load_issuers(path: Path, today: date) -> Verifier:
    """Believes the issuers in a file, or in all `.pub` files of a folder; in an empty one there are none."""
    if not os.path.isdir(path):
        return load_verifier(path, today)
    held = [held for file in public_files(path) for held in read_public(file)]
    return Verifier(_still_counting(held, VerifyingKey, today))


def _serving(path: Path, keys: list[Held], kind: type[Wanted], today: date) -> Wanted:
    found = newest((held for held in keys if isinstance(held.key, kind)), today)
    if found is None or not isinstance(found.key, kind):
        raise _none(path, kind, today)
    return found.key


def _counting(path: Path, keys: list[Held], kind: type[Wanted], today: date) -> list[Wanted]:
    found = _still_counting(keys, kind, today)
    if not found:
        raise _none(path, kind, today)
    return found


def _still_counting(keys: Iterable[Held], kind: type[Wanted], today: date) -> list[Wanted]:
    return [held.key for held in keys if isinstance(held.key, kind) and held.counts_on(today)]


def _none(path: Path, kind: type[object], today: date) -> KeysError:
    return KeysError(
        f"'{path}' holds no {NAMES[kind]} that counts on {today}; name the right file, or get the one"
        " that its owner has now."
    )
