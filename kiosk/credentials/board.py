"""Venue boards of this project: `https://{host}/b#1.{base64url of a signed token}`.

A phone opens the page of the host; what stands behind `#` never leaves the phone, so no server's log tells
who was where. The token's claims (RFC 8392): subject (the site's id), expires, issued, and under our own
`{1: name, 2: area}`. All of them must be there, and nothing else.

Kept: all of it, where it is believed; nothing of it is personal.
"""

import re
import unicodedata
from datetime import UTC, datetime

from kiosk.credentials.text import to_name
from kiosk.domain.board import Board, Venue
from kiosk.domain.credential import BOARD, SignedBoard, Unproven
from kiosk.domain.entry import from_base64url, to_base64url
from kiosk.domain.place import ID
from kiosk.domain.verdict import Reason
from kiosk.keys.issuers import Issuers
from kiosk.keys.signing import Flaw, SigningKey
from kiosk.keys.tokens import Claim, Claims, read_token, sign, unsigned_claims

HOST = r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?"
MOST_LETTERS = 80
"""Of a venue's name, as in a kiosk's configuration."""

NAME, AREA = 1, 2
REASONS = {Flaw.UNKNOWN_KEY: Reason.BOARD_NOT_VERIFIED, Flaw.BAD_SIGNATURE: Reason.BOARD_BAD_SIGNATURE}

_SIGNED = re.compile(rf"https://{HOST}/b#1\.([A-Za-z0-9_-]+)")
_BARE = re.compile(rf"https://{HOST}/b")


def is_board(content: bytes) -> bool:
    """Whether a code may be one of our boards, signed or not: quick, and of any bytes."""
    text = content.decode("ascii", "replace")
    return bool(_SIGNED.fullmatch(text) or _BARE.fullmatch(text))


def parse_board(text: str, issuers: Issuers) -> SignedBoard | Unproven | None:
    """The credential, whether it may be believed or not; None for what has another shape."""
    found = _SIGNED.fullmatch(text)
    if found is None:
        return None
    try:
        data = from_base64url(found[1])
    except ValueError:
        return None
    token = read_token(data)
    claims = token.claims if token else unsigned_claims(data)
    board = _from_claims(claims) if claims else None
    if board is None:
        return None
    if token is None:
        return Unproven(BOARD, Reason.BOARD_UNSIGNED)
    if flaw := token.flaw(issuers.trusted):
        return Unproven(BOARD, REASONS[flaw])
    return SignedBoard(board)


def parse_bare_board(text: str) -> Unproven | None:
    """A board whose code leads to a page and says no more: asked last, as other systems print such too."""
    return Unproven(BOARD, Reason.BOARD_UNSIGNED) if _BARE.fullmatch(text) else None


def render_board(board: Board, host: str, key: SigningKey) -> str:
    """What a board's code encodes, parts of a second cut. Raises ValueError for what no board may say."""
    if not is_host(host):
        raise ValueError("this is no host")
    claims = _to_claims(board)
    if _from_claims(claims) is None:
        raise ValueError("this is beyond what a board may say")
    return f"https://{host}/b#1.{to_base64url(sign(claims, key))}"


def _to_claims(board: Board) -> Claims:
    return {
        Claim.SUBJECT: board.venue.site,
        Claim.EXPIRES: int(board.expires.timestamp()),
        Claim.ISSUED: int(board.issued.timestamp()),
        Claim.BOARD: {NAME: board.venue.name, AREA: board.venue.area},
    }


def _from_claims(claims: Claims) -> Board | None:
    match dict(claims):
        case {2: str(site), 4: int(expires), 6: int(issued), -65538: {1: str(name), 2: str(area)}}:
            try:
                board = Board(Venue(area, site, name), _time(issued), _time(expires))
            except (ValueError, OverflowError, OSError):
                return None
            ids = re.fullmatch(ID, site) and re.fullmatch(ID, area)
            sound = ids and is_name(name) and board.issued < board.expires
            return board if sound and _to_claims(board) == claims else None
    return None


def is_name(text: str) -> bool:
    """Whether a venue may be called so on a board: in NFC, without space around it, not longer."""
    as_written = text == to_name(text) == unicodedata.normalize("NFC", text) and text.isprintable()
    return as_written and len(text) <= MOST_LETTERS


def is_host(text: str) -> bool:
    return re.fullmatch(HOST, text) is not None


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
