"""The chain that makes a missing or altered entry show: each entry is hashed over the one before it.

Canonical JSON is RFC 8785, integers only. The hash is BLAKE2b-256.
"""

import json
from hashlib import blake2b
from typing import Any

UNCHAINED = frozenset({"subject", "person", "salt", "chain"})
"""Fields that may be erased later (identity), and the chain itself: the hash leaves them out."""

SAFE_INTEGER = 2**53 - 1


def canonical(value: Any) -> bytes:
    """RFC 8785 (JCS) of a JSON value whose numbers are integers.

    Raises ValueError for a float, an integer beyond 2**53 - 1, a lone surrogate, or what JSON cannot hold.
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def _ordered(value: Any) -> Any:
    match value:
        case None | bool() | str():
            return value
        case int() if abs(value) <= SAFE_INTEGER:
            return value
        case dict():
            if not all(isinstance(key, str) for key in value):
                raise ValueError("a JSON object has names of text only")
            names = sorted(value, key=lambda name: name.encode("utf-16-be"))
            return {name: _ordered(value[name]) for name in names}
        case list() | tuple():
            return [_ordered(item) for item in value]
    raise ValueError("canonical JSON here holds text, whole numbers up to 2**53 - 1, true, false and null")


def identity_digest(salt: str | None, person: Any, subject: str | None) -> bytes:
    """32 bytes over `[salt, person, subject]` as recorded, nulls included."""
    return _hash(canonical([salt, person, subject]))


def genesis(kiosk: str, epoch: str) -> bytes:
    """What stands before seq 1 of an epoch."""
    return _hash(f"entrance/v1/{kiosk}/{epoch}".encode())


def link(previous: bytes, entry: dict[str, Any]) -> bytes:
    """The chain value of an entry as on the wire, known fields and unknown ones alike."""
    kept = {name: value for name, value in entry.items() if name not in UNCHAINED}
    return _hash(previous + canonical(kept))


def _hash(data: bytes) -> bytes:
    return blake2b(data, digest_size=32).digest()
