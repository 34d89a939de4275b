"""Who passed, today and just before: at this gate, and at the others of its site as far as they are heard."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from kiosk.domain.gates.neighbours import Gates
from kiosk.domain.gates.words import Came, LinkLost, News, Passed, Report, Reported, Seen, Went
from kiosk.domain.occupancy import Counts, Occupancy, Ways
from kiosk.domain.recent import Passage, Recent

MOST_TOLD_AGAIN = 2000
"""Passages, the newest, to a gate that was away for long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other gates are to be told because of what they said."""

    report: bool = False
    again: tuple[Seen, ...] = ()


SILENCE = Answer()


class Attendance:
    """Time is passed in. `ways` are those of this gate's rule; `run` differs with each start of the kiosk."""

    def __init__(
        self, day: date, gates: Gates, ways: Ways, run: str, before: Iterable[tuple[bytes, Passage]] = ()
    ) -> None:
        self._day, self._gates, self._ways, self._run = day, gates, ways, run
        self._recent = Recent()
        self._told: list[Seen] = []
        self.counts = Counts()
        for subject, passage in before:
            self.remember(subject, passage)

    def last(self, *subjects: bytes) -> Passage | None:
        """Of one person, at any gate."""
        return self._recent.last(*subjects)

    def entered_elsewhere(self, *subjects: bytes) -> int:
        """How often one person went in at the other gates, as far as they were heard."""
        return self._recent.entered_elsewhere(*subjects)

    def occupancy(self, now_s: float) -> Occupancy:
        """Of the whole site; `now_s` in seconds, by a clock that never jumps."""
        return self._gates.occupancy(self.counts, now_s)

    def report(self) -> Report:
        """What this gate says of itself."""
        other_way = {Ways.IN: self.counts.left, Ways.OUT: self.counts.entered, Ways.BOTH: 0}[self._ways]
        return Report(self._day, self.counts, Ways.BOTH if other_way else self._ways, self._run)

    def remember(self, subject: bytes, passage: Passage) -> Seen:
        """Somebody passed here; what the others are to be told."""
        self._recent.remember(subject, passage)
        return self._tell(Seen(subject, passage.direction, passage.at, passage.unseen))

    def undo(self, seq: int) -> Seen | None:
        """What was recorded here under that number does not count; what the others are to be told."""
        found = self._recent.of_entry(seq)
        if found is None:
            return None
        subject, passage = found
        self._recent.forget(subject, passage)
        return self._tell(Seen(subject, passage.direction, passage.at, passage.unseen, undone=True))

    def hear(self, news: News, now: datetime, now_s: float) -> Answer:
        """What another gate says. One that was away is told what it may have missed, and that we are here."""
        match news:
            case Reported():
                heard = self._gates.hear(news, now, now_s, len(self._told))
                if heard is not None:
                    return Answer(report=True, again=tuple(self._told[heard:][-MOST_TOLD_AGAIN:]))
            case Passed(kiosk, seen):
                passage = Passage(seen.direction, self._gates.by_our_clock(kiosk, seen.at), seen.unseen)
                if seen.undone:
                    self._recent.forget(seen.subject, passage)
                else:
                    self._recent.remember(seen.subject, passage)
            case Came():
                return Answer(report=True)
            case Went(kiosk):
                self._gates.went(kiosk)
            case LinkLost():
                self._gates.link_lost()
        return SILENCE

    def turn(self, day: date, keep_from: datetime) -> None:
        """Another day: counts begin anew; who passed since `keep_from` (aware) is known still."""
        self._day, self.counts = day, Counts()
        kept = [seen for seen in self._told if seen.at >= keep_from]
        self._gates.turn(day, len(self._told) - len(kept))
        self._told = kept
        self.forget_before(keep_from)

    def forget_before(self, at: datetime) -> None:
        self._recent.forget_before(at)

    def redate(self, day: date) -> None:
        """The day so far was this one; the clock had been wrong."""
        self._day = day
        self._gates.turn(day, 0)

    def move(self, by: timedelta) -> None:
        """This gate's clock was set by so much."""
        self._recent.move(by)
        self._gates.move(by)
        self._told = [replace(seen, at=seen.at + by) for seen in self._told]

    def _tell(self, seen: Seen) -> Seen:
        self._told.append(seen)
        return seen
