"""A receipt: what the centre has on disk. Only a receipt empties a kiosk's outbox."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeGuard

from kiosk.domain.entry import from_base64url, to_base64url
from kiosk.errors import FeedError

Range = tuple[int, int]  # first and last seq, both included


@dataclass(frozen=True, slots=True)
class Rejected:
    """An entry that the centre will not take, and why."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the unbroken run from 1, its chain verified by the centre."""

    seq: int
    chain: bytes = field(repr=False)  # 32 bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    kiosk: str
    epoch: str
    stored: tuple[Range, ...]
    rejected: tuple[Rejected, ...] = ()
    head: Head | None = None

    def to_bytes(self) -> bytes:
        head = {"seq": self.head.seq, "chain": to_base64url(self.head.chain)} if self.head else None
        body = {
            "v": 1,
            "kiosk": self.kiosk,
            "epoch": self.epoch,
            "stored": self.stored,
            "rejected": [{"seq": refused.seq, "reason": refused.reason} for refused in self.rejected],
            "head": head,
        }
        return json.dumps(body, separators=(",", ":")).encode("utf-8")


def parse_receipt(payload: bytes) -> Receipt:
    """Raises FeedError for anything that is not a receipt of version 1."""
    try:
        match json.loads(payload):
            case {
                "v": 1,
                "kiosk": str(kiosk),
                "epoch": str(epoch),
                "stored": list(stored),
                "rejected": list(rejected),
                "head": head,
            }:
                return Receipt(
                    kiosk,
                    epoch,
                    tuple(_range(item) for item in stored),
                    tuple(_rejected(item) for item in rejected),
                    _head(head),
                )
    except (ValueError, RecursionError) as error:
        raise FeedError("A receipt does not follow the format of version 1.") from error
    raise FeedError("A receipt does not follow the format of version 1.")


def _range(item: object) -> Range:
    match item:
        case [low, high] if _is_seq(low) and _is_seq(high) and low <= high:
            return low, high
    raise ValueError("a range is [first, last]")


def _rejected(item: object) -> Rejected:
    match item:
        case {"seq": seq, "reason": str(reason)} if _is_seq(seq):
            return Rejected(seq, reason)
    raise ValueError("a rejected entry is a seq and a reason")


def _head(item: object) -> Head | None:
    match item:
        case None:
            return None
        case {"seq": seq, "chain": str(text)} if _is_seq(seq):
            chain = from_base64url(text)
            if len(chain) == 32:
                return Head(seq, chain)
    raise ValueError("a head is a seq and its chain of 32 bytes")


def _is_seq(value: object) -> TypeGuard[int]:
    return type(value) is int and value >= 1


def ranges(seqs: Iterable[int]) -> tuple[Range, ...]:
    """Numbers as inclusive ranges: 1, 2, 3, 7 to (1, 3), (7, 7)."""
    found: list[Range] = []
    for seq in sorted(set(seqs)):
        if found and found[-1][1] == seq - 1:
            found[-1] = (found[-1][0], seq)
        else:
            found.append((seq, seq))
    return tuple(found)
