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
    text = _SORTING.encode(value) if is_plain(value) else _KEEPING.encode(_ordered(value))
    return text.encode("utf-8")


_KEEPING = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_SORTING = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True)
"""It sorts names by code points, which for ASCII names is the order of RFC 8785."""

_TEXT_OR_NOTHING = frozenset({str, bool, type(None)})


def is_plain(value: Any) -> bool:
    """Whether this is JSON with whole numbers and ASCII names: most of what is ever hashed, by far."""
    kind = type(value)
    if kind in _TEXT_OR_NOTHING:
        return True
    if kind is int:
        return bool(-SAFE_INTEGER <= value <= SAFE_INTEGER)
    if kind is dict:
        return all(type(name) is str and name.isascii() for name in value) and all(
            type(item) in _TEXT_OR_NOTHING or is_plain(item) for item in value.values()
        )
    return kind is list and all(map(is_plain, value))


def _ordered(value: Any) -> Any:
    """Names in the order of their UTF-16 code units, as RFC 8785 has it."""
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
