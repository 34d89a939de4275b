"""One writer a journal: two would number and chain the same entries twice."""

import errno
import fcntl
import os
from pathlib import Path

from kiosk.devices.journal.connection import BROKEN, STORAGE_FULL
from kiosk.errors import JournalUnavailable


class JournalLock:
    """Held from the moment it is made until it is closed, or its process ends however it may.

    Raises JournalUnavailable if another process holds it, or the lock's file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        lock = path.with_name(f"{path.name}.lock")
        try:
            self._file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise JournalUnavailable(
                f"The journal '{path}' cannot be opened ({error.strerror}); make its folder,"
                " and let the kiosk write there.",
                STORAGE_FULL if error.errno == errno.ENOSPC else BROKEN,
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
