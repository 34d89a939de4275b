"""What a gate knows of its day: the keys, who passed here and at the site's other gates, and how many."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from kiosk.domain.curfew import Curfew, Curfews, StillInside, auto_out, is_over_for
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import Draft, Event
from kiosk.domain.gates import Attendance, Gates, News
from kiosk.domain.occupancy import Counts, Occupancy, Ways
from kiosk.domain.person import Person
from kiosk.domain.recent import Passage
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.domain.timekeeping import Timekeeper
from kiosk.domain.timeline import Setting
from kiosk.domain.verdict import Direction
from kiosk.errors import DeviceError
from kiosk.keys.day_keys import DayKeys
from kiosk.ports import Clock, Past, Publisher

SALT_BYTES = 16
RUN_BYTES = 8

WAYS = {DirectionRule.IN: Ways.IN, DirectionRule.OUT: Ways.OUT}


class DayBook:
    """Of one gate. What changes in it the other gates are told at once, as far as they can be reached.

    `neighbours`: kiosks that are known to stand at the site.
    """

    def __init__(
        self,
        rules: Rules,
        day: SiteDay,
        clock: Clock,
        publisher: Publisher,
        keys: DayKeys,
        past: Past,
        neighbours: Iterable[str] = (),
    ) -> None:
        self._rules, self._day, self._clock, self._publisher = rules, day, clock, publisher
        self._keys, self._past = keys, past
        self._timekeeper = Timekeeper(past.stamps())
        self._curfews = Curfews(rules, day)
        self._attendance = Attendance(
            keys.day,
            Gates(keys.day, neighbours),
            WAYS.get(rules.direction, Ways.BOTH),
            secrets.token_hex(RUN_BYTES),
            past.passages(day.begins(keys.day) - rules.window),
        )
        self.recount()

    @property
    def counts(self) -> Counts:
        """Of this gate, on this day."""
        return self._attendance.counts

    @property
    def occupancy(self) -> Occupancy:
        """Of the whole site."""
        return self._attendance.occupancy(self._steady_s())

    def subjects(self, person: Person) -> tuple[bytes, ...]:
        """16 bytes each: under the key in force first, then under those that may still tell who it is."""
        return self._keys.subjects(person)

    def last(self, *subjects: bytes) -> Passage | None:
        """The last passage of one person, at any gate as far as it was heard."""
        return self._attendance.last(*subjects)

    def entered_elsewhere(self, *subjects: bytes) -> int:
        """How often one person went in at other gates on this day, as far as they were heard."""
        return self._attendance.entered_elsewhere(*subjects)

    def passed(self, direction: Direction, at: datetime, seq: int, subject: bytes | None = None) -> None:
        """Somebody was let through, and the entry is on disk."""
        self._count(Passage(direction, at, seq=seq), subject)

    def undo(self, seq: int) -> Draft:
        """What was recorded under that number does not count. The entry that says so; `recount` when it is on
        disk.
        """
        if seen := self._attendance.undo(seq):
            self._publisher.tell(self._attendance.report(), seen)
        return Draft(at=self._clock.now(), clock=self._clock.state(), event=Event.UNDO, ref=seq)

    def recount(self) -> None:
        """As the journal has it: after a start, and when something turned out otherwise."""
        self._attendance.counts = self._past.counts(self._day.begins(self._keys.day))
        self._publisher.tell(self._attendance.report())

    def hear(self, news: News) -> None:
        """What another gate says."""
        answer = self._attendance.hear(news, self._clock.now(), self._steady_s())
        if answer.again:
            self._publisher.tell_again(answer.again)
        if answer.report:
            self._publisher.tell(self._attendance.report())

    def turn(self, now: datetime) -> None:
        """The counts begin anew at once; who was seen just before is known until the window is over."""
        likely = self._likely(now)
        start, window = self._day.start(likely), self._rules.window
        if (day := self._day.of(likely)) != self._keys.day:
            self._keys.turn(day)
            self._attendance.turn(day, start - window)
            self._publisher.tell(self._attendance.report())
        if likely >= start + window and self._keys.forget_past():
            self._attendance.forget_before(start)

    def keep_time(self) -> Draft | None:
        """Looks whether the clock was set; the entry that says so, `recount` when it is on disk."""
        clock = self._clock
        draft = self._timekeeper.observe(clock.state(), clock.now(), clock.state())
        if draft:
            self._follow(Setting.told_by(draft))
        return draft

    def by_the_clock_of_now(self, at: datetime) -> datetime:
        """A moment a little ago, which was noted perhaps before the clock was set."""
        return self._timekeeper.by_the_clock_of_now(at, self._clock.now(), self._clock.state())

    def check_out_the_rest(self, now: datetime) -> list[Draft]:
        """The entries that are due when it is over for whoever is still inside, and came in here.

        To be asked when all that was recorded is on disk; what it gives counts at once.
        """
        for curfew in self._curfews.due(self._likely(now)):
            try:
                inside = self._past.still_inside(curfew.since)
            except DeviceError:
                return []
            self._curfews.done(curfew)
            if drafts := [self._check_out(one, curfew, now) for one in inside if self._is_over(one, curfew)]:
                return drafts
        return []

    def _likely(self, now: datetime) -> datetime:
        return self._timekeeper.likely(self.by_the_clock_of_now(now))

    def _follow(self, setting: Setting) -> None:
        """The clock was set. Was it not to be trusted before, this is no other day: it was the wrong date."""
        self._attendance.move(setting.offset)
        if not setting.was_trusted:
            self._keys.redate(self._day.of(self._clock.now()))
            self._attendance.redate(self._keys.day)
        self._publisher.tell(self._attendance.report())

    def _steady_s(self) -> float:
        return self._clock.state().uptime_ms / 1000

    def _count(self, passage: Passage, subject: bytes | None) -> None:
        self._attendance.counts = self.counts.plus(passage.direction)
        seen = [self._attendance.remember(subject, passage)] if subject else []
        self._publisher.tell(self._attendance.report(), *seen)

    def _is_over(self, one: StillInside, curfew: Curfew) -> bool:
        return is_over_for(one, curfew, self.last(one.subject) if one.subject else None)

    def _check_out(self, one: StillInside, curfew: Curfew, now: datetime) -> Draft:
        day_began = self._day.begins(self._keys.day)
        if one.at >= day_began:
            self._count(Passage(Direction.OUT, now, unseen=True), one.subject)
        salt = secrets.token_bytes(SALT_BYTES)
        return auto_out(one, curfew, day_began, now=now, clock=self._clock.state(), salt=salt)
