"""What is handed on to somebody else, sealed to their key: a file for them alone."""

import json
from datetime import date
from pathlib import Path

from kiosk.domain.entry import JsonObject, from_base64url, to_base64url
from kiosk.errors import KeysError, SealBroken
from kiosk.keys.files.disk import PRIVATE_MODE, write_new
from kiosk.keys.files.pem import from_text, newest
from kiosk.keys.sealing import OpeningRing, SealingKey

INFO = b"entrance/v1/handover"
PADDED_TO = 4096
"""Bytes: so that a file's length does not tell how many people are in it, unless they are many."""


def recipient(text: str, today: date) -> SealingKey:
    """The key of a public file, as `kiosk keys new` makes it, to which is sealed today; raises KeysError."""
    sealing = (held for held in from_text(text) if isinstance(held.key, SealingKey))
    found = newest(sealing, today)
    if found is None or not isinstance(found.key, SealingKey):
        raise KeysError("holds no public sealing key (X25519) that counts; ask the recipient for theirs.")
    return found.key


def hand_over(document: JsonObject, to: SealingKey) -> str:
    """The file: JSON, `{"v": 1, "kid", "sealed"}`; sealed is the document as JSON, with spaces behind it."""
    plaintext = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    length = -(-len(plaintext) // PADDED_TO) * PADDED_TO
    sealed = to_base64url(to.seal(plaintext.ljust(length), INFO))
    return json.dumps({"v": 1, "kid": to.kid, "sealed": sealed})


def take_over(text: str, ring: OpeningRing) -> JsonObject:
    """The document; raises SealBroken."""
    try:
        match json.loads(text):
            case {"v": 1, "kid": str(kid), "sealed": str(sealed)}:
                box = from_base64url(sealed)
            case _:
                raise ValueError
    except (ValueError, RecursionError):
        raise SealBroken("This is no sealed file of a centre; have it sent again.") from None
    document: JsonObject = json.loads(ring.open(kid, box, INFO))
    return document


def write_handover(path: Path, sealed: str) -> None:
    """For its owner alone; raises KeysError where there is a file already."""
    write_new(path, sealed, PRIVATE_MODE)
