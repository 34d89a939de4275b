"""Entries as they stand in the database."""

import json
from typing import Any

from kiosk.domain.entry import JsonObject, to_base64url

ENTRY_COLUMNS = "entry.body, entry.subject, entry.person, entry.salt, entry.chain"


def wire_text(row: tuple[Any, ...]) -> str:
    """Of a row of ENTRY_COLUMNS: the entry as JSON text, as on the wire.

    What the chain covers stands there as it was recorded, and is not made anew.
    """
    body, subject, person, salt, chain = row
    beside = f'"subject":{_text(subject)},"person":{person or "null"},"salt":{_text(salt)}'
    return f'{body[:-1]},{beside},"chain":"{to_base64url(chain)}"}}'


def wire_entry(row: tuple[Any, ...]) -> JsonObject:
    """The same as one JSON object."""
    entry: JsonObject = json.loads(wire_text(row))
    return entry


def _text(base64url: str | None) -> str:
    return f'"{base64url}"' if base64url else "null"
