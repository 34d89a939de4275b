"""From bytes to fields: the part that all text formats share."""

import re
import unicodedata
from datetime import date

from kiosk.domain.credential import Unreadable
from kiosk.domain.visible import visible

MAX_BYTES = 4096
"""A byte-mode QR code holds 2,953 bytes at most, a card far less; what is longer is no credential."""

MOST_MARKS = 30
"""One after the other: up to the limit of UAX #15, section 13, normalising is quick. A letter has two."""

MOST_NAME = 200
"""Characters."""

BIDI_CONTROLS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def to_text(data: bytes) -> str | Unreadable:
    """UTF-8 in NFC, without NULs and byte order marks, and without the line end that a reader puts last.

    No other white space is trimmed: formats to come count the space among their letters.
    """
    if len(data) > MAX_BYTES:
        return Unreadable("longer than any code of a known kind")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Unreadable("not UTF-8")
    if _piles_up(text):
        return Unreadable("more marks on a letter than any writing has")
    return unicodedata.normalize("NFC", text.replace("\0", "").replace("\ufeff", "").rstrip("\r\n"))


def split_fields(text: str) -> list[str]:
    """By position, keeping empty fields."""
    return text.split("|")


def to_name(text: str) -> str | None:
    """A person's name in NFC, without space around it; None without a letter to be seen, or with a control
    character.

    No register writes control characters; whoever does means to make a screen say something else. Nor has
    any a name that is longer than MOST_NAME.
    """
    if len(text) > MOST_NAME:
        return None
    if any(unicodedata.category(c) == "Cc" or unicodedata.bidirectional(c) in BIDI_CONTROLS for c in text):
        return None
    return (
        unicodedata.normalize("NFC", text).strip()
        if any(c.isalpha() for c in visible(text, MOST_NAME))
        else None
    )


def _piles_up(text: str) -> bool:
    if text.isascii():
        return False
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks > MOST_MARKS:
            return True
    return False


def compact_date(text: str) -> str | None:
    """`ddmmyyyy`, `mmyyyy` or `yyyy` as ISO 8601 of the same precision; None if it is no date."""
    if not re.fullmatch(r"[0-9]{4}|[0-9]{6}|[0-9]{8}", text):
        return None
    return iso_date(text[-4:], text[-6:-4], text[-8:-6])


def slashed_date(text: str) -> str | None:
    """`dd/mm/yyyy`, `mm/yyyy` or `yyyy` as ISO 8601 of the same precision; None if it is no date."""
    if not re.fullmatch(r"(?:(?:[0-9]{2}/)?[0-9]{2}/)?[0-9]{4}", text):
        return None
    return compact_date(text.replace("/", ""))


def iso_date(year: str, month: str = "", day: str = "") -> str | None:
    """ISO 8601 as far as it is known (empty: not known); None if the calendar has no such day.

    A day without its month is left out: ISO 8601 cannot say it.
    """
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    known = [year, month, day] if month else [year]
    return "-".join(part for part in known if part)
