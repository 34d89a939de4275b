"""The journal's thread: the only one that writes to the database, records before receipts."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.devices.journal.connection import BROKEN, DAMAGED, FAILING, HEALING, STORAGE_FULL
from kiosk.devices.journal.lock import JournalLock
from kiosk.devices.journal.writing.asked import Wanted
from kiosk.devices.journal.writing.book import Book
from kiosk.devices.journal.writing.damage import lying_aside, set_aside
from kiosk.devices.journal.writing.work import Asked, Erasing, Recording, Resending
from kiosk.domain.entry import Draft, Entry
from kiosk.domain.retention import Retention
from kiosk.errors import DeviceAbsent, JournalUnavailable
from kiosk.feed.receipt import Receipt
from kiosk.ports import Clock, Erased

RETRY_S = 2.0
"""How soon a disk that refused is tried again."""

STOP_S = 3.0
RECEIPTS_AT_ONCE = 200
UPKEEP_EACH_S = 10.0
TOLD_FOR = timedelta(days=1)
"""So long the screen and the health report tell of what was set aside, or contested."""


class SqliteJournal:
    """Entries in a SQLite file (WAL, synchronous FULL): what is recorded survives a power cut.

    After a failure the database is opened anew, at the next entry or by itself, so that a disk that was
    full or away heals without a restart. A damaged one is set aside whole, and what can be read of its
    outbox is taken over. Identities go when `retention` says so. `fail` is told of a defect in the thread.
    Raises DeviceAbsent if the journal cannot be opened at first, unless that may pass: a disk that is full,
    failing, or read-only.
    """

    def __init__(
        self,
        path: Path,
        kiosk: str,
        clock: Clock,
        retention: Retention,
        *,
        fail: Callable[[BaseException], None],
    ) -> None:
        self._path, self._kiosk, self._fail = path, kiosk, fail
        self._clock, self._retention = clock, retention
        self._overdue = 0
        self._retry_due_s = self._upkeep_due_s = 0.0
        self._changed = threading.Condition()
        self._recordings: deque[Recording] = deque()
        self._receipts: deque[Receipt] = deque()
        self._asked: deque[Asked] = deque()
        self._closing = self._begun = False
        self._lock: JournalLock | None = None
        self._book: Book | None = None
        self._failure: JournalUnavailable | None = None
        self._counts = (0, 0, 0)
        self._incidents: Mapping[str, datetime] = {}
        self._uses: Mapping[bytes, int] = {}
        self._opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()
        try:
            self._opened.result()
        except JournalUnavailable as error:
            raise DeviceAbsent(str(error)) from error

    def record(self, draft: Draft) -> "Future[Entry]":
        recording = Recording(draft)
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

    def resend(self, epoch: str | None, first: int, last: int) -> "Future[int]":
        asked = Resending(Wanted(self._kiosk, epoch, first, last))
        self._ask(asked)
        return asked.done

    def erase(self, epoch: str, seqs: Sequence[int]) -> "Future[Erased]":
        asked = Erasing(epoch, seqs)
        self._ask(asked)
        return asked.done

    @property
    def fault(self) -> str | None:
        failure = self._failure
        if failure:
            return STORAGE_FULL if failure.part == STORAGE_FULL else BROKEN
        return None

    def overdue(self) -> int:
        """Identities that are kept beyond their time because the centre does not have them."""
        return self._overdue

    def entries(self) -> int:
        return self._counts[0]

    def waiting(self) -> int:
        return self._counts[1]

    def quarantined(self) -> int:
        """Entries that the centre refused; they are not sent again."""
        return self._counts[2]

    def incidents(self) -> tuple[str, ...]:
        """What happened within a day that staff must look into: `set_aside`, `conflict`; from any thread."""
        since = self._clock.now() - TOLD_FOR
        return tuple(sorted(name for name, at in self._incidents.items() if at > since))

    def uses(self, pass_id: bytes) -> int:
        """How often that pass was used, if its uses are counted; from any thread."""
        return self._uses.get(pass_id, 0)

    def close(self) -> None:
        """Writes what is waiting, and closes; twice is fine."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(STOP_S)

    def _ask(self, asked: Asked) -> None:
        with self._changed:
            if self._closing:
                asked.fail(JournalUnavailable("The kiosk is stopping; try again later."))
                return
            self._asked.append(asked)
            self._changed.notify()

    def _run(self) -> None:
        try:
            self._open()
        except JournalUnavailable as failure:
            self._failure = failure
            if failure.part not in HEALING:
                self._let_go()
                self._opened.set_exception(failure)
                return
        except BaseException as defect:
            self._opened.set_exception(defect)
            return
        self._opened.set_result(None)
        try:
            while self._wait_for_work():
                self._work()
        except BaseException as defect:
            self._fail(defect)
        finally:
            self._let_go()

    def _wait_for_work(self) -> bool:
        """False when all is done and the journal is to be closed."""
        with self._changed:
            due_s = self._retry_due_s if self._failure else self._upkeep_due_s
            patience_s = max(0.0, due_s - time.monotonic())
            self._changed.wait_for(lambda: self._has_work() or self._closing, patience_s)
            return self._has_work() or not self._closing

    def _has_work(self) -> bool:
        return bool(self._recordings or self._asked or (self._receipts and not self._failure))

    def _work(self) -> None:
        """Records first, then what the centre asks, then receipts, and upkeep when nothing else is to do."""
        with self._changed:
            recording = self._recordings.popleft() if self._recordings else None
            asked = self._asked.popleft() if self._asked and not recording else None
            receipts: list[Receipt] = []
            while not (recording or asked) and self._receipts and len(receipts) < RECEIPTS_AT_ONCE:
                receipts.append(self._receipts.popleft())
        if recording:
            self._record(recording)
        elif asked:
            self._do(asked)
        elif not self._tend(receipts):
            with self._changed:
                self._receipts.extendleft(reversed(receipts))

    def _record(self, recording: Recording) -> None:
        if not recording.written.set_running_or_notify_cancel():
            return
        try:
            (entry,) = self._opened_book().write(recording.draft)
        except JournalUnavailable as failure:
            self._give_up(failure)
            recording.written.set_exception(failure)
        except BaseException as defect:
            recording.written.set_exception(defect)
            raise
        else:
            self._well()
            recording.written.set_result(entry)

    def _do(self, asked: Asked) -> None:
        """A step; others' entries go before the next one."""
        try:
            more = asked.step(self._opened_book())
        except JournalUnavailable as failure:
            self._give_up(failure)
            asked.fail(failure)
            return
        except BaseException as defect:
            asked.fail(defect)
            raise
        self._well()
        if more:
            with self._changed:
                self._asked.append(asked)
        else:
            self._upkeep_due_s = 0.0

    def _tend(self, receipts: list[Receipt]) -> bool:
        """Deals with receipts; without any, looks whether the disk has healed, and whose time is over."""
        try:
            book = self._opened_book()
            if receipts:
                book.settle(receipts)
            elif self._failure:
                book.touch()
            else:
                self._upkeep_due_s = time.monotonic() + UPKEEP_EACH_S
                purged = book.purge(self._retention)
                self._overdue = purged.overdue
                book.empty_wal()
        except JournalUnavailable as failure:
            self._give_up(failure)
            return False
        self._well()
        return True

    def _let_go(self) -> None:
        book, self._book = self._book, None
        if book:
            book.close()
        if self._lock:
            self._lock.close()

    def _opened_book(self) -> Book:
        return self._book or self._open()

    def _open(self) -> Book:
        if self._begun and not self._path.exists():  # never begun anew where its disk is not mounted just now
            raise JournalUnavailable(f"The journal '{self._path}' is gone; look at its disk.", FAILING)
        self._lock = self._lock or JournalLock(self._path)
        book = self._sound_book()
        try:
            for aside in lying_aside(self._path):
                if not book.knows(aside):
                    book.take_over(aside)
        except BaseException:
            book.close()
            raise
        self._book, self._begun = book, True
        self._well()
        return book

    def _sound_book(self) -> Book:
        try:
            return Book(self._path, self._kiosk, self._clock)
        except JournalUnavailable as failure:
            if failure.part != DAMAGED:
                raise
        set_aside(self._path)
        self._begun = False
        return Book(self._path, self._kiosk, self._clock)

    def _well(self) -> None:
        self._failure = None
        if self._book:
            self._counts = (self._book.entries, self._book.waiting, self._book.quarantined)
            self._uses = self._book.uses.counts
            self._incidents = self._book.incidents

    def _give_up(self, failure: JournalUnavailable) -> None:
        """A commit that failed may still be on disk: only a new look at it tells where the journal ends."""
        self._failure = failure
        self._retry_due_s = time.monotonic() + RETRY_S
        book, self._book = self._book, None
        if book:
            book.close()
        if failure.part == FAILING and self._lock:  # the disk may be changed, and the lock's file with it
            self._lock.close()
            self._lock = None
