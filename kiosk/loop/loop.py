"""The loop on the main thread: it takes in, turns, draws, and stops. It decides nothing."""

import queue
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime

from kiosk.checkin import CheckIn
from kiosk.daybook import DayBook
from kiosk.domain.code import Code
from kiosk.domain.entry import Entry, Event
from kiosk.domain.verdict import Verdict
from kiosk.errors import JournalUnavailable
from kiosk.loop.board import Board
from kiosk.loop.eyes import Eyes
from kiosk.loop.inbox import Inbox
from kiosk.loop.listener import Listener
from kiosk.loop.notes import Notes
from kiosk.loop.orders import Orders
from kiosk.loop.signal import SteadySignal
from kiosk.loop.stops import Again, Stop
from kiosk.ports import (
    ChangeDirection,
    Clock,
    Heartbeat,
    Journal,
    Publisher,
    Quit,
    Screen,
    Standing,
    View,
    Witness,
)

TURN_S = 0.04
ANSWER_WITHIN_S = 10.0
"""The journal commits or fails within this time; if it hangs, the heartbeat is withheld."""

LIVE_WITHIN_S = 1.0


class Loop:
    """Turns until there is something in `stops`."""

    def __init__(
        self,
        inbox: Inbox,
        eyes: Eyes,
        listeners: Sequence[Listener],
        checkin: CheckIn,
        daybook: DayBook,
        journal: Journal,
        signal: SteadySignal,
        screen: Screen,
        publisher: Publisher,
        heartbeat: Heartbeat,
        clock: Clock,
        board: Board,
        notes: Notes,
        orders: Orders,
        *,
        standing: Callable[[], Standing],
        stops: "queue.SimpleQueue[Stop]",
        draws_lamps: bool,
        witness: Witness,
    ) -> None:
        self._inbox, self._eyes, self._listeners = inbox, eyes, listeners
        self._checkin, self._daybook, self._journal, self._signal = checkin, daybook, journal, signal
        self._screen, self._publisher, self._heartbeat, self._clock = screen, publisher, heartbeat, clock
        self._standing, self._draws_lamps, self._witness = standing, draws_lamps, witness
        self._board, self._notes, self._orders = board, notes, orders
        self._late: Future[Entry] | None = None
        self._alarmed = self._recount_is_due = False
        self._stops = stops

    def run(self) -> Again | None:
        """Whether the kiosk is to begin anew; raises what a thread failed with."""
        self._heartbeat.ready(self._status())
        while self._stops.empty():
            self._keep_book()
            try:
                code = self._inbox.get(TURN_S)
            except queue.Empty:
                self._turn()
                continue
            if code is None:
                self._witness.ended()
            else:
                self._meet(code)
        match self._stops.get():
            case Again() as again:
                return again
            case BaseException() as defect:
                self._heartbeat.stopping()
                raise defect
        self._heartbeat.stopping()
        return None

    @property
    def faults(self) -> tuple[str, ...]:
        """Names of what does not work, as the screen and the health report call it."""
        found = (
            "camera" if self._eyes.fault else None,
            "reader" if any(listener.fault for listener in self._listeners) else None,
            self._journal.fault or ("journal" if self._late else None),
            self._signal.fault,
            None if self._clock.state().trusted else "clock",
            *self._standing().faults,
        )
        return tuple(name for name in found if name)

    def _status(self) -> str:
        """In a line, for whoever asks the supervisor."""
        link, faults = self._publisher.link(), self.faults
        feed = f"; the broker is away, {link.waiting} entries wait" if link and not link.connected else ""
        return f"fault: {', '.join(faults)}{feed}" if faults else f"open{feed}"

    def _meet(self, code: Code) -> None:
        self._keep_time()
        told = self._checkin.check_in(code, self._wait)
        self._board.tell(told)
        self._witness.told(code, told)
        self._turn()

    def _wait(self, written: "Future[Entry]") -> Entry:
        """Goes on drawing and beating while an entry is on its way to the disk."""
        deadline_s = time.monotonic() + ANSWER_WITHIN_S
        while time.monotonic() < deadline_s:
            try:
                return written.result(timeout=TURN_S)
            except TimeoutError:
                self._turn()
        if not written.cancel():
            self._late = written
        raise JournalUnavailable("The journal does not answer; check the disk.")

    def _turn(self) -> None:
        self._act()
        self._orders.turn()
        self._keep_time()
        for news in self._publisher.news():
            self._daybook.hear(news)
        self._take_back_late()
        if (written := self._notes.turn()) and written.body["event"] in (Event.UNDO, Event.CLOCK):
            self._recount_is_due = True
        self._warn()
        self._screen.show(self._view())
        if not (self._late or self._eyes.hang or any(one.hang for one in self._listeners)):
            self._heartbeat.beat()
        self._heartbeat.tell(self._status())

    def _act(self) -> None:
        for action in self._screen.actions():
            match action:
                case ChangeDirection():
                    self._checkin.change_direction()
                case Quit():
                    self._stops.put(None)

    def _keep_time(self) -> None:
        """That the clock was set is recorded, and the day turns though nobody comes."""
        if draft := self._daybook.keep_time():
            self._notes.add(draft)
        self._daybook.turn(self._now())

    def _keep_book(self) -> None:
        """Between visitors, and when all is on disk: so that nobody is counted twice, or checked out who just
        went.
        """
        if self._notes.waiting or self._orders.waiting or self._journal.fault or self._late:
            return
        if self._recount_is_due:
            self._recount_is_due = False
            self._daybook.recount()
        for draft in self._daybook.check_out_the_rest(self._now()):
            self._notes.add(draft)

    def _now(self) -> datetime:
        """Of what is seen; a film has a time of its own."""
        frame = self._eyes.sight.frame
        return frame.taken_at if frame else self._clock.now()

    def _take_back_late(self) -> None:
        """What reaches the disk after its visitor was told that it could not is undone by an entry."""
        late = self._late
        if late is None or not late.done():
            return
        self._late = None
        if late.exception() is None:
            self._notes.add(self._daybook.undo(late.result().seq))

    def _warn(self) -> None:
        """The alarm sounds while nothing can be recorded, whoever stands before the camera."""
        faulty = self._journal.fault is not None or self._late is not None
        if faulty and not self._alarmed:
            self._signal.show(Verdict.FAULT)
        elif self._alarmed and not faulty:
            self._signal.clear()
            self._recount_is_due = True
        self._alarmed = faulty

    def _view(self) -> View:
        sight, now_s = self._eyes.sight, time.monotonic()
        return View(
            now=self._clock.now(),
            direction=self._checkin.direction,
            occupancy=self._daybook.occupancy,
            link=self._publisher.link(),
            frame=sight.frame if now_s - sight.seen_s < LIVE_WITHIN_S else None,
            told=self._board.told,
            history=self._board.history,
            warnings=self._standing().warnings,
            message=self._board.message,
            faults=self.faults,
            lamps=self._signal.lamps() if self._draws_lamps else None,
        )
