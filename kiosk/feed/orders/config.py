"""What a kiosk is given by the centre: retained, signed, with a serial that never falls."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from kiosk.domain.entry import JsonObject, from_base64url, from_rfc3339, to_base64url, to_rfc3339
from kiosk.domain.gates.neighbours import MOST_GATES
from kiosk.errors import FeedError
from kiosk.feed.pack import MAX_PACK_BYTES
from kiosk.feed.shapes import Bytes32, Id, PassId, Seq, Shape, Time
from kiosk.keys.issuers import Issuers
from kiosk.keys.signing import Verifier, VerifyingKey

MOST_BYTES = MAX_PACK_BYTES
"""What brokers pass on."""


class Issuer(Shape):
    """Who issues passes: the raw Ed25519 public key; `name` is for people."""

    key: Bytes32
    name: Annotated[str, Field(max_length=80)] = ""


class SiteGate(Shape):
    """Another kiosk of the site, and the raw Ed25519 public keys that it signs with."""

    kiosk: Id
    keys: Annotated[list[Bytes32], Field(min_length=1, max_length=10)]


class ConfigBody(Shape):
    """Issuers that are trusted beside those of the kiosk's own folder, and passes that are not accepted; the
    other gates of its site, without which the kiosk's own folder counts.
    """

    issuers: list[Issuer] = Field(default_factory=list)
    revoked: list[PassId] = Field(default_factory=list, repr=False)
    gates: Annotated[list[SiteGate], Field(max_length=MOST_GATES)] | None = None


class WireConfig(Shape):
    """The payload on `P/config`."""

    v: Literal[1]
    kiosk: Id
    serial: Seq
    issued: Time
    body: dict[str, Any] = Field(repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    kiosk: str
    serial: int
    issued: datetime  # aware, UTC
    body: JsonObject = field(default_factory=dict, repr=False)

    def to_bytes(self) -> bytes:
        fields = {
            "v": 1,
            "kiosk": self.kiosk,
            "serial": self.serial,
            "issued": to_rfc3339(self.issued),
            "body": self.body,
        }
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

    def wanted(self) -> ConfigBody:
        """The body in its shape; raises FeedError."""
        try:
            return ConfigBody.model_validate(self.body)
        except ValueError:  # pydantic's too
            raise FeedError("The body of a config does not follow the format of version 1.") from None


def parse_config(payload: bytes) -> Config:
    """Raises FeedError for what is no config of version 1, its body included."""
    try:
        fields = WireConfig.model_validate(json.loads(payload))
    except (ValueError, RecursionError):
        raise FeedError("A config does not follow the format of version 1.") from None
    config = Config(fields.kiosk, fields.serial, from_rfc3339(fields.issued), fields.body)
    config.wanted()
    return config


def body_of(issuers: Issuers) -> JsonObject:
    """The body that says so."""
    keys = [key for kid in sorted(issuers.trusted.kids) if (key := issuers.trusted.key(kid))]
    return {
        "issuers": [{"key": to_base64url(key.raw)} for key in keys],
        "revoked": [to_base64url(pass_id) for pass_id in sorted(issuers.revoked)],
    }


def gates_of(verifiers: Mapping[str, Verifier]) -> JsonObject:
    """The part of a body that names the gates of a site, by id."""
    gates = [
        {"kiosk": kiosk, "keys": [to_base64url(key.raw) for key in verifier.keys]}
        for kiosk, verifier in sorted(verifiers.items())
    ]
    return {"gates": gates}


def believed_gates(body: ConfigBody) -> dict[str, Verifier] | None:
    """By id; None: it names none, not even that there are none. Raises FeedError for a key that is none."""
    if body.gates is None:
        return None
    try:
        return {
            gate.kiosk: Verifier(VerifyingKey.from_raw(from_base64url(key)) for key in gate.keys)
            for gate in body.gates
        }
    except ValueError:
        raise FeedError("A config holds a gate's key that is none; publish it again.") from None


def believed(body: ConfigBody, before: Issuers) -> Issuers:
    """Those who are trusted with it; raises FeedError for a key that is none."""
    try:
        keys = [VerifyingKey.from_raw(from_base64url(issuer.key)) for issuer in body.issuers]
    except ValueError:
        raise FeedError("A config holds a key that is none; publish it again.") from None
    return before.with_keys(keys).with_revoked(map(from_base64url, body.revoked))
