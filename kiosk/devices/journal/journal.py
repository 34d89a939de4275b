"""The journal's thread: the only one that writes to the database, records before receipts."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.devices.journal.book import Book
from kiosk.domain.entry import Draft, Entry
from kiosk.errors import DeviceAbsent, JournalUnavailable
from kiosk.feed.receipt import Receipt

RETRY_S = 2.0
"""How soon a disk that refused is tried again."""

STOP_S = 3.0
RECEIPTS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Recording:
    draft: Draft = field(repr=False)
    written: "Future[Entry]"


class SqliteJournal:
    """Entries in a SQLite file (WAL, synchronous FULL): what is recorded survives a power cut.

    After a failure the database is opened anew, at the next entry or by itself, so that a disk that was
    full or away heals without a restart. `fail` is told of a defect in the thread. Raises DeviceAbsent if
    the journal cannot be opened at first.
    """

    def __init__(self, path: Path, kiosk: str, *, fail: Callable[[BaseException], None]) -> None:
        self._path, self._kiosk, self._fail = path, kiosk, fail
        self._changed = threading.Condition()
        self._recordings: deque[Recording] = deque()
        self._receipts: deque[Receipt] = deque()
        self._closing = False
        self._book: Book | None = None
        self._failure: JournalUnavailable | None = None
        self._counts = (0, 0, 0)
        self._opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()
        try:
            self._opened.result()
        except JournalUnavailable as error:
            raise DeviceAbsent(str(error)) from error

    def record(self, draft: Draft) -> "Future[Entry]":
        recording = Recording(draft, Future())
        with self._changed:
            if self._closing:
                recording.written.set_exception(JournalUnavailable("The kiosk is stopping; try again later."))
                return recording.written
            self._recordings.append(recording)
            self._changed.notify()
        return recording.written

    def settle(self, receipt: Receipt) -> None:
        """Empties the outbox of what the receipt covers, soon; from any thread."""
        with self._changed:
            self._receipts.append(receipt)
            self._changed.notify()

    @property
    def fault(self) -> str | None:
        """`disk` (full) or `journal`, while entries cannot be recorded."""
        failure = self._failure
        return failure.part if failure else None

    def entries(self) -> int:
        return self._counts[0]

    def waiting(self) -> int:
        return self._counts[1]

    def quarantined(self) -> int:
        """Entries that the centre refused; they are not sent again."""
        return self._counts[2]

    def close(self) -> None:
        """Writes what is waiting, and closes; twice is fine."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(STOP_S)

    def _run(self) -> None:
        try:
            self._open()
        except BaseException as error:
            self._opened.set_exception(error)
            return
        self._opened.set_result(None)
        try:
            while self._wait_for_work():
                self._work()
            if self._book:
                self._book.close()
        except BaseException as defect:
            self._fail(defect)

    def _wait_for_work(self) -> bool:
        """False when all is done and the journal is to be closed."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._has_work() or self._closing, RETRY_S if self._failure else None
            )
            return self._has_work() or not self._closing

    def _has_work(self) -> bool:
        return bool(self._recordings or (self._receipts and not self._failure))

    def _work(self) -> None:
        with self._changed:
            recording = self._recordings.popleft() if self._recordings else None
        if recording:
            self._record(recording)
        else:
            self._settle()

    def _record(self, recording: Recording) -> None:
        if not recording.written.set_running_or_notify_cancel():
            return
        try:
            entry = self._opened_book().write(recording.draft)
        except JournalUnavailable as failure:
            self._give_up(failure)
            recording.written.set_exception(failure)
        except BaseException as defect:
            recording.written.set_exception(defect)
            raise
        else:
            self._well()
            recording.written.set_result(entry)

    def _settle(self) -> None:
        with self._changed:
            receipts = [self._receipts.popleft() for _ in range(min(len(self._receipts), RECEIPTS_AT_ONCE))]
        try:
            book = self._opened_book()
            if receipts:
                book.settle(receipts)
            else:
                book.touch()
        except JournalUnavailable as failure:
            self._give_up(failure)
            with self._changed:
                self._receipts.extendleft(reversed(receipts))
        else:
            self._well()

    def _opened_book(self) -> Book:
        return self._book or self._open()

    def _open(self) -> Book:
        self._book = Book(self._path, self._kiosk)
        self._well()
        return self._book

    def _well(self) -> None:
        self._failure = None
        if self._book:
            self._counts = (self._book.entries, self._book.waiting, self._book.quarantined)

    def _give_up(self, failure: JournalUnavailable) -> None:
        """A commit that failed may still be on disk: only a new look at it tells where the journal ends."""
        self._failure = failure
        book, self._book = self._book, None
        if book:
            book.close()
