"""Making and rotating the keys of a kiosk, of an issuer of passes, and of the centre; and the key of lists.

Each private key lies in a file of its own kind, `OWNER.sign`, `OWNER.seal`, `OWNER.index`; what others are
to have is in `OWNER.pub`. The key of lists, `list.key`, is one that those who make lists share with kiosks.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from kiosk.errors import KeysError
from kiosk.keys.files.disk import (
    PRIVATE_MODE,
    PUBLIC_ENDING,
    PUBLIC_MODE,
    make_folder,
    read_private,
    write_new,
    write_over,
)
from kiosk.keys.files.pem import Held, PrivateKey, public_half, to_text
from kiosk.keys.index_key import IndexKey
from kiosk.keys.list_key import ListKey
from kiosk.keys.sealing import OpeningKey
from kiosk.keys.signing import SigningKey

SIGN, SEAL, INDEX, SHARED = ".sign", ".seal", ".index", ".key"
ROTATED: dict[str, type[SigningKey | OpeningKey]] = {SIGN: SigningKey, SEAL: OpeningKey}
"""Not the index key: under another one the centre would find nobody of before; lists are made anew."""
NEW: dict[str, type[PrivateKey]] = {**ROTATED, INDEX: IndexKey, SHARED: ListKey}


class Owner(StrEnum):
    KIOSK = "kiosk"
    ISSUER = "issuer"
    CENTRE = "centre"
    LIST = "list"

    @property
    def private(self) -> tuple[str, ...]:
        """The endings of its private files."""
        return {
            Owner.KIOSK: (SIGN, SEAL),
            Owner.ISSUER: (SIGN,),
            Owner.CENTRE: (SIGN, SEAL, INDEX),
            Owner.LIST: (SHARED,),
        }[self]

    @property
    def rotates(self) -> bool:
        """Whether new keys follow old ones, which still count for a time."""
        return any(ending in ROTATED for ending in self.private)

    def file(self, folder: Path, ending: str) -> Path:
        return folder / f"{self}{ending}"

    def public(self, folder: Path) -> Path:
        return folder / f"{self}{PUBLIC_ENDING}"


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did to the keys of one file, by `kid`."""

    path: Path
    added: str
    ending: tuple[str, ...]
    dropped: tuple[str, ...]


def new_keys(owner: Owner, folder: Path) -> list[Path]:
    """Makes the files, the public one last; raises KeysError, changing nothing, if one is there already."""
    make_folder(folder)
    wanted = [owner.file(folder, ending) for ending in owner.private]
    wanted += [owner.public(folder)] if owner.rotates else []
    for path in wanted:
        if os.path.lexists(path):
            raise KeysError(
                f"'{path}' is there already and is not overwritten; choose another folder"
                + (f", or use 'kiosk keys rotate --for {owner} --out {folder}'." if owner.rotates else ".")
            )
    made = {ending: [Held(NEW[ending].new())] for ending in owner.private}
    for ending, keys in made.items():
        write_new(owner.file(folder, ending), to_text(keys), PRIVATE_MODE)
    if owner.rotates:
        write_new(owner.public(folder), to_text(_public(made.values())), PUBLIC_MODE)
    return wanted


def rotate_keys(owner: Owner, folder: Path, *, today: date, since: date, until: date) -> list[Rotation]:
    """Adds a key to each file that serves from `since` on; what was there counts no longer than `until`.

    What ended before today is dropped. A private key is on disk before anybody is told of its public half.
    Raises KeysError for keys that are not there.
    """
    if since > until:
        raise KeysError(
            f"The old keys would end on {until}, before the new ones begin on {since}; end them later."
        )
    before = {
        ending: read_private(owner.file(folder, ending)) for ending in owner.private if ending in ROTATED
    }
    after: list[list[Held]] = []
    rotations: list[Rotation] = []
    for ending, keys in before.items():
        counting = [held for held in keys if held.counts_on(today)]
        kept = [replace(held, until=min(held.until or until, until)) for held in counting]
        added = ROTATED[ending].new()
        dropped = [held for held in keys if not held.counts_on(today)]
        path = owner.file(folder, ending)
        after.append([Held(added, since=since), *kept])
        rotations.append(Rotation(path, added.public.kid, _kids(kept), _kids(dropped)))
        write_over(path, to_text(after[-1]), PRIVATE_MODE)
    write_over(owner.public(folder), to_text(_public(after)), PUBLIC_MODE)
    return rotations


def _public(files: Iterable[list[Held]]) -> Iterator[Held]:
    for keys in files:
        for held in keys:
            if half := public_half(held.key):
                yield replace(held, key=half)


def _kids(keys: Iterable[Held]) -> tuple[str, ...]:
    return tuple(half.kid for held in keys if (half := public_half(held.key)))
