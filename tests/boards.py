"""Boards of an invented venue."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from passes import ISSUERS, KEY, LETTERS, MONDAY, ids, moments

from kiosk.credentials.board import render_board
from kiosk.domain.board import Board, Venue
from kiosk.domain.entry import from_base64url, to_base64url
from kiosk.domain.quality import Grade, Measure, Measured, Quality
from kiosk.keys.signing import SigningKey

HOST = "checkin.example.vn"
VENUE = Venue("thuan-hoa", "tru-so", "UBND phường Thuận Hóa")
__all__ = ["HOST", "ISSUERS", "KEY", "MONDAY", "VENUE", "a_board", "boards", "code", "scanning"]


def a_board(**changes: Any) -> Board:
    """The venue's own, issued last month for a year."""
    fields: dict[str, Any] = {
        "venue": VENUE,
        "issued": MONDAY - timedelta(days=30),
        "expires": MONDAY + timedelta(days=335),
    }
    return Board(**fields | changes)


def code(board: Board | None = None, key: SigningKey = KEY) -> bytes:
    """What its code encodes."""
    return render_board(board or a_board(), HOST, key).encode("ascii")


def forged() -> bytes:
    """Another name under the signature of the venue's own board."""
    before, _, token = code().decode().partition("#1.")
    altered = from_base64url(token).replace(b"UBND", b"UBNX")
    return f"{before}#1.{to_base64url(altered)}".encode()


def scanning(grade: Grade, measure: Measure = Measure.CONTRAST) -> Quality:
    """As a camera would have seen it."""
    return Quality((Measured(measure, 0.5, grade), Measured(Measure.ANGLE, 3.0, Grade.A)))


names = st.lists(
    st.text(LETTERS + LETTERS.upper() + "0123456789-–()", min_size=1, max_size=9), min_size=1, max_size=7
)


@st.composite
def boards(draw: st.DrawFn) -> Board:
    issued, expires = draw(st.lists(moments, min_size=2, max_size=2, unique=True).map(sorted))
    name = " ".join(["Trụ sở", *draw(names)])
    return Board(Venue(draw(ids), draw(ids), name[:80].strip()), issued, expires)
