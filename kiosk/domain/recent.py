"""Who passed lately: what is needed to say `already`, and to turn in into out."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.verdict import Direction


@dataclass(frozen=True, slots=True)
class Passage:
    """`unseen`: the kiosk checked them out when it was over, and nobody saw them go."""

    direction: Direction
    at: datetime  # aware, UTC
    unseen: bool = False


class Recent:
    """The last accepted passage of each subject, in memory only."""

    def __init__(self) -> None:
        self._last: dict[bytes, Passage] = {}

    def last(self, *subjects: bytes) -> Passage | None:
        """Of one person, who may have been seen under several keys."""
        found = [passage for subject in subjects if (passage := self._last.get(subject))]
        return max(found, key=lambda passage: passage.at, default=None)

    def remember(self, subject: bytes, passage: Passage) -> None:
        """What happened last counts, in whatever order it is told."""
        known = self._last.get(subject)
        if known is None or known.at <= passage.at:
            self._last[subject] = passage

    def forget_before(self, at: datetime) -> None:
        """Who passed before then (aware), and not since."""
        self._last = {subject: passage for subject, passage in self._last.items() if passage.at >= at}
