"""Keys on disk: private ones readable by their owner alone; written whole or not at all, never over another."""

import os
import pwd
import stat
import tempfile
from pathlib import Path

from kiosk.errors import KeysError
from kiosk.keys.index_key import IndexKey
from kiosk.keys.pem import Held, from_text, to_text
from kiosk.keys.sealing import OpeningKey, SealingKey
from kiosk.keys.signing import SigningKey, VerifyingKey

PRIVATE_MODE, PUBLIC_MODE, FOLDER_MODE = 0o600, 0o644, 0o700
FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
MAX_FILE_BYTES = 100_000


def read_public(path: Path) -> list[Held]:
    """The public keys of a file, in its order. Raises KeysError, a private key in it included."""
    keys = from_text(read_text(path))
    if not all(isinstance(held.key, VerifyingKey | SealingKey) for held in keys):
        raise KeysError(
            f"'{path}' holds a private key where public ones belong; take it away from here, and if others"
            " could read it, make a new one with 'kiosk keys rotate'."
        )
    return keys


def read_private(path: Path) -> list[Held]:
    """The private keys of a file, in its order. Raises KeysError, a file that others may read included."""
    keys = from_text(read_private_text(path))
    if not all(isinstance(held.key, SigningKey | OpeningKey | IndexKey) for held in keys):
        raise KeysError(f"'{path}' holds a public key where private ones belong; name the private key's file.")
    return keys


def read_text(path: Path) -> str:
    """A small text file; raises KeysError."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES).decode("utf-8")
    except PermissionError:
        raise KeysError(
            f"'{path}' cannot be read by the user {_user()}; run this as its owner, or give it to that user"
            f" with 'chown {_user()} {path}'."
        ) from None
    except FileNotFoundError:
        raise KeysError(f"'{path}' is not there; check its name, or make it with 'kiosk keys'.") from None
    except OSError as error:
        raise KeysError(f"'{path}' cannot be read ({error.strerror}); name a file of keys.") from None
    except UnicodeDecodeError:
        raise KeysError(f"'{path}' is no text; name a file of keys in PEM.") from None


def read_private_text(path: Path) -> str:
    """The same of a file that holds a secret."""
    text = read_text(path)
    if path.stat().st_mode & FOR_OTHERS:
        raise KeysError(
            f"'{path}' holds a private key that others on this machine may read; 'chmod 600 {path}' ends that."
        )
    return text


def write_new(path: Path, text: str, mode: int) -> None:
    """Makes a file, whole or not at all. Raises KeysError where there is one already, or it cannot be made."""
    _write(path, text, mode, over=False)


def write_over(path: Path, text: str, mode: int) -> None:
    """Puts a file in the place of an earlier one, whole or not at all; raises KeysError."""
    _write(path, text, mode, over=True)


def keys_text(keys: list[Held]) -> str:
    return to_text(keys)


def make_folder(path: Path) -> None:
    """For its owner alone, unless it is there already; raises KeysError."""
    try:
        path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise KeysError(f"The folder '{path}' cannot be made ({error.strerror}); choose another.") from None
