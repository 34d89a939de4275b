"""Keys from their files to what works with them, as they count on a day. All of these raise KeysError."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TypeVar

from kiosk.errors import KeysError, TokenError
from kiosk.keys.files.disk import public_files, read_private, read_public, read_text, revoked_files
from kiosk.keys.files.pem import NAMES, Held, Key, newest
from kiosk.keys.index_key import IndexKey
from kiosk.keys.issuers import Issuers
from kiosk.keys.list_key import ListKey
from kiosk.keys.revocations import MAX_BYTES, Revocations
from kiosk.keys.sealing import OpeningKey, OpeningRing, SealingKey
from kiosk.keys.signing import Signer, SigningKey, Verifier, VerifyingKey

MAX_LIST_BYTES = 2 * MAX_BYTES
"""Of a file: base64url takes a third more than the token."""

Wanted = TypeVar("Wanted", bound=Key)


def load_signing_key(path: Path, today: date) -> SigningKey:
    """The key of the file that signs today."""
    return _serving(path, read_private(path), SigningKey, today)


def load_signer(path: Path, today: date) -> Signer:
    """Signs messages of the feed with that key."""
    return Signer(load_signing_key(path, today))


def load_own_verifier(path: Path) -> Verifier:
    """Knows again what any private key of the file signed, at whatever time."""
    held = (held.key for held in read_private(path))
    return Verifier(key.public for key in held if isinstance(key, SigningKey))


def load_opening(path: Path, today: date) -> OpeningRing:
    """Opens with each key of the file that still counts."""
    return OpeningRing(_counting(path, read_private(path), OpeningKey, today))


def load_index(path: Path, today: date) -> IndexKey:
    return _serving(path, read_private(path), IndexKey, today)


def load_list_key(path: Path, today: date) -> ListKey:
    return _serving(path, read_private(path), ListKey, today)


def load_gates(folder: Path, today: date) -> dict[str, Verifier]:
    """The keys of a site's kiosks by id, from the files `ID.pub` of a folder."""
    return {path.stem: load_verifier(path, today) for path in public_files(folder)}


def load_verifier(path: Path, today: date) -> Verifier:
    """Believes each signing key of the file that still counts."""
    return Verifier(_counting(path, read_public(path), VerifyingKey, today))


def load_sealing(path: Path, today: date) -> SealingKey:
    """The key to which is sealed today."""
    return _serving(path, read_public(path), SealingKey, today)


def load_issuers(path: Path, today: date) -> Issuers:
    """Believes the issuers in a file, or in a folder's `.pub` files; its `.revoked` files are their lists.

    A list counts though the key that signed it has ended: what was taken back stays so.
    """
    if not os.path.isdir(path):
        return Issuers(load_verifier(path, today))
    held = [held for file in public_files(path) for held in read_public(file)]
    issuers = Issuers(Verifier(_still_counting(held, VerifyingKey, today)))
    ever = Verifier(one.key for one in held if isinstance(one.key, VerifyingKey))
    return issuers.with_revoked(
        pass_id for file in revoked_files(path) for pass_id in load_revocations(file, ever).passes
    )


def load_revocations(path: Path, trusted: Verifier) -> Revocations:
    """An issuer's signed list; lines that begin with `#` are for people."""
    lines = read_text(path, MAX_LIST_BYTES).splitlines()
    try:
        return Revocations.from_text("".join(line for line in lines if not line.startswith("#")), trusted)
    except TokenError as error:
        raise KeysError(f"'{path}' is not believed. {error}") from None


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
