"""The feed's formats: what one side writes the other reads, and nothing else gets through."""

import json
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rfc8785
from doors import NewDoor
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.chain import SAFE_INTEGER, canonical, link
from kiosk.domain.entry import Event, from_base64url, to_base64url
from kiosk.errors import FeedError
from kiosk.feed import topics
from kiosk.feed.canonical import canonical as canonical_at_the_centre
from kiosk.feed.entry import Received, Refused, chain_after, check, seq_of
from kiosk.feed.pack import ENTRIES_PER_PACK, JSON, JSON_ZLIB, MAX_PACK_BYTES, pack, unpack
from kiosk.feed.receipt import Head, Receipt, Rejected, parse_receipt, ranges
from kiosk.feed.schema import SCHEMAS as NAMES
from kiosk.feed.schema import asyncapi_document, schema_of
from kiosk.feed.topics import Place

SCHEMAS = Path(__file__).parents[2] / "docs/schemas"

ids = st.from_regex(topics.ID, fullmatch=True)
epochs = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)
seqs = st.integers(1, SAFE_INTEGER)
text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE_INTEGER, SAFE_INTEGER) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=20,
)
numbers = st.floats() | st.integers(SAFE_INTEGER - 2, 2**70) | st.integers(-(2**70), 2 - SAFE_INTEGER)
objects = st.dictionaries(text, values, max_size=6)
receipts = st.builds(
    Receipt,
    ids,
    epochs,
    st.lists(seqs, max_size=20).map(ranges),
    st.lists(st.builds(Rejected, seqs, st.from_regex(r"[a-z0-9_]{1,40}", fullmatch=True)), max_size=5).map(
        tuple
    ),
    st.none() | st.builds(Head, seqs, st.binary(min_size=32, max_size=32)),
)


@given(ids, epochs, st.lists(objects, min_size=1, max_size=ENTRIES_PER_PACK))
def test_a_pack_comes_out_as_it_went_in(kiosk: str, epoch: str, entries: list[dict[str, Any]]) -> None:
    body = unpack(*pack(kiosk, epoch, map(json.dumps, entries)))
    assert body == {"v": 1, "kiosk": kiosk, "epoch": epoch, "entries": entries}


def test_a_pack_is_zipped_only_where_that_saves_packets_of_the_network() -> None:
    small, small_type = pack("thuan-hoa-1", "e", ['{"seq": 1, "data": {"x": "%s"}}' % ("a" * 1000)])
    large, large_type = pack("thuan-hoa-1", "e", ['{"seq": 1, "data": {"x": "%s"}}' % ("a" * 1000)] * 50)
    assert (small_type, large_type) == (JSON, JSON_ZLIB)
    assert len(large) < 2000
    assert json.loads(small)["v"] == 1


@pytest.mark.parametrize(
    ("payload", "content_type"),
    [
        (b"", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b"\xff\xfe\x00", JSON),
        (b"[" * 200_000, JSON),
        (b'{"v": 1, "kiosk": "thuan-hoa-1", "epoch": "e", "entries": [{}]}', "text/plain"),
        (b'{"v": 2, "kiosk": "thuan-hoa-1", "epoch": "e", "entries": [{}]}', JSON),
        (b'{"v": true, "kiosk": "thuan-hoa-1", "epoch": "e", "entries": [{}]}', JSON),
        (b'{"v": 1, "kiosk": "Thuan/Hoa", "epoch": "e", "entries": [{}]}', JSON),
        (b'{"v": 1, "kiosk": "thuan-hoa-1", "epoch": "", "entries": [{}]}', JSON),
        (b'{"v": 1, "kiosk": "thuan-hoa-1", "epoch": "e\\u0000", "entries": [{}]}', JSON),
        (b'{"v": 1, "kiosk": "thuan-hoa-1", "epoch": "e", "entries": []}', JSON),
        (b'{"v": 1, "kiosk": "thuan-hoa-1", "epoch": "e", "entries": [1]}', JSON),
        (b'{"v": 1, "kiosk": "thuan-hoa-1", "epoch": "e", "entries": [%s]}' % b",".join([b"{}"] * 51), JSON),
        (b'{"v": 1, "kiosk": "thuan-hoa-1", "entries": [{}]}', JSON),
        (b"not zipped", JSON_ZLIB),
        (zlib.compress(b'{"v": 1}')[:-3], JSON_ZLIB),
    ],
)
def test_what_is_no_pack_is_refused_in_a_sentence_that_quotes_nothing(
    payload: bytes, content_type: str
) -> None:
    with pytest.raises(FeedError) as refusal:
        unpack(payload, content_type)
    assert str(refusal.value).endswith(".")
    assert "thuan" not in str(refusal.value).casefold()


@pytest.mark.parametrize("size", [MAX_PACK_BYTES + 1, 20_000_000])
def test_a_small_message_cannot_swell_beyond_the_bound(size: int) -> None:
    bomb = zlib.compress(b" " * size)
    with pytest.raises(FeedError, match="larger"):
        unpack(bomb, JSON_ZLIB)


@given(st.binary(max_size=200), st.sampled_from([JSON, JSON_ZLIB, None, "x"]))
def test_any_bytes_are_a_pack_or_a_feed_error(payload: bytes, content_type: str | None) -> None:
    try:
        unpack(payload, content_type)
    except FeedError:
        return
    raise AssertionError("random bytes passed for a pack")


@given(receipts)
def test_a_receipt_comes_out_as_it_went_in_and_follows_its_schema(receipt: Receipt) -> None:
    assert parse_receipt(receipt.to_bytes()) == receipt
    jsonschema.validate(json.loads(receipt.to_bytes()), schema_of("receipts"))


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"kiosk": 1},
        {"stored": [[2, 1]]},
        {"stored": [[0, 1]]},
        {"stored": [[1]]},
        {"stored": [[1, "2"]]},
        {"stored": [[True, 2]]},
        {"rejected": [{"seq": "7", "reason": "conflict"}]},
        {"rejected": [{"seq": 7}]},
        {"rejected": [7]},
        {"head": {"seq": 1, "chain": "A"}},
        {"head": {"seq": 1, "chain": "A" * 22}},
        {"head": {"seq": 1, "chain": "é" * 43}},
        {"head": 3},
    ],
)
def test_a_receipt_that_is_not_quite_one_is_refused(change: dict[str, Any]) -> None:
    body = json.loads(Receipt("thuan-hoa-1", "e", ((1, 2),)).to_bytes())
    parse_receipt(json.dumps(body).encode())
    with pytest.raises(FeedError):
        parse_receipt(json.dumps(body | change).encode())


@given(st.lists(st.integers(1, 60)))
def test_ranges_name_exactly_their_numbers_in_as_few_pieces_as_can_be(numbers: list[int]) -> None:
    found = ranges(numbers)
    assert [n for low, high in found for n in range(low, high + 1)] == sorted(set(numbers))
    assert all(after[0] > before[1] + 1 for before, after in pairwise(found))


@given(st.builds(Place, ids, ids, ids, ids), st.sampled_from([topics.ENTRIES, topics.STATUS, "results/ping"]))
def test_a_topic_tells_its_place_and_leaf(place: Place, leaf: str) -> None:
    assert topics.parse(place.topic(leaf)) == (place, leaf)


@pytest.mark.parametrize(
    "topic",
    [
        "entrance/v1/a1/b1/c1/d1",
        "entrance/v2/a1/b1/c1/d1/entries",
        "entrance/v1/A1/b1/c1/d1/entries",
        "entrance/v1/a1/b1/d1/entries",
        "entrance/v1/a1/b1/c1/d1/entries\n",
        topics.CENTRE_STATE,
    ],
)
def test_a_topic_that_is_not_a_kiosk_s_is_refused(topic: str) -> None:
    with pytest.raises(FeedError):
        topics.parse(topic)


@given(values)
def test_canonical_json_is_that_of_rfc_8785_at_the_door_and_at_the_centre(value: Any) -> None:
    assert canonical(value) == canonical_at_the_centre(value) == rfc8785.dumps(value)


@given(numbers | st.lists(numbers) | st.dictionaries(text, numbers) | st.just("\ud800"))
def test_what_one_of_them_refuses_the_other_refuses_too(value: Any) -> None:
    made: list[bytes | None] = []
    for make in (canonical, canonical_at_the_centre):
        try:
            made.append(make(value))
        except ValueError:
            made.append(None)
    assert made[0] == made[1]


def test_every_entry_that_a_door_makes_passes_and_follows_the_schema(new_door: NewDoor) -> None:
    door = new_door()
    wire = [
        door.entry(),
        door.entry(verdict="rejected", reason="unknown_code", kind="unknown", assurance=None, subject=None),
        door.entry(event=Event.CLOCK, direction=None, verdict=None, reason=None, kind=None, subject=None),
        door.entry(person={"kid": "k1", "sealed": "c2VhbGVk"}),
    ]
    assert all(isinstance(check(entry), Received) for entry in wire)
    jsonschema.validate(unpack(*door.pack(wire)), schema_of("entries"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"seq": 0}, "invalid_seq"),
        ({"seq": 1.0}, "invalid_seq"),
        ({"seq": True}, "invalid_seq"),
        ({"seq": 2**53}, "invalid_seq"),
        ({"event": "party"}, "invalid_event"),
        ({"ref": "1"}, "invalid_ref"),
        ({"at": "2026-11-23T01:15:42Z"}, "invalid_at"),
        ({"at": "2026-11-23T01:15:42.123+07:00"}, "invalid_at"),
        ({"at": "2026-02-30T01:15:42.123Z"}, "invalid_at"),
        ({"clock": "sundial"}, "invalid_clock"),
        ({"uptime_ms": -1}, "invalid_uptime_ms"),
        ({"direction": "up"}, "invalid_direction"),
        ({"verdict": None}, "no_verdict"),
        ({"verdict": "perhaps"}, "invalid_verdict"),
        ({"reason": "mood"}, "invalid_reason"),
        ({"kind": "<script>"}, "invalid_kind"),
        ({"assurance": "sworn"}, "invalid_assurance"),
        ({"role": "king"}, "invalid_role"),
        ({"subject": "short"}, "invalid_subject"),
        ({"subject": "=" * 22}, "invalid_subject"),
        ({"person": {"kid": "k1"}}, "invalid_person"),
        ({"person": {"kid": "k1", "sealed": "c2VhbGVk=="}}, "invalid_person"),
        ({"person": "Nguyễn Văn Thử"}, "invalid_person"),
        ({"salt": "A" * 21}, "invalid_salt"),
        ({"salt": "A" * 22}, "bad_identity"),
        ({"subject": None}, "bad_identity"),
        ({"data": None}, "invalid_data"),
        ({"data": {"x": "a" * 20_000}}, "too_large"),
        ({"identity_digest": "A" * 44}, "invalid_identity_digest"),
        ({"chain": None}, "invalid_chain"),
        ({"notice": "x" * 41}, "invalid_notice"),
    ],
)
def test_each_fault_of_an_entry_has_its_reason(
    new_door: NewDoor, change: dict[str, Any], reason: str
) -> None:
    assert check(new_door().entry() | change) == Refused(reason)


def test_an_entry_nested_like_a_well_is_refused(new_door: NewDoor) -> None:
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"x": deep}
    assert check(new_door().entry() | {"data": deep}) == Refused("not_canonical")


@pytest.mark.parametrize("field", ["seq", "event", "data", "person", "identity_digest"])
def test_a_field_that_is_missing_is_named(new_door: NewDoor, field: str) -> None:
    wire = new_door().entry()
    del wire[field]
    assert check(wire) == Refused(f"invalid_{field}")
    body = {"v": 1, "kiosk": "thuan-hoa-1", "epoch": "e", "entries": [wire]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(body, schema_of("entries"))


def test_of_what_an_entry_carries_only_the_bytes_are_held(new_door: NewDoor) -> None:
    checked = check(new_door().entry(data={"x": [[]] * 1000}))
    assert isinstance(checked, Received)
    assert "data" not in checked.fields._fields
    assert b'{"x":[[],[],' in checked.covered


@pytest.mark.parametrize("name", NAMES)
def test_the_schemas_among_the_documents_are_those_of_the_code(name: str) -> None:
    """When this fails: python docs/schemas/make.py"""
    written = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(written)
    assert rules(written) == rules(schema_of(name))


def test_the_asyncapi_document_is_that_of_the_code() -> None:
    """When this fails: python docs/schemas/make.py"""
    written = json.loads((SCHEMAS / "asyncapi.json").read_text(encoding="utf-8"))
    assert rules(written) == rules(asyncapi_document())


def rules(schema: Any) -> Any:
    """A schema without what only people read, which each version of pydantic words in its own way."""
    match schema:
        case dict():
            spoken = ("title", "description")
            return {
                name: rules(part)
                for name, part in schema.items()
                if name not in spoken or not isinstance(part, str)
            }
        case list():
            return [rules(part) for part in schema]
    return schema


@pytest.mark.parametrize(
    ("value", "seq"), [(7, 7), (0, None), ("7", None), (True, None), (7.0, None), (None, None)]
)
def test_only_a_whole_number_from_one_on_is_a_seq(value: object, seq: int | None) -> None:
    assert seq_of({"seq": value}) == seq


@given(st.binary(min_size=32, max_size=32), objects)
def test_the_centre_s_chain_is_the_kiosk_s(previous: bytes, entry: dict[str, Any]) -> None:
    kept = {k: v for k, v in entry.items() if k not in ("subject", "person", "salt", "chain")}
    assert chain_after(previous, canonical(kept)) == link(previous, entry)


@given(st.binary(max_size=40))
def test_base64url_has_no_padding_and_comes_back(data: bytes) -> None:
    written = to_base64url(data)
    assert "=" not in written
    assert from_base64url(written) == data
