"""An entry as it goes over the wire: the fields of the feed, in its forms, chained."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.chain import genesis, identity_digest, link
from kiosk.domain.entry import (
    ClockState,
    Draft,
    Event,
    from_base64url,
    from_rfc3339,
    number,
    to_base64url,
    to_rfc3339,
)
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict

AT = datetime(2026, 11, 23, 1, 15, 42, 123_999, tzinfo=UTC)
SALT = bytes(range(16))
SUBJECT = bytes(range(100, 116))
GENESIS = genesis("thuan-hoa-1", "e1")
DRAFT = Draft(
    at=AT,
    clock=ClockState(trusted=True, boot="5f0c", uptime_ms=8_123_456),
    direction=Direction.IN,
    verdict=Verdict.ACCEPTED,
    reason=Reason.OK,
    kind="cccd",
    assurance=Assurance.DECLARED,
    role=Role.VISITOR,
    subject=SUBJECT,
    salt=SALT,
    notice="2026-01",
)
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


def test_the_wire_form_has_the_fields_of_the_feed_and_no_other() -> None:
    wire = json.loads(json.dumps(number(DRAFT, 17, GENESIS).to_wire()))
    digest, chain = wire.pop("identity_digest"), wire.pop("chain")
    assert wire == {
        "seq": 17,
        "event": "presented",
        "ref": None,
        "at": "2026-11-23T01:15:42.123Z",
        "clock": "trusted",
        "boot": "5f0c",
        "uptime_ms": 8_123_456,
        "direction": "in",
        "verdict": "accepted",
        "reason": "ok",
        "kind": "cccd",
        "assurance": "declared",
        "role": "visitor",
        "subject": "ZGVmZ2hpamtsbW5vcHFycw",
        "person": None,
        "operator": None,
        "notice": "2026-01",
        "data": {},
        "salt": "AAECAwQFBgcICQoLDA0ODw",
    }
    assert from_base64url(digest) == identity_digest(wire["salt"], None, wire["subject"])
    assert from_base64url(chain) == link(GENESIS, wire | {"identity_digest": digest})


def test_the_events_are_those_of_the_feed() -> None:
    told = "presented manual override undo message shift_on shift_off presence auto_out clock purge set_aside"
    assert " ".join(Event) == f"{told} conflict"


def test_an_untrusted_clock_is_told() -> None:
    draft = replace(DRAFT, clock=ClockState(trusted=False, boot="b", uptime_ms=0))
    assert number(draft, 1, GENESIS).to_wire()["clock"] == "untrusted"


def test_without_an_identity_no_salt_is_kept() -> None:
    wire = number(replace(DRAFT, subject=None), 1, GENESIS).to_wire()
    assert (wire["subject"], wire["person"], wire["salt"]) == (None, None, None)
    assert from_base64url(wire["identity_digest"]) == identity_digest(None, None, None)


def test_a_sealed_person_alone_is_an_identity_too() -> None:
    person = {"kid": "k", "sealed": "s"}
    wire = number(replace(DRAFT, subject=None, person=person), 1, GENESIS).to_wire()
    assert (wire["person"], from_base64url(wire["salt"])) == (person, SALT)
    assert from_base64url(wire["identity_digest"]) == identity_digest(wire["salt"], person, None)


def test_the_identity_digest_is_covered_so_that_an_erased_identity_cannot_be_replaced() -> None:
    one = number(DRAFT, 1, GENESIS)
    other = number(replace(DRAFT, subject=bytes(16)), 1, GENESIS)
    assert one.chain != other.chain


def test_entries_link_into_a_chain_that_ends_otherwise_when_one_is_left_out() -> None:
    chain = GENESIS
    made = []
    for seq in (1, 2, 3):
        made.append(number(DRAFT, seq, chain))
        chain = made[-1].chain
    first, second, third = (json.loads(json.dumps(entry.to_wire())) for entry in made)
    assert link(link(link(GENESIS, first), second), third) == chain
    assert link(link(GENESIS, first), third) != chain


@given(TIMES)
def test_times_come_back_to_the_millisecond(at: datetime) -> None:
    assert from_rfc3339(to_rfc3339(at)) == at.replace(microsecond=at.microsecond // 1000 * 1000)


@given(TIMES, st.integers(-14 * 60, 14 * 60))
def test_a_time_of_any_zone_is_told_in_utc(at: datetime, offset_min: int) -> None:
    assert to_rfc3339(at.astimezone(timezone(timedelta(minutes=offset_min)))) == to_rfc3339(at)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-23T01:15:42.123", "2026-02-30T00:00:00.000Z"])
def test_what_is_no_time_or_has_no_zone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_rfc3339(text)


@given(st.binary(max_size=100))
def test_base64url_has_no_padding_and_comes_back(data: bytes) -> None:
    text = to_base64url(data)
    assert not set(text) & set("=+/ ")
    assert from_base64url(text) == data


@pytest.mark.parametrize("text", ["QQ==", "+A", "/A", "A", "QQ QQ", "QQ\n", "ệệ"])
def test_what_is_not_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_base64url(text)


def test_an_identity_without_a_salt_could_be_guessed_and_is_no_entry() -> None:
    with pytest.raises(ValueError, match="salt"):
        number(replace(DRAFT, salt=None), 1, GENESIS)
