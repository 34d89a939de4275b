"""The last serials taken from the centre: on disk before anything is done with what carried them.

A small file beside the journal, and not a table in it: a journal may be full of other things, damaged or set
aside, and the feed's thread, which checks serials, never waits for the journal's (docs/decisions/0033).
"""

import json
from pathlib import Path

from kiosk.errors import KeysError
from kiosk.keys.files.disk import PRIVATE_MODE, write_over
from kiosk.keys.signing import Kind


class Serials:
    """Used from one thread. A file that cannot be read counts as none: what is old is refused by its time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = _read(path)

    def last(self, kind: Kind) -> int:
        """0: there was none yet."""
        return self._last.get(kind, 0)

    def keep(self, kind: Kind, serial: int) -> bool:
        """Whether it is on disk; it counts in any case."""
        self._last[kind] = serial
        try:
            write_over(self._path, json.dumps(self._last), PRIVATE_MODE)
        except KeysError:
            return False
        return True


def serials_path(journal: Path) -> Path:
    return journal.with_name(f"{journal.name}.serials")


def _read(path: Path) -> dict[Kind, int]:
    try:
        match json.loads(path.read_bytes()):
            case dict() as found:
                return {
                    kind: serial for kind in Kind if type(serial := found.get(kind)) is int and serial > 0
                }
    except (OSError, ValueError, RecursionError):
        pass
    return {}
