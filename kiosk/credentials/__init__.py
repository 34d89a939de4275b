"""From the bytes of a code to a credential; one file per format. Bad input is a value, never an exception."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.credentials.bhyt import parse_bhyt
from kiosk.credentials.board import parse_bare_board, parse_board
from kiosk.credentials.cccd import parse_cccd
from kiosk.credentials.dcc import parse_dcc
from kiosk.credentials.national_qr import parse_national_qr
from kiosk.credentials.opaque import OpaqueKind
from kiosk.credentials.pass_ import parse_pass
from kiosk.credentials.text import split_fields, to_text
from kiosk.domain.credential import Credential, PersonalCode, UnknownCode, Unreadable, VenueCode
from kiosk.keys.dcc import NO_SIGNERS, TrustList
from kiosk.keys.issuers import NO_ISSUERS, Issuers

Parse = Callable[[list[str]], PersonalCode | None]

BY_FIELD_COUNT: dict[int, Parse] = {
    6: parse_national_qr,
    7: parse_cccd,
    11: parse_cccd,
    15: parse_bhyt,
    17: parse_bhyt,
}


OWN_PREFIXES = ("HC1:", "EK1:", "EK1S:")
"""What begins so is a token, or a broken one; never of a kind from the configuration."""


@dataclass(frozen=True, slots=True)
class Known:
    """What one kiosk knows beyond the published formats, from its configuration."""

    opaque: tuple[OpaqueKind, ...] = ()
    issuers: Issuers = NO_ISSUERS
    dcc_signers: TrustList = NO_SIGNERS


def read_credential(data: bytes, known: Known = Known()) -> Credential:
    """What the content of a code, as encoded, stands for. A kind is given only when all of it parses."""
    text = to_text(data)
    if isinstance(text, Unreadable):
        return text
    return (
        _card(text)
        or parse_pass(text, known.issuers)
        or parse_board(text, known.issuers)
        or parse_dcc(text, known.dcc_signers)
        or _opaque(text, known.opaque)
        or parse_bare_board(text)
        or UnknownCode()
    )


def _card(text: str) -> PersonalCode | None:
    """What personal cards encode: fields, as many as tell which card it is."""
    fields = split_fields(text)
    parse = BY_FIELD_COUNT.get(len(fields))
    return parse(fields) if parse else None


def _opaque(text: str, kinds: tuple[OpaqueKind, ...]) -> PersonalCode | VenueCode | None:
    """Of the first kind that takes all of it."""
    if text.startswith(OWN_PREFIXES):
        return None
    return next((credential for kind in kinds if (credential := kind.parse(text))), None)
