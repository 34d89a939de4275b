"""Orders about the door itself: let somebody pass, turn the direction."""

from kiosk.checkin import CheckIn
from kiosk.daybook import DayBook
from kiosk.domain.entry import Draft, Event
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.errors import JournalUnavailable
from kiosk.feed.orders import Refusal, Result
from kiosk.feed.orders.bodies import ChangeDirection, Open
from kiosk.loop.board import Board
from kiosk.loop.notes import Notes
from kiosk.loop.orders.orders import Deed
from kiosk.loop.signal import SteadySignal
from kiosk.ports import Clock, Journal, Order, Publisher, Told

CENTRE = "centre"
"""The operator of what the centre does itself."""


class Door:
    def __init__(
        self,
        checkin: CheckIn,
        daybook: DayBook,
        journal: Journal,
        signal: SteadySignal,
        publisher: Publisher,
        board: Board,
        notes: Notes,
        clock: Clock,
    ) -> None:
        self._checkin, self._daybook, self._journal, self._signal = checkin, daybook, journal, signal
        self._publisher, self._board, self._notes, self._clock = publisher, board, notes, clock

    def turn(self, wanted: ChangeDirection) -> Result:
        """Only where the door leaves it to a button."""
        if not self._checkin.choose(wanted.direction):
            return self._fixed()
        return Result(True, {"direction": wanted.direction.value})

    def open(self, order: Order, wanted: Open) -> Deed:
        """On disk first, as for everybody; then the light. What gets there too late is undone."""
        direction = wanted.direction or self._checkin.direction
        if not self._checkin.leads(direction):
            return self._fixed
        written = self._journal.record(self._passage(direction))

        def deed() -> Result | None:
            if not written.done():
                return None
            match written.exception():
                case None:
                    pass
                case JournalUnavailable():
                    return Result.refused(Refusal.JOURNAL_UNAVAILABLE)
                case defect:
                    raise defect
            seq = written.result().seq
            self._publisher.wake()
            if self._clock.now() > order.ends:
                self._notes.add(self._undoing(seq))
                return Result.refused(Refusal.TOO_LATE, seq=seq)
            self._let_pass(direction, seq)
            return Result(True, {"seq": seq, "direction": direction.value})

        return deed

    def _fixed(self) -> Result:
        return Result.refused(Refusal.DIRECTION_FIXED, direction=self._checkin.direction.value)

    def _let_pass(self, direction: Direction, seq: int) -> None:
        now = self._clock.now()
        self._daybook.turn(now)
        self._daybook.passed(direction, now, seq)
        self._signal.show(Verdict.ACCEPTED)
        self._board.tell(Told(Verdict.ACCEPTED, Reason.OK, direction, now, seq=seq))

    def _passage(self, direction: Direction) -> Draft:
        return Draft(
            at=self._clock.now(),
            clock=self._clock.state(),
            event=Event.MANUAL,
            direction=direction,
            verdict=Verdict.ACCEPTED,
            reason=Reason.OK,
            operator=CENTRE,
        )

    def _undoing(self, seq: int) -> Draft:
        now, state = self._clock.now(), self._clock.state()
        return Draft(at=now, clock=state, event=Event.UNDO, ref=seq, operator=CENTRE)
