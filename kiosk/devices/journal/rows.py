"""Entries as they stand in the database."""

import json
from typing import Any

from kiosk.domain.entry import JsonObject, to_base64url

ENTRY_COLUMNS = "entry.body, entry.subject, entry.person, entry.salt, entry.chain"


def wire_entry(row: tuple[Any, ...]) -> JsonObject:
    """Of a row of ENTRY_COLUMNS: the entry as one JSON object of the feed."""
    body, subject, person, salt, chain = row
    entry: JsonObject = json.loads(body)
    return entry | {
        "subject": subject,
        "person": json.loads(person) if person else None,
        "salt": salt,
        "chain": to_base64url(chain),
    }
