"""What is recorded though nobody stands before the camera: it is kept until it is on disk."""

from collections import deque
from concurrent.futures import Future

from kiosk.domain.entry import Draft, Entry
from kiosk.ports import Journal, Publisher


class Notes:
    """One after the other, in their order, and nobody waits for them."""

    def __init__(self, journal: Journal, publisher: Publisher) -> None:
        self._journal, self._publisher = journal, publisher
        self._drafts: deque[Draft] = deque()
        self._written: Future[Entry] | None = None

    def add(self, draft: Draft) -> None:
        self._drafts.append(draft)

    @property
    def waiting(self) -> bool:
        """Whether any is not on disk yet."""
        return bool(self._drafts)

    def turn(self) -> Entry | None:
        """Hands the next one over, if the journal takes entries; one that failed is tried again.

        Returns what has just come on disk.
        """
        entry, written = None, self._written
        if written is not None and written.done():
            self._written = None
            if written.exception() is None:
                entry = written.result()
                self._drafts.popleft()
                self._publisher.wake()
        if self._drafts and self._written is None and self._journal.fault is None:
            self._written = self._journal.record(self._drafts[0])
        return entry
