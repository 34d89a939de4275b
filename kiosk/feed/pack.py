"""A pack: up to 50 entries of one kiosk and epoch, as JSON, compressed where that saves packets."""

import json
import re
import zlib
from collections.abc import Iterable
from typing import Any

import orjson

from kiosk.errors import FeedError
from kiosk.feed.topics import ID

ENTRIES_PER_PACK = 50
MAX_PACK_BYTES = 1_000_000
"""An unpacked pack beyond this is refused, so that a few bytes cannot fill the memory of the centre."""

ONE_PACKET_BYTES = 1_200
"""What goes in one packet of the network anyway (of some 1,400 bytes) gains nothing by being compressed."""

FASTEST = 1
"""Of zlib: entries shrink to a fifth, with 9 hardly more, at four times the work."""

OPAQUE_ID = r"[A-Za-z0-9_-]{1,64}"
"""An epoch, a boot id or a key id: random letters that mean nothing."""

JSON = "application/json"
JSON_ZLIB = "application/json+zlib"


def pack(kiosk: str, epoch: str, entries: Iterable[str]) -> tuple[bytes, str]:
    """Payload and content type of `entries` (1 to 50, each its JSON as on the wire)."""
    text = f'{{"v":1,"kiosk":"{kiosk}","epoch":"{epoch}","entries":[{",".join(entries)}]}}'
    plain = text.encode("utf-8")
    if len(plain) <= ONE_PACKET_BYTES:
        return plain, JSON
    squeezed = zlib.compress(plain, FASTEST)
    return (squeezed, JSON_ZLIB) if len(squeezed) < len(plain) else (plain, JSON)


def unpack(payload: bytes, content_type: str | None) -> dict[str, Any]:
    """The reverse: the pack as a JSON object with its envelope checked, its entries not yet.

    Raises FeedError, whose message says what is wrong without quoting the payload.
    """
    if content_type == JSON_ZLIB:
        payload = _inflate(payload)
    elif content_type not in (JSON, None):
        raise FeedError("The content type of a pack is neither JSON nor JSON with zlib.")
    if len(payload) > MAX_PACK_BYTES:
        raise FeedError(f"A pack is larger than {MAX_PACK_BYTES} bytes.")
    match _parse(payload):
        case {"v": version, "kiosk": str(kiosk), "epoch": str(epoch), "entries": [_, *_] as entries}:
            named = re.fullmatch(ID, kiosk) and re.fullmatch(OPAQUE_ID, epoch)
            counted = len(entries) <= ENTRIES_PER_PACK and set(map(type, entries)) == {dict}
            if type(version) is int and version == 1 and named and counted:
                return {"v": 1, "kiosk": kiosk, "epoch": epoch, "entries": entries}
    raise FeedError("A pack lacks version 1, kiosk, epoch, or 1 to 50 entries.")


def _parse(payload: bytes) -> Any:
    """What orjson refuses may still be JSON, with half a surrogate or NaN in one of its entries."""
    try:
        return orjson.loads(payload)
    except ValueError:
        pass
    try:
        return json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise FeedError("A pack is not JSON.") from error


def _inflate(payload: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(payload, MAX_PACK_BYTES + 1)
    except zlib.error as error:
        raise FeedError("A pack cannot be unzipped.") from error
    if not inflater.eof and len(plain) <= MAX_PACK_BYTES:
        raise FeedError("A zipped pack is cut short.")
    return plain
