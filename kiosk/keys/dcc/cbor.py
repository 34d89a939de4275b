"""CBOR (RFC 8949) from strangers, in any encoding: looked through before anything is made of it."""

from typing import Any

import cbor2

MAX_DEPTH = 12
MAX_ITEMS = 1000
"""A certificate is 5 levels deep, and has about 60 items."""

BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = 2, 3, 4, 5, 6, 7  # major types, RFC 8949, section 3.1
TIMES = (0, 1)
"""The tags that certificates have inside: a time as text, and as a number."""


class TooMuch(Exception):
    """More, or deeper, than any certificate."""


class NotCbor(Exception):
    """Not one item of CBOR, or with tags that no certificate has."""


def decoded(data: bytes) -> Any:
    """The value. Raises NotCbor or TooMuch."""
    _look_through(data)
    try:
        return cbor2.loads(data)
    except Exception:  # a time that is none, a key that is a list: each raises a fault of its own
        raise NotCbor from None


def _look_through(data: bytes) -> None:
    """One item, within the bounds, up to the end of the data.

    Each level that is open wants so many more items; None: as many as come before its break.
    """
    wanted: list[int | None] = [1]
    at, items = 0, 0
    while wanted:
        if wanted[-1] == 0:
            wanted.pop()
            continue
        items += 1
        if items > MAX_ITEMS or len(wanted) > MAX_DEPTH:
            raise TooMuch
        major, argument, at = _head(data, at)
        if (major, argument) == (SIMPLE, None):
            if wanted.pop() is not None:
                raise NotCbor
            continue
        if wanted[-1] is not None:
            wanted[-1] -= 1
        match major:
            case 2 | 3 if argument is not None:
                at += argument
            case 2 | 3 | 4:
                wanted.append(argument)
            case 5:
                wanted.append(argument and 2 * argument)
            case 6:
                if argument not in TIMES:
                    raise NotCbor
                wanted.append(1)
    if at != len(data):
        raise NotCbor


def _head(data: bytes, at: int) -> tuple[int, int | None, int]:
    """Of the item there: major type, argument (None: open, or a break), and where its content begins."""
    if at >= len(data):
        raise NotCbor
    major, short = data[at] >> 5, data[at] & 31
    if short < 24:
        return major, short, at + 1
    if short == 31:
        return major, None, at + 1
    if short > 27:
        raise NotCbor
    end = at + 1 + (1 << short - 24)
    return major, int.from_bytes(data[at + 1 : end], "big"), end
