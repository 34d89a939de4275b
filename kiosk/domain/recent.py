"""Who passed lately: what is needed to say `already`, and to turn in into out."""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.domain.verdict import Direction

TOLD_AGAIN = timedelta(seconds=2)
"""Another gate's clock is compared anew with each report, so what it tells twice may differ by so much."""


@dataclass(frozen=True, slots=True)
class Passage:
    """`unseen`: the kiosk checked them out when it was over, and nobody saw them go. `seq` is of the entry in
    this gate's journal; None: there is none, or it is of an earlier epoch.
    """

    direction: Direction
    at: datetime  # aware, UTC
    unseen: bool = False
    seq: int | None = None

    def is_same(self, other: "Passage") -> bool:
        apart = abs(self.at - other.at)
        return (self.direction, self.seq) == (other.direction, other.seq) and apart <= TOLD_AGAIN


class Recent:
    """The accepted passages of each subject, in memory only."""

    def __init__(self) -> None:
        self._passages: dict[bytes, list[Passage]] = {}

    def last(self, *subjects: bytes) -> Passage | None:
        """Of one person, who may have been seen under several keys."""
        found = [passages[-1] for subject in subjects if (passages := self._passages.get(subject))]
        return max(found, key=_when, default=None)

    def entered_elsewhere(self, *subjects: bytes) -> int:
        """How often one person went in at other gates, as far as they were heard."""
        passages = (passage for subject in subjects for passage in self._passages.get(subject, ()))
        return sum(passage.direction is Direction.IN and passage.seq is None for passage in passages)

    def remember(self, subject: bytes, passage: Passage) -> None:
        """In whatever order it is told, and however often."""
        passages = self._passages.setdefault(subject, [])
        if not any(passage.is_same(known) for known in passages):
            insort(passages, passage, key=_when)

    def forget(self, subject: bytes, passage: Passage) -> None:
        """It does not count; what was before it does again."""
        self._keep(lambda of, known: of != subject or not known.is_same(passage))

    def of_entry(self, seq: int) -> tuple[bytes, Passage] | None:
        """Whose passage was recorded here under that number."""
        found = ((of, passage) for of, passages in self._passages.items() for passage in passages)
        return next(((of, passage) for of, passage in found if passage.seq == seq), None)

    def forget_before(self, at: datetime) -> None:
        """What was before then (aware)."""
        self._keep(lambda _, passage: passage.at >= at)

    def move(self, by: timedelta) -> None:
        """The clock was set by so much; what it said before was as much too early."""
        self._passages = {
            subject: [replace(passage, at=passage.at + by) for passage in passages]
            for subject, passages in self._passages.items()
        }

    def _keep(self, wanted: Callable[[bytes, Passage], bool]) -> None:
        kept = {
            subject: [passage for passage in passages if wanted(subject, passage)]
            for subject, passages in self._passages.items()
        }
        self._passages = {subject: passages for subject, passages in kept.items() if passages}


def _when(passage: Passage) -> datetime:
    return passage.at
