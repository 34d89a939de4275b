"""What the journal's thread is asked to do, and where it leaves the outcome."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Protocol

from kiosk.devices.journal.writing.asked import Wanted
from kiosk.devices.journal.writing.book import Book
from kiosk.domain.entry import Draft, Entry
from kiosk.ports import Erased


@dataclass(frozen=True, slots=True)
class Recording:
    """An entry to be written, for which somebody stands at the door."""

    draft: Draft = field(repr=False)
    written: "Future[Entry]" = field(default_factory=Future)


class Asked(Protocol):
    """What the centre asks, done in steps between the entries of the door."""

    def step(self, book: Book) -> bool:
        """True: there is more to do. Raises JournalUnavailable."""

    def fail(self, failure: BaseException) -> None: ...


@dataclass(slots=True)
class Resending:
    """Entries that go back into the outbox; `resent` so far."""

    wanted: Wanted
    done: "Future[int]" = field(default_factory=Future)
    resent: int = 0

    def step(self, book: Book) -> bool:
        resent, place = book.resend(self.wanted)
        self.resent += resent
        if place is None:
            self.done.set_result(self.resent)
            return False
        self.wanted = replace(self.wanted, after=place)
        return True

    def fail(self, failure: BaseException) -> None:
        self.done.set_exception(failure)


@dataclass(frozen=True, slots=True)
class Erasing:
    """Identities that are taken out of entries."""

    epoch: str
    seqs: Sequence[int]
    done: "Future[Erased]" = field(default_factory=Future)

    def step(self, book: Book) -> bool:
        self.done.set_result(book.erase(self.epoch, self.seqs))
        return False

    def fail(self, failure: BaseException) -> None:
        self.done.set_exception(failure)
