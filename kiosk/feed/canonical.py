"""Canonical JSON for the centre, which makes it of every entry that it is sent.

The same bytes as `kiosk.domain.chain.canonical`, some ten times as fast
(docs/decisions/0038-orjson-and-copy.md).
"""

from typing import Any

import orjson

from kiosk.domain import chain

_SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def canonical(value: Any) -> bytes:
    """RFC 8785 of a JSON value whose numbers are integers; raises ValueError for any other."""
    return canonical_of_plain(value) if chain.is_plain(value) else chain.canonical(value)


def canonical_of_plain(value: Any) -> bytes:
    """The same of a value that is known to be plain (`kiosk.domain.chain.is_plain`)."""
    try:
        return orjson.dumps(value, option=_SORTED)
    except TypeError:
        return chain.canonical(value)  # nested deeper than orjson goes; or it says what is wrong
