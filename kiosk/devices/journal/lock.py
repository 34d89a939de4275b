"""One writer a journal: two would number and chain the same entries twice."""

import errno
import fcntl
import os
from pathlib import Path

from kiosk.devices.journal.connection import BROKEN, FAILING, STORAGE_FULL
from kiosk.errors import JournalUnavailable

LOCKS = Path("/proc/locks")

PARTS = {errno.ENOSPC: STORAGE_FULL, errno.EROFS: FAILING, errno.EIO: FAILING}


class JournalLock:
    """Held from the moment it is made until it is closed, or its process ends however it may.

    Raises JournalUnavailable if another process holds it, or the lock's file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        lock = _beside(path)
        try:
            self._file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            part = PARTS.get(error.errno or 0, BROKEN)
            way_out = (
                "look at the disk" if part != BROKEN else "make its folder, and let the kiosk write there"
            )
            raise JournalUnavailable(
                f"The journal '{path}' cannot be opened ({error.strerror}); {way_out}.", part
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise JournalUnavailable(
                f"The journal '{path}' is in use by another kiosk; stop that first,"
                " or set another journal.path."
            ) from error

    def close(self) -> None:
        os.close(self._file)


def is_in_use(path: Path) -> bool:
    """Whether a kiosk that runs has this journal, as the kernel tells (proc_locks(5)); locks nothing."""
    try:
        held = _beside(path).stat()
        lines = LOCKS.read_text(encoding="ascii").splitlines()
    except OSError:
        return False
    place = f"{os.major(held.st_dev):02x}:{os.minor(held.st_dev):02x}:{held.st_ino}"
    return any(" FLOCK " in line and place in line.split() for line in lines)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")
