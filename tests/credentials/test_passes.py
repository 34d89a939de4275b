"""A pass says what its issuer said, and is believed as far as its signature goes."""

import random
from datetime import time, timedelta
from hashlib import blake2b
from typing import Any

import pytest
import segno
from base45 import b45decode, b45encode
from hypothesis import given
from hypothesis import strategies as st
from passes import ISSUERS, KEY, MONDAY, STRANGER, a_pass, code, passes
from residents import FAMILY, GIVEN, MIDDLE

from kiosk.credentials import Known, read_credential
from kiosk.credentials.pass_ import PREFIX, parse_pass, render_pass
from kiosk.domain.credential import Credential, SignedPass, UnknownCode, Unproven
from kiosk.domain.pass_ import Pass
from kiosk.domain.person import Namespace, Person
from kiosk.domain.verdict import Assurance, Reason, Role
from kiosk.domain.window import Window
from kiosk.keys.day_key import DayKey
from kiosk.keys.person import open_person, seal_person
from kiosk.keys.sealing import OpeningKey, OpeningRing
from kiosk.keys.tokens import Claim, Claims, read_token, sign

LONGEST = Pass(
    id=bytes(8),
    issuer="i" * 28,
    name="Ễ" * 13 + "a",
    sites=("s" * 40,),
    valid_from=MONDAY,
    valid_to=MONDAY + timedelta(days=366),
    host="Ộ" * 8,
    days=frozenset({1, 7}),
    hours=Window(time(22), time(6)),
    uses=9999,
    role=Role.STAFF,
)


def read(data: bytes) -> Credential:
    return read_credential(data, Known(issuers=ISSUERS))


def claims_of(data: bytes) -> dict[int, Any]:
    token = read_token(b45decode(data.decode().removeprefix(PREFIX)))
    assert token is not None
    return dict(token.claims)


def signed(claims: Claims) -> bytes:
    return PREFIX.encode() + b45encode(sign(claims, KEY))


@given(passes())
def test_what_was_issued_is_read_again_and_verified(pass_: Pass) -> None:
    credential = parse_pass(render_pass(pass_, KEY), ISSUERS)
    assert credential == SignedPass(pass_)
    assert credential.assurance is Assurance.VERIFIED


def test_a_pass_names_its_visitor_by_its_id_and_shows_them_masked() -> None:
    credential = read(code())
    assert isinstance(credential, SignedPass)
    assert credential.kind == "pass"
    assert credential.person == Person(Namespace.PASS, "00c0ffee00c0ffee", "Nguyễn Văn Thử")
    assert credential.person.display == "N. V. Thử"


@pytest.mark.parametrize(("role", "kind"), [(Role.VISITOR, "pass"), (Role.OPERATOR, "operator")])
def test_a_thousand_holders_are_told_apart_and_shown_masked(role: Role, kind: str) -> None:
    chance = random.Random(kind)
    day_key = DayKey(MONDAY.date())
    subjects: set[bytes] = set()
    for nth in range(1000):
        family, middle, given = chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN)
        pass_id, name = chance.randbytes(8), " ".join(filter(None, (family, middle, given)))
        credential = read(code(a_pass(id=pass_id, name=name, role=role, host=f"Chủ Nhà {nth}")))
        assert isinstance(credential, SignedPass)
        initials = f"{family[0]}. {middle[0]}. " if middle else f"{family[0]}. "
        assert (credential.kind, credential.assurance) == (kind, Assurance.VERIFIED)
        assert credential.person == Person(Namespace.PASS, pass_id.hex(), name)
        assert credential.person.display == f"{initials}{given}"
        subjects.add(day_key.subject(credential.person))
    assert len(subjects) == 1000


def test_the_same_pass_is_the_same_subject_whoever_is_named_on_it() -> None:
    day_key = DayKey(MONDAY.date(), bytes(32))
    expected = blake2b(b"pass|00c0ffee00c0ffee", digest_size=16, key=bytes(32)).digest()
    assert [day_key.subject(a_pass(name=name).person) for name in ("Thử", "Mẫu")] == [expected] * 2


def test_what_the_centre_can_open_is_number_and_name_alone() -> None:
    opening = OpeningKey.new()
    credential = read(code(a_pass(host="Trần Thị Mẫu")))
    assert isinstance(credential, SignedPass)
    sealed = seal_person(credential.person, kiosk="thuan-hoa-1", salt="s", to=opening.public)
    opened = open_person(sealed, kiosk="thuan-hoa-1", salt="s", ring=OpeningRing([opening]))
    assert opened == Person(Namespace.PASS, "00c0ffee00c0ffee", "Nguyễn Văn Thử")


def test_a_badge_is_a_pass_with_the_role_operator() -> None:
    assert read(code(a_pass(role=Role.OPERATOR))).kind == "operator"
    assert read(code(a_pass(role=Role.STAFF))).kind == "pass"


def test_the_longest_pass_fits_a_code_of_version_12_at_level_m() -> None:
    made = segno.make(render_pass(LONGEST, KEY), micro=False, error="m", boost_error=False)
    assert isinstance(made.version, int)
    assert made.version <= 12
    assert made.mode == "alphanumeric"


def test_a_pass_of_an_issuer_nobody_knows_is_told_from_a_forged_one() -> None:
    assert read(code(key=STRANGER)) == Unproven("pass", Reason.UNTRUSTED_ISSUER)
    assert read_credential(code()) == Unproven("pass", Reason.UNTRUSTED_ISSUER)
    token = bytearray(b45decode(code().decode().removeprefix(PREFIX)))
    token[-1] ^= 1
    forged = read(PREFIX.encode() + b45encode(bytes(token)))
    assert forged == Unproven("pass", Reason.BAD_SIGNATURE)
    assert forged.assurance is None


def test_a_forged_badge_keeps_its_kind() -> None:
    assert read(code(a_pass(role=Role.OPERATOR), STRANGER)) == Unproven("operator", Reason.UNTRUSTED_ISSUER)


def test_a_pass_that_was_taken_back_is_still_genuine() -> None:
    revoking = Known(issuers=ISSUERS.with_revoked([a_pass().id]))
    credential = read_credential(code(), revoking)
    assert credential == SignedPass(a_pass(), revoked=True)


@given(st.integers(0, len(code()) - 1))
def test_a_pass_cut_short_is_no_pass(length: int) -> None:
    assert read(code()[:length]) == UnknownCode()


@pytest.mark.parametrize("space", [b" ", b"\t", b"  "])
def test_base45_is_never_trimmed(space: bytes) -> None:
    assert read(code() + space) == UnknownCode()
    assert read(space + code()) == UnknownCode()


def test_the_line_end_that_a_reader_adds_is_no_part_of_it() -> None:
    assert read(code() + b"\r\n") == read(code())


OTHERWISE: dict[str, dict[int, Any]] = {
    "no issuer": {Claim.ISSUER: ""},
    "an issuer that is no id": {Claim.ISSUER: "Công an"},
    "no site": {Claim.AUDIENCE: []},
    "a site alone": {Claim.AUDIENCE: "tru-so"},
    "a site that is none": {Claim.AUDIENCE: ["../x"]},
    "too many sites": {Claim.AUDIENCE: ["tru-so"] * 17},
    "an end before its begin": {Claim.EXPIRES: 1},
    "a time beyond the calendar": {Claim.EXPIRES: 2**52},
    "a longer id": {Claim.ID: bytes(9)},
    "a claim that it does not know": {Claim.ISSUED: 1},
    "nothing of its own": {Claim.PASS: {}},
    "a name in parts": {Claim.PASS: {1: "Thu\u031b\u0309"}},
    "a name too long": {Claim.PASS: {1: "x" * 41}},
    "a name with space around": {Claim.PASS: {1: " Thử"}},
    "a name that turns the line round": {Claim.PASS: {1: "Thử\u202etxt"}},
    "a name of two lines": {Claim.PASS: {1: "Thử\nVăn"}},
    "a name that is a number": {Claim.PASS: {1: 1}},
    "a host too long": {Claim.PASS: {1: "Thử", 2: "x" * 25}},
    "every day, said": {Claim.PASS: {1: "Thử", 3: 127}},
    "no day": {Claim.PASS: {1: "Thử", 3: 0}},
    "an eighth day": {Claim.PASS: {1: "Thử", 3: 128}},
    "all hours, said": {Claim.PASS: {1: "Thử", 4: [0, 0]}},
    "a 25th hour": {Claim.PASS: {1: "Thử", 4: [0, 1440]}},
    "an hour before the first": {Claim.PASS: {1: "Thử", 4: [-60, 60]}},
    "three hours": {Claim.PASS: {1: "Thử", 4: [1, 2, 3]}},
    "no use": {Claim.PASS: {1: "Thử", 5: 0}},
    "uses without end": {Claim.PASS: {1: "Thử", 5: 10_000}},
    "a visitor's role, said": {Claim.PASS: {1: "Thử", 6: 0}},
    "a role that is none": {Claim.PASS: {1: "Thử", 6: 3}},
    "a limit that it does not know": {Claim.PASS: {1: "Thử", 7: 1}},
    "the claims of a board": {Claim.BOARD: {1: "Thử"}},
}


@pytest.mark.parametrize("changes", OTHERWISE.values(), ids=OTHERWISE)
def test_what_is_not_wholly_a_pass_is_none_though_a_trusted_issuer_signed_it(changes: dict[int, Any]) -> None:
    assert read(signed(claims_of(code()))) == SignedPass(a_pass())
    assert read(signed(claims_of(code()) | changes)) == UnknownCode()


def test_what_no_pass_may_say_is_not_issued() -> None:
    with pytest.raises(ValueError, match="beyond"):
        render_pass(a_pass(name=""), KEY)


def test_nothing_personal_stands_in_the_repr_of_a_pass() -> None:
    shown = repr(read(code(a_pass(host="Trần Thị Mẫu"))))
    assert [word for word in ("Nguyễn", "Thử", "Mẫu", "c0ff", "xc0") if word in shown] == []
