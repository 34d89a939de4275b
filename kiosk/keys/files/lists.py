"""The lists of a site from their files."""

from datetime import date
from pathlib import Path

from kiosk.errors import KeysError, SettingsError
from kiosk.keys.files.loading import load_list_key
from kiosk.keys.list_key import ListKey
from kiosk.keys.lists import Lists, NumberList

MAX_LIST_BYTES = 25_000_000
"""A million numbers."""


def load_lists(key: Path, *, deny: Path | None, allow: Path | None, staff: Path | None, today: date) -> Lists:
    """Raises SettingsError with a line for each file that cannot be used."""
    try:
        list_key = load_list_key(key, today)
    except KeysError as error:
        raise SettingsError([f"keys.list: {error}"]) from error
    faults: list[str] = []

    def load(name: str, path: Path | None) -> NumberList | None:
        try:
            return _load(path, list_key) if path else None
        except KeysError as error:
            faults.append(f"rules.{name}: {error}")
            return None

    lists = Lists(list_key, load("deny", deny), load("allow", allow), load("staff", staff))
    if faults:
        raise SettingsError(faults)
    return lists


def _load(path: Path, key: ListKey) -> NumberList:
    try:
        if path.stat().st_size > MAX_LIST_BYTES:
            raise KeysError("has more than a million numbers; make a shorter list.")
        numbers = NumberList.from_text(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise KeysError(f"'{path}' is no list; make one with 'kiosk list make'.") from None
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise KeysError(f"'{path}': {reason}; check the list's name and who may read it.") from None
    except KeysError as error:
        raise KeysError(f"'{path}' {error}") from None
    if numbers.kid != key.kid:
        raise KeysError(f"'{path}' was made under another list key; make it again with this one.")
    return numbers
