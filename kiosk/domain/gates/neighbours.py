"""The other gates of a site, as one of them knows them by what they say.

Each gate counts for itself, so that counts never conflict; what a gate says replaces what it said before. A
gate that is not heard counts on by itself: what it said last stays in the sum, and the sum is less sure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kiosk.domain.gates.words import Report, Reported
from kiosk.domain.occupancy import Counts, Occupancy, Ways, certainty

AWAY_AFTER_S = 150.0
"""A gate reports each minute; two reports were missed."""

MOST_GATES = 64
"""More than any site has; what else calls itself a gate is left aside."""

FORGOTTEN_AFTER = timedelta(days=7)
"""A gate that was silent for so long was taken away."""

CLOCKS_AGREE = timedelta(seconds=5)
"""A smaller difference is the time that a message takes."""

ON_ITS_WAY_S = 30.0
"""What was told sooner may not have arrived when the connection broke."""


@dataclass(slots=True)
class Gate:
    """`told`: how many words of ours it has surely heard, and since when; `telling` is not sure yet."""

    ways: Ways = Ways.BOTH
    run: str | None = None
    last_day: date | None = None
    days: dict[date, Counts] = field(default_factory=dict)  # the last two that it told of
    heard_s: float | None = None  # None: it is away
    fast_by: timedelta = timedelta()
    told: tuple[int, float] = (0, 0.0)
    telling: tuple[int, float] = (0, 0.0)

    def is_heard(self, now_s: float) -> bool:
        return self.heard_s is not None and now_s - self.heard_s <= AWAY_AFTER_S

    def takes(self, report: Report) -> None:
        self.last_day, self.ways = report.day, report.likely_ways
        self.days.pop(report.day, None)
        self.days = dict([*self.days.items(), (report.day, report.counts)][-2:])


class Gates:
    """Time is passed in: `now` by the clock (aware), `now_s` in seconds by one that never jumps.

    `day` is that of the site. `expected`: kiosks that are known to stand there, whether heard or not.
    """

    def __init__(self, day: date, expected: Iterable[str] = ()) -> None:
        self._day = day
        self._gates = {kiosk: Gate() for kiosk in expected}
        self._expected = frozenset(self._gates)

    def occupancy(self, own: Counts, now_s: float) -> Occupancy:
        """Of the site on this day, with what this gate counted itself."""
        counts, unheard = own, {}
        for kiosk, gate in sorted(self._gates.items()):
            counts += gate.days.get(self._day, Counts())
            if self._day not in gate.days or not gate.is_heard(now_s):
                unheard[kiosk] = gate.ways
        return Occupancy(counts, certainty(unheard.values()), tuple(unheard))

    def hear(self, said: Reported, now: datetime, now_s: float, words: int) -> int | None:
        """A gate's report. `words`: how many this gate has told so far.

        Returns how many of these the other has surely heard, if it was away: the rest it may lack.
        """
        report = said.report
        if self._is_old(report.day) and not said.live:
            return None
        gate = self._gate(said.kiosk)
        if gate is None:
            return None
        was_heard = gate.is_heard(now_s)
        gate.takes(report)
        if not said.live:
            return None
        restarted, gate.run = report.run != gate.run, report.run
        if restarted:
            gate.told = gate.telling = (0, now_s)
        gate.heard_s = now_s
        if report.at:
            apart = report.at - now
            gate.fast_by = apart if abs(apart) > CLOCKS_AGREE else timedelta()
        missed = gate.told[0]
        if now_s - gate.telling[1] > ON_ITS_WAY_S:
            gate.told, gate.telling = gate.telling, (words, now_s)
        return None if was_heard and not restarted else missed

    def went(self, kiosk: str) -> None:
        if gate := self._gates.get(kiosk):
            gate.heard_s = None

    def link_lost(self) -> None:
        for kiosk in self._gates:
            self.went(kiosk)

    def by_our_clock(self, kiosk: str, at: datetime) -> datetime:
        """A time that a gate told, as our clock would have had it."""
        gate = self._gates.get(kiosk)
        return at - gate.fast_by if gate else at

    def move(self, by: timedelta) -> None:
        """Our clock was set by so much, and theirs were not."""
        for gate in self._gates.values():
            gate.fast_by -= by

    def turn(self, day: date, words_forgotten: int) -> None:
        """Another day; so many of the oldest words of ours are told to nobody any more."""
        self._day = day
        for kiosk, gate in list(self._gates.items()):
            if gate.last_day and self._is_old(gate.last_day) and kiosk not in self._expected:
                del self._gates[kiosk]
                continue
            gate.days = {of: counts for of, counts in gate.days.items() if of >= day}
            gate.told = max(0, gate.told[0] - words_forgotten), gate.told[1]
            gate.telling = max(0, gate.telling[0] - words_forgotten), gate.telling[1]

    def _is_old(self, day: date) -> bool:
        return day < self._day - FORGOTTEN_AFTER

    def _gate(self, kiosk: str) -> Gate | None:
        if kiosk not in self._gates and len(self._gates) >= MOST_GATES:
            return None
        return self._gates.setdefault(kiosk, Gate())
