"""A board says what its issuer said; what only looks like one is told apart from what is none."""

from datetime import timedelta
from typing import Any

import cbor2
import pytest
import segno
from boards import HOST, ISSUERS, KEY, MONDAY, VENUE, a_board, boards, code
from hypothesis import given
from hypothesis import strategies as st
from passes import STRANGER

from kiosk.credentials import Known, read_credential
from kiosk.credentials.board import is_board, parse_board, render_board
from kiosk.credentials.opaque import Holder, OpaqueKind
from kiosk.domain.board import Board, Venue
from kiosk.domain.credential import Credential, SignedBoard, UnknownCode, Unproven, VenueCode
from kiosk.domain.entry import from_base64url, to_base64url
from kiosk.domain.verdict import Assurance, Reason
from kiosk.keys.issuers import NO_ISSUERS
from kiosk.keys.tokens import Claim, read_token, sign

BEFORE = f"https://{HOST}/b#1."
UNSIGNED = Unproven("board", Reason.BOARD_UNSIGNED)
FORGED = Unproven("board", Reason.BOARD_BAD_SIGNATURE)
STRANGE = Unproven("board", Reason.BOARD_NOT_VERIFIED)


def read(data: bytes, **known: Any) -> Credential:
    return read_credential(data, Known(issuers=ISSUERS, **known))


def token() -> bytes:
    return from_base64url(code().decode().removeprefix(BEFORE))


def address(data: bytes) -> bytes:
    return (BEFORE + to_base64url(data)).encode()


def claims() -> dict[int, Any]:
    found = read_token(token())
    assert found is not None
    return dict(found.claims)


def with_claims(**changes: Any) -> bytes:
    """A signed token like a board's, but for these claims; None takes one out."""
    changed = claims() | {Claim[name.upper()]: value for name, value in changes.items()}
    return address(sign({name: value for name, value in changed.items() if value is not None}, KEY))


@given(boards())
def test_what_was_issued_is_read_again_and_verified(board: Board) -> None:
    credential = parse_board(render_board(board, HOST, KEY), ISSUERS)

    assert credential == SignedBoard(board)
    assert credential.assurance is Assurance.VERIFIED
    assert credential.kind == "board"


def test_a_board_is_an_address_whose_token_no_server_sees() -> None:
    address, mark, token = code().decode().partition("#")

    assert (address, mark) == (f"https://{HOST}/b", "#")
    assert token.startswith("1.")


def test_a_long_name_leaves_modules_large_enough_for_a_phone() -> None:
    name = "Trung tâm Phục vụ hành chính công liên thông thành phố và các phường lân cận số 1"[:80].strip()
    board = a_board(venue=Venue("a" * 40, "s" * 40, name))
    longest = segno.make(code(board), micro=False, error="m", boost_error=False)

    assert longest.version <= 17
    assert 150 / longest.symbol_size(border=0)[0] > 1.7  # mm a module


def test_a_board_of_an_unknown_issuer_is_not_believed() -> None:
    assert read(code(key=STRANGER)) == STRANGE


def test_without_any_trusted_issuer_no_board_is_believed() -> None:
    assert parse_board(code().decode(), NO_ISSUERS) == STRANGE


@given(st.integers(0, 63))
def test_a_flipped_bit_in_the_signature_is_seen(byte: int) -> None:
    signed = bytearray(token())
    signed[-1 - byte] ^= 1

    assert read(address(bytes(signed))) == FORGED


def test_another_name_under_the_same_signature_is_a_forgery() -> None:
    forged = token().replace("Thuận".encode(), "Thuân".encode() + b"!")

    assert forged != token()
    assert read(address(forged)) == FORGED


@pytest.mark.parametrize(
    "content",
    [
        f"https://{HOST}/b".encode(),
        address(cbor2.dumps(claims(), canonical=True)),
        address(cbor2.dumps(cbor2.CBORTag(18, [b"", {}, cbor2.dumps(claims(), canonical=True), b""]))),
    ],
    ids=["bare address", "bare claims", "empty signature"],
)
def test_a_board_that_nobody_signed_is_told_from_one_that_is_forged(content: bytes) -> None:
    assert read(content) == UNSIGNED
    assert is_board(content)


@pytest.mark.parametrize(
    "content",
    [
        address(b""),
        address(b"\x00"),
        code()[:-40],
        code() + b"AAAA",
        with_claims(subject=None),
        with_claims(subject="Trụ sở"),
        with_claims(expires=None),
        with_claims(issued=int((MONDAY + timedelta(days=999)).timestamp())),
        with_claims(expires=2**53 - 1),
        with_claims(board={1: "UBND phường Thuận Hóa"}),
        with_claims(board={1: "UBND\u202e", 2: "thuan-hoa"}),
        with_claims(board={1: "U" * 81, 2: "thuan-hoa"}),
        with_claims(board={1: "UBND", 2: "thuan-hoa", 3: 1}),
        with_claims(id=b"12345678"),
    ],
    ids=lambda content: content.decode()[-24:],
)
def test_a_token_that_says_less_or_more_than_a_board_or_is_cut_short_is_none(content: bytes) -> None:
    assert read(content) == UnknownCode()


@pytest.mark.parametrize(
    "content",
    [
        b"https://example.vn/",
        b"https://example.vn/b/",
        b"https://example.vn/board#1.AAAA",
        b"http://example.vn/b#1.AAAA",
        b"https://example.vn/b#2.AAAA",
        b"https://example.vn/b#1.",
        b"https://example.vn/b#1.AA AA",
        b"https://-/b",
        b"NZCOVIDTRACER:eyJnbG4iOiI3MDAw",
    ],
)
def test_what_has_another_shape_is_no_board(content: bytes) -> None:
    assert read(content) == UnknownCode()
    assert not is_board(content)


def test_a_bare_address_that_the_site_knows_as_another_system_s_board_is_that() -> None:
    other = OpaqueKind("hue-s", r"^https://(checkin\.example\.vn)/b$", 1, Holder.VENUE)

    assert read(f"https://{HOST}/b".encode(), opaque=(other,)) == VenueCode("hue-s", HOST)


def test_no_kind_of_the_configuration_takes_a_signed_board() -> None:
    greedy = OpaqueKind("mine", r"^https://([a-z.]+)/b#.*$", 1, Holder.VENUE)

    assert read(code(), opaque=(greedy,)) == SignedBoard(a_board())


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.text("abc/#1.:-_").map(lambda text: f"https://{text}".encode())
)
def test_whatever_a_stranger_holds_up_is_a_board_only_if_it_looks_like_one(content: bytes) -> None:
    assert is_board(content) >= (read(content).kind == "board")


@pytest.mark.parametrize(
    ("venue", "host"),
    [
        (Venue("Thuận Hóa", "tru-so", "UBND"), HOST),
        (Venue("thuan-hoa", "tru-so", ""), HOST),
        (Venue("thuan-hoa", "tru-so", "U" * 81), HOST),
        (VENUE, "example.vn/b"),
        (VENUE, ""),
    ],
)
def test_what_no_board_may_say_is_not_issued(venue: Venue, host: str) -> None:
    with pytest.raises(ValueError, match="this is"):
        render_board(a_board(venue=venue), host, KEY)
