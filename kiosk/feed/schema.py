"""The JSON Schemas of the feed (draft 2020-12), made from the models that the centre checks with."""

from typing import Annotated, Any, Literal

from pydantic import Field

from kiosk.feed.entry import WireEntry
from kiosk.feed.gates import WireReport, WireSeen
from kiosk.feed.pack import ENTRIES_PER_PACK
from kiosk.feed.shapes import Bytes32, Id, Seq, Shape, Token

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


def report_schema() -> dict[str, Any]:
    """Of the payload on `…/_gates/{kiosk}`."""
    return {"$schema": DIALECT} | WireReport.model_json_schema()


def seen_schema() -> dict[str, Any]:
    """Of the payload on `…/_gates/{kiosk}/seen`."""
    return {"$schema": DIALECT} | WireSeen.model_json_schema()


def entries_schema() -> dict[str, Any]:
    """Of the payload on `P/entries`, unzipped."""
    return {"$schema": DIALECT} | Entries.model_json_schema()


def receipts_schema() -> dict[str, Any]:
    """Of the payload on `P/receipts`."""
    return {"$schema": DIALECT} | Receipts.model_json_schema()
