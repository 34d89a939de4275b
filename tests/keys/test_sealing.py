"""What is sealed opens for its holder alone, in its place alone, and tells nothing by its length."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from people import Card, cards
from rfc9180 import open_base

from kiosk.domain.entry import from_base64url, to_base64url
from kiosk.domain.person import Namespace, Person, Sex
from kiosk.errors import SealBroken
from kiosk.feed.entry import SealedPerson
from kiosk.keys.day_key import DayKey
from kiosk.keys.index_key import IndexKey
from kiosk.keys.person import open_person, seal_person
from kiosk.keys.sealing import OpeningKey, OpeningRing

KIOSK, SALT = "thuan-hoa-1", to_base64url(bytes(range(16)))
OLD, KEY, OTHER = OpeningKey.new(), OpeningKey.new(), OpeningKey.new()
RING = OpeningRing([OLD, KEY])
THU = Person(Namespace.VN_ID, "046090000001", "Nguyễn Văn Thử", Sex.MALE, "1990-01-01")
TODAY = date(2026, 11, 23)

letters = st.text(st.characters(exclude_categories=["Cs"]))
anybody = st.builds(
    Person,
    st.sampled_from(Namespace),
    letters,
    st.none() | letters,
    st.none() | st.sampled_from(Sex),
    st.none() | st.just("1990-01-01"),
)


def sealed(person: Person, key: OpeningKey = KEY) -> dict[str, Any]:
    return seal_person(person, kiosk=KIOSK, salt=SALT, to=key.public)


def opened(box: dict[str, Any], *, kiosk: str = KIOSK, salt: str = SALT) -> Person:
    return open_person(box, kiosk=kiosk, salt=salt, ring=RING)


@given(cards())
def test_whoever_a_card_names_comes_out_as_they_went_in(card: Card) -> None:
    assert opened(sealed(card.person)) == card.person


@given(anybody)
def test_every_seal_has_the_same_length_and_fits_the_feed(person: Person) -> None:
    box = sealed(person)
    assert len(from_base64url(box["sealed"])) == len(from_base64url(sealed(THU)["sealed"])) == 512 + 48
    SealedPerson.model_validate(box)
    assert opened(box).namespace == person.namespace


@given(anybody)
def test_of_what_no_card_holds_the_beginning_is_kept(person: Person) -> None:
    came_out = opened(sealed(person))
    assert person.number.startswith(came_out.number)
    assert (person.name or "").startswith(came_out.name or "")
    assert (came_out.sex, came_out.birth) == (person.sex, person.birth)


def test_the_plaintext_is_the_json_of_the_contract_whatever_is_absent() -> None:
    info = f"entrance/v1/{KIOSK}/{SALT}".encode()
    plain = json.loads(KEY.open(from_base64url(sealed(THU)["sealed"]), info))
    assert plain == {
        "namespace": "vn-id",
        "number": "046090000001",
        "name": "Nguyễn Văn Thử",
        "sex": "male",
        "birth": "1990-01-01",
        "display": "N. V. Thử · nam · 1990",
    }
    bare = sealed(Person(Namespace.QID, "1"))
    assert json.loads(KEY.open(from_base64url(bare["sealed"]), info)) == {
        "namespace": "qid",
        "number": "1",
        "name": None,
        "sex": None,
        "birth": None,
        "display": "",
    }


def test_two_seals_of_one_person_have_nothing_in_common() -> None:
    one, other = (from_base64url(sealed(THU)["sealed"]) for _ in range(2))
    assert sum(a == b for a, b in zip(one, other, strict=True)) < 20


@given(st.data())
def test_any_changed_bit_is_refused(data: st.DataObject) -> None:
    box = bytearray(from_base64url(sealed(THU)["sealed"]))
    bit = data.draw(st.integers(0, 8 * len(box) - 1))
    box[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        opened({"kid": KEY.public.kid, "sealed": to_base64url(bytes(box))})


@given(st.binary(max_size=500))
def test_anything_else_is_refused(junk: bytes) -> None:
    with pytest.raises(SealBroken):
        opened({"kid": KEY.public.kid, "sealed": to_base64url(junk)})


@pytest.mark.parametrize(
    "box", [{}, {"kid": 1, "sealed": ""}, {"kid": KEY.public.kid}, {"kid": KEY.public.kid, "sealed": "ả="}]
)
def test_what_has_not_the_form_of_a_seal_is_refused(box: dict[str, Any]) -> None:
    with pytest.raises(SealBroken):
        opened(box)


def test_a_seal_opens_neither_at_another_kiosk_nor_beside_another_salt() -> None:
    box = sealed(THU)
    for place in ({"kiosk": "thuan-hoa-2"}, {"salt": to_base64url(bytes(16))}):
        with pytest.raises(SealBroken):
            opened(box, **place)


def test_what_was_sealed_to_the_old_key_opens_while_the_ring_has_it() -> None:
    assert opened(sealed(THU, OLD)) == THU
    with pytest.raises(SealBroken, match=OTHER.public.kid):
        opened(sealed(THU, OTHER))


@pytest.mark.parametrize("plain", [b"", b"[]", b'{"number": "1"}', b"\xff", b"[" * 300])
def test_a_seal_that_holds_no_person_is_refused(plain: bytes) -> None:
    box = KEY.public.seal(plain, f"entrance/v1/{KIOSK}/{SALT}".encode())
    with pytest.raises(SealBroken, match="no person"):
        opened({"kid": KEY.public.kid, "sealed": to_base64url(box)})


def test_no_refusal_tells_what_was_sealed() -> None:
    named = json.dumps(
        {"namespace": "someone", "number": "046090000001", "name": "Thử", "sex": None, "birth": None}
    )
    box = KEY.public.seal(named.encode(), f"entrance/v1/{KIOSK}/{SALT}".encode())
    with pytest.raises(SealBroken) as refusal:
        opened({"kid": KEY.public.kid, "sealed": to_base64url(box)})
    assert "046090000001" not in f"{refusal.value!r}{refusal.value.__cause__!r}"


def test_the_suite_is_the_one_of_rfc_9180() -> None:
    private = X25519PrivateKey.from_private_bytes(
        bytes.fromhex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb")
    )
    vector = bytes.fromhex(  # appendix A.2.1, sequence number 0
        "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"
    )
    assert open_base(private, vector, b"Ode on a Grecian Urn", b"Count-0") == b"Beauty is truth, truth beauty"
    assert open_base(KEY.key, KEY.public.seal(b"text", b"info"), b"info") == b"text"


def test_a_day_key_reaches_the_gates_of_a_site_and_makes_the_same_subjects() -> None:
    key = DayKey(TODAY)
    body = key.sealed(kiosk=KIOSK, to=KEY.public)
    arrived = DayKey.opened(body, kiosk=KIOSK, ring=RING)
    assert body.keys() == {"day", "sealed"}
    assert (arrived.day, arrived.subject(THU)) == (TODAY, key.subject(THU))


@pytest.mark.parametrize(
    "change", [{"day": "2026-11-24"}, {"day": "soon"}, {"day": 1}, {"sealed": ""}, {"sealed": None}]
)
def test_a_day_key_for_another_day_or_without_its_form_is_refused(change: dict[str, Any]) -> None:
    body = DayKey(TODAY).sealed(kiosk=KIOSK, to=KEY.public)
    with pytest.raises(SealBroken):
        DayKey.opened(body | change, kiosk=KIOSK, ring=RING)
    with pytest.raises(SealBroken):
        DayKey.opened(body, kiosk="thuan-hoa-2", ring=RING)
    with pytest.raises(SealBroken):
        DayKey.opened(body, kiosk=KIOSK, ring=OpeningRing([OTHER]))


def test_a_trace_key_is_the_same_for_a_person_whatever_card_and_another_under_another_key() -> None:
    index = IndexKey.new()
    assert len(index.trace_key(THU)) == 32
    assert index.trace_key(THU) == index.trace_key(replace(THU, name=None, birth="1990"))
    assert index.trace_key(THU) != index.trace_key(replace(THU, namespace=Namespace.QID))
    assert index.trace_key(THU) != IndexKey.new().trace_key(THU)


@pytest.mark.parametrize("secret", [KEY, KEY.public, RING, IndexKey.new(), DayKey(TODAY)])
def test_no_key_shows_itself(secret: Any) -> None:
    assert repr(secret).startswith(f"{type(secret).__name__}(") or "object at 0x" in repr(secret)
    assert "=" not in repr(secret)
