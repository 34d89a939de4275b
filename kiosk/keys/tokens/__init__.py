"""Tokens: what an issuer says, signed, short enough for a QR code; and CBOR from strangers."""

from kiosk.keys.tokens.token import (
    MAX_BYTES,
    Claim,
    Claims,
    Token,
    Value,
    opened,
    read_token,
    sign,
    unsigned_claims,
)

__all__ = [
    "MAX_BYTES",
    "Claim",
    "Claims",
    "Token",
    "Value",
    "opened",
    "read_token",
    "sign",
    "unsigned_claims",
]
