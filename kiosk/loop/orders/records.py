"""Orders about what is recorded: sent once more, or an identity taken out of it."""

from concurrent.futures import Future
from typing import TypeVar

from kiosk.domain.chain import SAFE_INTEGER
from kiosk.domain.entry import JsonObject, to_base64url
from kiosk.errors import JournalUnavailable
from kiosk.feed.orders import Refusal, Result
from kiosk.feed.orders.bodies import Erase, Resend
from kiosk.loop.orders.orders import Deed
from kiosk.ports import Erased, Journal, Publisher

Outcome = TypeVar("Outcome")


class Records:
    def __init__(self, journal: Journal, publisher: Publisher) -> None:
        self._journal, self._publisher = journal, publisher

    def resend(self, wanted: Resend) -> Deed:
        """The publisher goes through its outbox once more when all is in it."""
        resent = self._journal.resend(wanted.epoch, wanted.first, wanted.last or SAFE_INTEGER)

        def deed() -> Result | None:
            if not resent.done():
                return None
            if refused := _failure(resent):
                return refused
            self._publisher.rewind()
            return Result(True, {"resent": resent.result()})

        return deed

    def erase(self, wanted: Erase) -> Deed:
        erased = self._journal.erase(wanted.epoch, wanted.seqs)

        def deed() -> Result | None:
            if not erased.done():
                return None
            if refused := _failure(erased):
                return refused
            self._publisher.wake()
            return Result(True, _told(erased.result()))

        return deed


def _failure(done: "Future[Outcome]") -> Result | None:
    match done.exception():
        case None:
            return None
        case JournalUnavailable():
            return Result.refused(Refusal.JOURNAL_UNAVAILABLE)
        case defect:
            raise defect


def _told(erased: Erased) -> JsonObject:
    proof = None
    if erased.proof:
        epoch, entry = erased.proof
        proof = {"epoch": epoch, "seq": entry.seq, "chain": to_base64url(entry.chain)}
    return {"erased": list(erased.seqs), "unknown": list(erased.unknown), "proof": proof}
