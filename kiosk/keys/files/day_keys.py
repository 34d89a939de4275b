"""Day keys in a file that is memory: a restart of the kiosk keeps them, a power cut does not."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from kiosk.errors import KeysError
from kiosk.keys.day_key import DayKey
from kiosk.keys.files.disk import PRIVATE_MODE, write_over

MOUNTS = Path("/proc/self/mountinfo")
FORGETFUL = frozenset({"tmpfs", "ramfs"})


class DayKeyFile:
    """A file in a folder that forgets with the power."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> list[DayKey]:
        """None where there is no such file; it was not made, or somebody spoilt it."""
        try:
            return [DayKey.from_json(value) for value in json.loads(self._path.read_bytes())["keys"]]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return []

    def keep(self, keys: Iterable[DayKey]) -> None:
        """A file that cannot be written is gone with the next restart, as without it."""
        try:
            write_over(self._path, json.dumps({"keys": [key.to_json() for key in keys]}), PRIVATE_MODE)
        except KeysError:
            return


def forgetful_folder(environment: str | None) -> Path | None:
    """The folder of systemd's RUNTIME_DIRECTORY (the first one), if it lies in memory; else None."""
    folder = (environment or "").partition(":")[0]
    return Path(folder) if folder and file_system_of(Path(folder)) in FORGETFUL else None


def file_system_of(folder: Path) -> str | None:
    """The kind of the file system that holds a folder (proc_pid_mountinfo(5)); None: nobody tells."""
    try:
        device = folder.stat().st_dev
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    wanted = f"{os.major(device)}:{os.minor(device)}"
    for line in lines:
        of_mount, _, of_file_system = line.partition(" - ")
        if of_mount.split()[2] == wanted:
            return of_file_system.split()[0]
    return None
