"""Keys on disk: private ones for their owner alone; written whole or not at all, never over another."""

import os
import pwd
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from kiosk.errors import KeysError
from kiosk.keys.files.pem import Held, PrivateKey, from_text
from kiosk.keys.sealing import SealingKey
from kiosk.keys.signing import VerifyingKey

PRIVATE_MODE, PUBLIC_MODE, FOLDER_MODE = 0o600, 0o644, 0o700
FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
PUBLIC_ENDING = ".pub"
REVOKED_ENDING = ".revoked"
MAX_FILE_BYTES = 100_000


def read_public(path: Path) -> list[Held]:
    """The public keys of a file, in its order. Raises KeysError, a private key in it included."""
    keys = _parsed(path, read_text(path))
    if not all(isinstance(held.key, VerifyingKey | SealingKey) for held in keys):
        raise KeysError(
            f"'{path}' holds a private key where public ones belong; take it away from here, and if others"
            " could read it, make a new one with 'kiosk keys rotate'."
        )
    return keys


def read_private(path: Path) -> list[Held]:
    """The private keys of a file, in its order. Raises KeysError, a file that others may read included."""
    keys = _parsed(path, read_text(path))
    if not all(isinstance(held.key, PrivateKey) for held in keys):
        raise KeysError(
            f"'{path}' holds a public key where private ones belong; name the private key's file."
        )
    _check_private(path)
    return keys


def public_files(folder: Path) -> list[Path]:
    """The `.pub` files of a folder by name; raises KeysError if there is no such folder."""
    return _files(folder, PUBLIC_ENDING)


def revoked_files(folder: Path) -> list[Path]:
    """The `.revoked` files of a folder, the same way."""
    return _files(folder, REVOKED_ENDING)


def _files(folder: Path, ending: str) -> list[Path]:
    try:
        return sorted(folder / name for name in os.listdir(folder) if name.endswith(ending))
    except OSError as error:
        raise KeysError(
            f"The folder '{folder}' cannot be read by the user {_user()} ({error.strerror}); check its name,"
            " and who owns it."
        ) from None


def read_text(path: Path, at_most: int = MAX_FILE_BYTES) -> str:
    """A small text file, as far as `at_most` bytes of it; raises KeysError."""
    try:
        with path.open("rb") as file:
            return file.read(at_most).decode("utf-8")
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
    _check_private(path)
    return text


def _check_private(path: Path) -> None:
    if path.stat().st_mode & FOR_OTHERS:
        raise KeysError(
            f"'{path}' holds a private key, and others on this machine may read it;"
            f" 'chmod 600 {path}' ends that."
        )


def write_new(path: Path, text: str, mode: int) -> None:
    """Makes a file, whole or not at all; raises KeysError where there is one, or it cannot be made."""
    _write(path, text, mode, os.link)


def write_over(path: Path, text: str, mode: int) -> None:
    """Puts a file in the place of an earlier one, whole or not at all; raises KeysError."""
    _write(path, text, mode, os.replace)


def make_folder(path: Path) -> None:
    """For its owner alone, unless it is there already; raises KeysError."""
    try:
        path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise KeysError(f"The folder '{path}' cannot be made ({error.strerror}); choose another.") from None


def _write(path: Path, text: str, mode: int, put: Callable[[str, Path], None]) -> None:
    try:
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                os.fchmod(handle, mode)
                file.write(text)
                file.flush()
                os.fsync(handle)
            put(draft, path)
        finally:
            Path(draft).unlink(missing_ok=True)
        _keep_name(path.parent)
    except FileExistsError:
        raise KeysError(f"'{path}' is there already and is not overwritten; choose another folder.") from None
    except OSError as error:
        raise KeysError(
            f"'{path}' cannot be written ({error.strerror}); choose a folder of your own on a Linux disk."
        ) from None


def _keep_name(folder: Path) -> None:
    """A new name is on disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parsed(path: Path, text: str) -> list[Held]:
    try:
        return from_text(text)
    except KeysError as error:
        raise KeysError(f"'{path}' {error}") from None


def _user() -> str:
    number = os.geteuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
