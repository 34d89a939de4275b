"""Who is trusted, and what was taken back: a value that grows, from files and from what the centre says."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.domain.entry import to_base64url
from kiosk.errors import KeysError, SettingsError, TokenForged, TokenMalformed, TokenUntrusted
from kiosk.issuing.taking_back import take_back
from kiosk.keys.files import IssuerKeys, Owner, load_issuer_keys, load_kiosk_keys, new_keys, rotate_keys
from kiosk.keys.files.loading import load_issuers
from kiosk.keys.issuers import Issuers
from kiosk.keys.revocations import PREFIX, Revocations
from kiosk.keys.signing import SigningKey, Verifier
from kiosk.keys.tokens import Claim, sign

KEY, STRANGER = SigningKey.new(), SigningKey.new()
OWN = Verifier([KEY.public])
NOW = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
LATER = datetime(2026, 12, 31, tzinfo=UTC)
ONE, TWO = b"pass one", b"pass two"
LIST = Revocations("ubnd-thuan-hoa", 3, NOW, {ONE: LATER, TWO: LATER})
TODAY = date(2026, 11, 23)


def test_a_list_is_read_as_it_was_signed() -> None:
    assert Revocations.from_text(LIST.to_text(KEY), OWN) == LIST


def test_a_list_holds_thousands_of_passes() -> None:
    many = Revocations("ubnd-thuan-hoa", 1, NOW, {nth.to_bytes(8, "big"): LATER for nth in range(20_000)})
    assert Revocations.from_text(many.to_text(KEY), OWN) == many


def test_a_list_that_a_stranger_signed_or_that_was_altered_is_refused() -> None:
    with pytest.raises(TokenUntrusted):
        Revocations.from_text(LIST.to_text(STRANGER), OWN)
    text = LIST.to_text(KEY)
    with pytest.raises(TokenForged):
        Revocations.from_text(text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1], OWN)


@pytest.mark.parametrize(
    "text",
    ["", PREFIX, PREFIX + "=", "junk", LIST.to_text(KEY)[:-1], PREFIX + LIST.to_text(KEY)],
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(TokenMalformed):
        Revocations.from_text(text, OWN)


@pytest.mark.parametrize(
    "claims",
    [
        {Claim.ISSUER: "x", Claim.ISSUED: 1, Claim.PASS: {1: "Thử"}},
        {Claim.ISSUER: "x", Claim.ISSUED: 1, Claim.REVOKED: {1: 1, 2: [[b"x"]]}},
        {Claim.ISSUER: "x", Claim.ISSUED: 1, Claim.REVOKED: {1: 1, 2: [["x", 1]]}},
        {Claim.ISSUER: "x", Claim.ISSUED: 2**52, Claim.REVOKED: {1: 1, 2: []}},
    ],
    ids=["a pass", "no time", "no id", "a time beyond the calendar"],
)
def test_a_token_of_another_sort_is_no_list(claims: dict[int, object]) -> None:
    with pytest.raises(TokenMalformed):
        Revocations.from_text(PREFIX + to_base64url(sign(claims, KEY)), OWN)  # type: ignore[arg-type]


def test_issuers_grow_and_stay_the_same_value() -> None:
    issuers = Issuers(OWN)
    both = issuers.with_keys([STRANGER.public])
    assert both.trusted.kids == {KEY.public.kid, STRANGER.public.kid}
    assert issuers.trusted.kids == {KEY.public.kid}
    assert issuers.with_revoked([ONE]).with_revoked(LIST.passes).revoked == {ONE, TWO}
    assert issuers.revoked == frozenset()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    new_keys(Owner.ISSUER, tmp_path / "desk")
    return tmp_path / "desk"


def keys_of(desk: Path) -> IssuerKeys:
    return load_issuer_keys(desk / "issuer.sign", TODAY)


def test_a_list_grows_with_its_serial_and_forgets_what_has_expired(desk: Path) -> None:
    keys, file = keys_of(desk), desk / "ubnd.revoked"
    assert take_back(file, "ubnd", keys, {ONE: LATER}, NOW).serial == 1
    after = take_back(file, "ubnd", keys, {TWO: LATER.replace(year=2027)}, NOW)
    assert (after.serial, set(after.passes)) == (2, {ONE, TWO})
    last = take_back(file, "ubnd", keys, {}, LATER)
    assert (last.serial, set(last.passes)) == (3, {TWO})


def test_the_list_of_somebody_else_is_not_written_over(desk: Path, tmp_path: Path) -> None:
    file = desk / "ubnd.revoked"
    take_back(file, "ubnd", keys_of(desk), {ONE: LATER}, NOW)
    before = file.read_bytes()
    with pytest.raises(KeysError, match="the list of ubnd, not of cong-an"):
        take_back(file, "cong-an", keys_of(desk), {}, NOW)
    new_keys(Owner.ISSUER, tmp_path / "other")
    with pytest.raises(KeysError, match="is not believed"):
        take_back(file, "ubnd", keys_of(tmp_path / "other"), {}, NOW)
    assert file.read_bytes() == before


def test_a_folder_of_issuers_gives_their_keys_and_their_lists(desk: Path) -> None:
    take_back(desk / "ubnd.revoked", "ubnd", keys_of(desk), {ONE: LATER}, NOW)
    issuers = load_issuers(desk, TODAY)
    assert issuers.trusted.kids == {keys_of(desk).key.public.kid}
    assert issuers.revoked == {ONE}


def test_what_was_taken_back_stays_so_when_the_key_of_the_list_has_ended(desk: Path) -> None:
    take_back(desk / "ubnd.revoked", "ubnd", keys_of(desk), {ONE: LATER}, NOW)
    rotate_keys(Owner.ISSUER, desk, today=TODAY, since=TODAY, until=TODAY)
    assert load_issuers(desk, date(2027, 1, 1)).revoked == {ONE}


def test_a_list_of_an_unknown_issuer_keeps_the_kiosk_from_starting(desk: Path, tmp_path: Path) -> None:
    take_back(desk / "ubnd.revoked", "ubnd", keys_of(desk), {ONE: LATER}, NOW)
    trusted = tmp_path / "trusted"
    trusted.mkdir()
    (desk / "ubnd.revoked").rename(trusted / "ubnd.revoked")
    with pytest.raises(SettingsError, match=r"keys\.issuers: .*ubnd\.revoked' is not believed"):
        load_kiosk_keys(centre=None, issuers=trusted, sign=None, seal=None, today=TODAY)
