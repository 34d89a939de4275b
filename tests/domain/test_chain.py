"""The chain is what the feed says it is, recomputed here by other means."""

import json
from hashlib import blake2b
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.chain import canonical, genesis, identity_digest, link

WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
ENTRY = {
    "seq": 1,
    "event": "presented",
    "data": {},
    "subject": "A",
    "person": None,
    "salt": "B",
    "chain": "C",
}


def blake2b_256(data: bytes) -> bytes:
    return blake2b(data, digest_size=32).digest()


@given(VALUES)
def test_canonical_json_is_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_canonical_json_says_the_same_value(value: Any) -> None:
    assert json.loads(canonical(value)) == value


def test_names_are_ordered_by_utf_16_units_as_rfc_8785_shows() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(names, 0)))) == ordered


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        "\ud800",
        {"\udfff": 1},
        {1: 2},
        b"bytes",
        {"deep": [0.0]},
        {1, 2},
    ],
    ids=repr,
)
def test_what_canonical_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical(value)


def test_the_first_link_stands_on_the_kiosk_and_its_epoch() -> None:
    assert genesis("thuan-hoa-1", "e1") == blake2b_256(b"entrance/v1/thuan-hoa-1/e1")


def test_a_link_covers_the_previous_one_and_the_entry_without_its_identity() -> None:
    previous = genesis("thuan-hoa-1", "e1")
    assert link(previous, ENTRY) == blake2b_256(previous + b'{"data":{},"event":"presented","seq":1}')


@given(st.sampled_from(["subject", "person", "salt", "chain"]), VALUES)
def test_erasing_an_identity_leaves_the_chain_as_it_was(name: str, value: Any) -> None:
    assert link(b"p" * 32, ENTRY | {name: value}) == link(b"p" * 32, ENTRY)


@given(
    st.sampled_from(["seq", "event", "data", "of a later version"]),
    VALUES.filter(lambda value: value not in (1, "presented", {})),
)
def test_any_other_change_shows_be_the_field_known_or_not(name: str, value: Any) -> None:
    assert link(b"p" * 32, ENTRY | {name: value}) != link(b"p" * 32, ENTRY)


def test_a_link_depends_on_the_one_before() -> None:
    assert link(b"p" * 32, ENTRY) != link(b"q" * 32, ENTRY)


def test_the_identity_digest_covers_salt_person_and_subject_nulls_included() -> None:
    person = {"kid": "k", "sealed": "s"}
    told = identity_digest("salt", person, "subject")
    assert told == blake2b_256(b'["salt",{"kid":"k","sealed":"s"},"subject"]')
    assert identity_digest(None, None, None) == blake2b_256(b"[null,null,null]")
