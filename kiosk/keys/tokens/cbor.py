"""CBOR (RFC 8949) from strangers, in any encoding: looked through before anything is made of it."""

from collections.abc import Collection
from typing import Any

import cbor2

from kiosk.errors import TokenMalformed, TokenTooLarge

NO_CBOR = "This is no CBOR, or not all of it; use it as it was issued."
TOO_LARGE = "This holds more than any token; find out who made it."

SIMPLE = 7  # a major type, as 2 to 6 below: RFC 8949, section 3.1


def decoded(data: bytes, *, tags: Collection[int], most_levels: int, most_items: int) -> Any:
    """The value. Raises TokenMalformed, for tags that do not belong there too, or TokenTooLarge.

    A decoder makes numbers, patterns, mails of what stands under their tags, and takes its time; so one that
    is none of `tags` is refused before it is met.
    """
    _look_through(data, tags, most_levels, most_items)
    try:
        return cbor2.loads(data)
    except Exception:  # a time that is none, a key that is a list: each raises a fault of its own
        raise TokenMalformed(NO_CBOR) from None


def _look_through(data: bytes, tags: Collection[int], most_levels: int, most_items: int) -> None:
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
        if items > most_items or len(wanted) > most_levels:
            raise TokenTooLarge(TOO_LARGE)
        major, argument, at = _head(data, at)
        if (major, argument) == (SIMPLE, None):
            if wanted.pop() is not None:
                raise TokenMalformed(NO_CBOR)
            continue
        if wanted[-1] is not None:
            wanted[-1] -= 1
        match major:
            case 2 | 3 if argument is not None:  # bytes, text
                at += argument
            case 2 | 3 | 4:  # open ones, and lists
                wanted.append(argument)
            case 5:  # maps
                wanted.append(argument and 2 * argument)
            case 6:  # tags
                if argument not in tags:
                    raise TokenMalformed(NO_CBOR)
                wanted.append(1)
    if at != len(data):
        raise TokenMalformed(NO_CBOR)


def _head(data: bytes, at: int) -> tuple[int, int | None, int]:
    """Of the item there: major type, argument (None: open, or a break), and where its content begins."""
    if at >= len(data):
        raise TokenMalformed(NO_CBOR)
    major, short = data[at] >> 5, data[at] & 31
    if short < 24:
        return major, short, at + 1
    if short == 31:
        return major, None, at + 1
    if short > 27:
        raise TokenMalformed(NO_CBOR)
    end = at + 1 + (1 << short - 24)
    return major, int.from_bytes(data[at + 1 : end], "big"), end
