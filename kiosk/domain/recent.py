"""Who passed lately: what is needed to say `already`, and to turn in into out."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.verdict import Direction


@dataclass(frozen=True, slots=True)
class Passage:
    direction: Direction
    at: datetime  # aware, UTC


class Recent:
    """The last accepted passage of each subject of the day, in memory only."""

    def __init__(self) -> None:
        self._last: dict[bytes, Passage] = {}

    def last(self, subject: bytes | None) -> Passage | None:
        return self._last.get(subject) if subject is not None else None

    def remember(self, subject: bytes, passage: Passage) -> None:
        self._last[subject] = passage

    def forget_all(self) -> None:
        """A new day with a new key: the old subjects mean nobody any more."""
        self._last.clear()
