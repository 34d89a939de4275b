"""What can be used of a faulty `kiosk.toml`, so that one slip does not hide the faults of other parts."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kiosk.settings import CheckAddress, Settings

ROUNDS = 50
UNKNOWN = "unknown"


def salvage(path: Path, check_address: CheckAddress) -> tuple[Settings, frozenset[str]] | None:
    """The settings without what is wrong in them, and the keys (`devices.camera`) that were left out.

    A kiosk, area or site without a name is called `unknown`. None: nothing of the file can be used.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    left_out: set[str] = set()
    for _ in range(ROUNDS):
        try:
            return Settings.model_validate(values, context=check_address), frozenset(left_out)
        except ValidationError as error:
            for fault in error.errors():
                left_out.add(".".join(str(part) for part in fault["loc"][:2]))
                if not _mend(values, fault["loc"], absent=fault["type"] == "missing"):
                    return None
    return None


def _mend(values: dict[str, Any], where: tuple[int | str, ...], *, absent: bool) -> bool:
    """Takes out the key that is wrong, or names what has no name. False: there was nothing to mend."""
    table, key = values, str(where[0])
    if len(where) > 1 and isinstance(values.get(key), dict):
        table, key = values[key], str(where[1])
    if absent and key not in table:
        table[key] = {} if len(where) == 1 else UNKNOWN
        return True
    if key in table:
        del table[key]
        return True
    # What only together is wrong is told at a key that nobody wrote; its whole table goes.
    return values.pop(str(where[0]), None) is not None
