"""The code of a pass: no larger than a phone's screen and a camera at arm's length want it."""

from dataclasses import dataclass, field

import segno

from kiosk.credentials.pass_ import render_pass
from kiosk.domain.pass_ import Pass
from kiosk.keys.signing import SigningKey

LEVEL = "M"
MOST_LETTERS = 419
"""Alphanumeric, in a QR code of version 12 (65 modules wide) at level M: ISO/IEC 18004, table 7."""


@dataclass(frozen=True, slots=True)
class CodedPass:
    """A pass, and what its code encodes."""

    pass_: Pass
    text: str = field(repr=False)

    def modules(self) -> tuple[tuple[bool, ...], ...]:
        """The code's rows, True for dark; at a higher level where its version has room for it."""
        code = segno.make(self.text, error=LEVEL, micro=False, boost_error=True)
        return tuple(tuple(map(bool, row)) for row in code.matrix)


def coded(pass_: Pass, key: SigningKey) -> CodedPass:
    """Raises ValueError, with the way out, for one that does not fit its code."""
    text = render_pass(pass_, key)
    if len(text) > MOST_LETTERS:
        raise ValueError(
            f"makes the code too large by {len(text) - MOST_LETTERS} letters; name fewer sites, or shorten"
            " the issuer's id, the host or the name"
        )
    return CodedPass(pass_, text)
