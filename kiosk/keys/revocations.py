"""What an issuer took back: a signed list of pass ids, one line of text, for kiosks with and without a feed.

`EK1R:` and base64url of a token whose claims are the issuer, when the list was made, and
`{1: serial, 2: [[pass id, until], …]}` with seconds since 1970. Each list holds all that its issuer revoked
and that has not expired since; the one with the higher serial is the newer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kiosk.domain.entry import from_base64url, to_base64url
from kiosk.errors import TokenMalformed
from kiosk.keys.signing import SigningKey, Verifier
from kiosk.keys.tokens import Claim, opened, sign

PREFIX = "EK1R:"
SERIAL, PASSES = 1, 2
MAX_BYTES = 400_000
"""Of the token: some 25,000 passes."""


@dataclass(frozen=True, slots=True)
class Revocations:
    """`passes`: until when each revoked pass would count (aware, UTC), by its id."""

    issuer: str
    serial: int
    issued: datetime
    passes: Mapping[bytes, datetime] = field(repr=False)

    def to_text(self, key: SigningKey) -> str:
        """The signed list; milliseconds are cut."""
        passes = [[pass_id, _seconds(until)] for pass_id, until in sorted(self.passes.items())]
        token = sign(
            {
                Claim.ISSUER: self.issuer,
                Claim.ISSUED: _seconds(self.issued),
                Claim.REVOKED: {SERIAL: self.serial, PASSES: passes},  # type: ignore[dict-item]
            },
            key,
        )
        return PREFIX + to_base64url(token)

    @classmethod
    def from_text(cls, text: str, trusted: Verifier) -> "Revocations":
        """Raises TokenMalformed, TokenUntrusted or TokenForged."""
        try:
            token = from_base64url(text.strip().removeprefix(PREFIX))
        except ValueError:
            token = b""
        match dict(opened(token, trusted, at_most=MAX_BYTES)):
            case {1: str(issuer), 6: int(issued), -65540: {1: int(serial), 2: list(passes)}}:
                try:
                    return cls(issuer, serial, _time(issued), dict(map(_entry, passes)))
                except (ValueError, OverflowError):
                    pass
        raise TokenMalformed("This is no list of revoked passes; use the file that its issuer made.")


def _entry(item: object) -> tuple[bytes, datetime]:
    match item:
        case [bytes(pass_id), int(until)]:
            return pass_id, _time(until)
    raise ValueError("not a pass id and a time")


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
