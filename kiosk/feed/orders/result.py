"""What a kiosk answers to a command: done, or not done and why."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from kiosk.domain.entry import JsonObject
from kiosk.errors import FeedError
from kiosk.feed import topics
from kiosk.feed.shapes import Shape
from kiosk.feed.topics import Place


class Refusal(StrEnum):
    """Why a command was not done; `reason` in the body of its result."""

    # not believed
    UNSIGNED = "unsigned"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    NO_CENTRE_KEY = "no_centre_key"
    WRONG_KIOSK = "wrong_kiosk"
    REPLAYED = "replayed"
    EXPIRED = "expired"
    # not understood
    MALFORMED = "malformed"
    UNKNOWN_COMMAND = "unknown_command"
    # not possible
    NOT_KEPT = "not_kept"
    BUSY = "busy"
    DIRECTION_FIXED = "direction_fixed"
    JOURNAL_UNAVAILABLE = "journal_unavailable"
    TOO_LATE = "too_late"
    BAD_CONFIG = "bad_config"
    NO_KEY = "no_key"
    SEAL_BROKEN = "seal_broken"
    WRONG_DAY = "wrong_day"


class WireResult(Shape):
    """The payload on `P/results/{name}`."""

    v: Literal[1]
    ok: bool
    body: dict[str, Any] = Field(repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    ok: bool
    body: JsonObject = field(default_factory=dict, repr=False)

    @classmethod
    def refused(cls, why: Refusal, **more: Any) -> "Result":
        return cls(False, {"reason": why.value, **more})

    def to_bytes(self) -> bytes:
        fields = {"v": 1, "ok": self.ok, "body": self.body}
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def result_topic(place: Place, name: str) -> str:
    return place.topic(f"{topics.RESULTS}/{name}")


def parse_result(payload: bytes) -> Result:
    """Raises FeedError for what is no result of version 1."""
    try:
        fields = WireResult.model_validate(json.loads(payload))
    except (ValueError, RecursionError):
        raise FeedError("A result does not follow the format of version 1.") from None
    return Result(fields.ok, fields.body)
