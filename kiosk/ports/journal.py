"""What is recorded, and what of it waits for a receipt."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from kiosk.domain.curfew import StillInside
from kiosk.domain.entry import Draft, Entry
from kiosk.domain.occupancy import Counts
from kiosk.domain.recent import Passage
from kiosk.domain.timeline import Stamp
from kiosk.feed.receipt import Receipt


@dataclass(frozen=True, slots=True)
class Erased:
    """Entries whose identity went just now, those that are none of this journal, and the proof: the epoch
    and the entry that records it; None: nothing was there to be erased.
    """

    seqs: tuple[int, ...]
    unknown: tuple[int, ...]
    proof: tuple[str, Entry] | None


class Journal(Protocol):
    """The kiosk's own record. What it returns as recorded survives a power cut."""

    def record(self, draft: Draft) -> "Future[Entry]":
        """Writes an entry and its place in the outbox in one transaction.

        The future raises JournalUnavailable when the entry is not on disk.
        """

    def settle(self, receipt: Receipt) -> None:
        """Takes out of the outbox what the receipt covers, soon; from any thread."""

    def uses(self, pass_id: bytes) -> int:
        """How often a pass was used, if its uses are counted; what was recorded, at once."""

    def resend(self, epoch: str | None, first: int, last: int) -> "Future[int]":
        """Puts entries back into the outbox, in small steps: how many were not there.

        `epoch` None: of every one. The future raises JournalUnavailable where it could not be done.
        """

    def erase(self, epoch: str, seqs: Sequence[int]) -> "Future[Erased]":
        """Takes subject, person and salt out of these entries, and records that; the chain still verifies.

        The future raises JournalUnavailable where it could not be done.
        """

    @property
    def fault(self) -> str | None:
        """`disk` (full) or `journal`, while entries cannot be recorded; it heals by itself."""

    def entries(self) -> int: ...

    def waiting(self) -> int:
        """Entries without a receipt."""

    def quarantined(self) -> int:
        """Entries that the centre refused."""

    def close(self) -> None: ...


class Past(Protocol):
    """What this gate recorded, for a kiosk that begins anew, and when something turned out otherwise."""

    def stamps(self) -> Sequence[Stamp]:
        """What the last entries say of their times, the last one last."""

    def counts(self, since: datetime) -> Counts:
        """Who passed since then (aware)."""

    def passages(self, since: datetime) -> Sequence[tuple[bytes, Passage]]:
        """By subject, who passed since then (aware), oldest first; under a key that is gone it is nobody."""

    def still_inside(self, since: datetime) -> Sequence[StillInside]:
        """Who came in since then (aware) and is not known to have gone. Raises JournalUnavailable."""


Position = tuple[int, int]
"""A place in the outbox, by which entries are ordered."""

OUTBOX_START: Position = (0, 0)
OUTBOX_END: Position = (2**62, 0)


class Waiting(NamedTuple):
    """An entry without a receipt: its number, and its JSON as on the wire."""

    seq: int
    text: str

    def __repr__(self) -> str:
        return f"Waiting(seq={self.seq})"


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one epoch, at least one; `number` is the epoch's in the outbox."""

    epoch: str
    number: int
    entries: Sequence[Waiting]

    @property
    def last(self) -> Position:
        """The place of the last of them."""
        return self.number, self.entries[-1].seq

    @property
    def seqs(self) -> list[int]:
        return [entry.seq for entry in self.entries]

    def parts(self, size: int) -> Iterator["Batch"]:
        """The same in batches of that many entries, the last with what is left."""
        for start in range(0, len(self.entries), size):
            yield Batch(self.epoch, self.number, self.entries[start : start + size])


class Outbox(Protocol):
    """The entries without a receipt, in their order. JournalUnavailable: they cannot be read."""

    def end(self) -> Position:
        """The place of the newest entry."""

    def after(self, position: Position, up_to: Position, most: int) -> Batch | None:
        """The next after `position`, none beyond `up_to`, at most so many; None: there are no more."""

    def close(self) -> None: ...
