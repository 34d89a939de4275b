"""The JSON Schemas of the feed (draft 2020-12), made from the models that the centre checks with."""

from typing import Annotated, Any, Literal

from pydantic import Field

from kiosk.feed.entry import WireEntry
from kiosk.feed.gates import WireReport, WireSeen
from kiosk.feed.orders.command import WireCommand
from kiosk.feed.orders.config import WireConfig
from kiosk.feed.orders.result import WireResult
from kiosk.feed.pack import ENTRIES_PER_PACK
from kiosk.feed.shapes import Bytes32, Id, Seq, Shape, Time, Token, Whole, Word

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Range = Annotated[list[Seq], Field(min_length=2, max_length=2)]


class Entries(Shape):
    """A pack, after it was unzipped."""

    v: Literal[1]
    kiosk: Id
    epoch: Token
    entries: list[WireEntry] = Field(min_length=1, max_length=ENTRIES_PER_PACK)


class RejectedEntry(Shape):
    seq: Seq
    reason: Annotated[str, Field(pattern="^[a-z0-9_]{1,40}$")]


class ChainHead(Shape):
    seq: Seq
    chain: Bytes32


class Receipts(Shape):
    """What the centre has on disk."""

    v: Literal[1]
    kiosk: Id
    epoch: Token
    stored: list[Range]
    rejected: list[RejectedEntry]
    head: ChainHead | None


class Health(Shape):
    """How a kiosk fares. Null: nobody tells, or there is none."""

    v: Literal[1]
    at: Time
    version: str
    uptime_s: Whole
    frame_age_ms: int | None
    fps: float
    decode_ms: float
    entries: Whole
    outbox: Whole
    quarantined: Whole
    receipt_age_s: int | None
    clock: Literal["trusted", "untrusted"]
    temperature_c: float | None
    throttled: str | None
    disk_free_mb: int | None
    memory_mb: int | None
    faults: list[Word]
    warnings: list[Word]
    config: Seq | None
    refused: Whole


MODELS: dict[str, type[Shape]] = {
    "entries": Entries,
    "receipts": Receipts,
    "health": Health,
    "config": WireConfig,
    "commands": WireCommand,
    "results": WireResult,
    "gates": WireReport,
    "seen": WireSeen,
}
"""By what a message is called; of `commands` and `results` the envelope. Entries after they were unzipped."""


def schema_of(name: str) -> dict[str, Any]:
    """Draft 2020-12, whole in itself."""
    return {"$schema": DIALECT} | MODELS[name].model_json_schema()


SCHEMAS = tuple(MODELS)
