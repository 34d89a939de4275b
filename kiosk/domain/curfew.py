"""When it is over: whoever is still inside then is checked out, marked as seen by nobody."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from kiosk.domain.day import SiteDay
from kiosk.domain.entry import ClockState, Draft, Event, JsonObject, to_rfc3339
from kiosk.domain.recent import Passage
from kiosk.domain.rules import AutoOut, Rules
from kiosk.domain.verdict import Direction, Role

LOOK_EACH = timedelta(seconds=5)
LOOK_BACK = timedelta(days=7)
"""So a kiosk that was off over a long weekend still closes what was left open before."""

DAY_ENDS = timedelta(seconds=60)
"""So long before a day turns it ends: who is checked out then is counted, and known, on that day still."""

SAME = timedelta(seconds=1)
"""Passages of one person so close are one: entries keep milliseconds, and are put right when the clock is."""


class Occasion(StrEnum):
    """Why it is over."""

    CLOSING = "closing"
    DAY_STARTS = "day_starts"


@dataclass(frozen=True, slots=True)
class Curfew:
    """It is over for those who came in before `at` (aware), but for those whose role `may_stay`."""

    occasion: Occasion
    at: datetime
    may_stay: frozenset[Role] = frozenset()

    @property
    def since(self) -> datetime:
        """Who came in before then is of no interest any more."""
        return self.at - LOOK_BACK


@dataclass(frozen=True, slots=True)
class StillInside:
    """Somebody whose last passage that this gate recorded was in.

    `epoch`: the name of an earlier one, in which the entry `seq` stands; None: the one of now.
    """

    seq: int
    epoch: str | None
    at: datetime  # aware, UTC
    role: Role | None
    subject: bytes | None = field(repr=False)


class Curfews:
    """Looks at the clock now and then; time is passed in."""

    def __init__(self, rules: Rules, day: SiteDay) -> None:
        self._rules, self._day = rules, day
        self._looked_at: datetime | None = None
        self._done: set[Curfew] = set()

    def due(self, now: datetime) -> list[Curfew]:
        """Those that have come and are not done, the first one first; after a start the last of each kind,
        for nobody knows whether they were kept.
        """
        if self._looked_at is not None and abs(now - self._looked_at) < LOOK_EACH:
            return []
        self._looked_at = now
        last = set(self._last(now))
        self._done &= last
        return sorted(last - self._done, key=lambda curfew: curfew.at)

    def done(self, curfew: Curfew) -> None:
        """It was kept, and is not due again."""
        self._done.add(curfew)

    def _last(self, now: datetime) -> Iterator[Curfew]:
        rules = self._rules
        if rules.auto_out is AutoOut.DAY_STARTS:
            yield self._day_s_end(now)
        closing = rules.hours.last_closing(now - rules.auto_out_after, rules.zone)
        if rules.auto_out is AutoOut.CLOSING and closing:
            yield Curfew(Occasion.CLOSING, closing, rules.any_hour)
            yield self._day_s_end(now)

    def _day_s_end(self, now: datetime) -> Curfew:
        return Curfew(Occasion.DAY_STARTS, self._day.start(now + DAY_ENDS))


def is_over_for(one: StillInside, curfew: Curfew, last: Passage | None) -> bool:
    """Whether they are to be checked out here. `last` is their last passage at any gate, if it is known: who
    passed another one since is that gate's to close, and who went out is gone.
    """
    left_here = last is None or (last.direction is Direction.IN and last.at - one.at < SAME)
    return one.at < curfew.at and one.role not in curfew.may_stay and left_here


def auto_out(
    one: StillInside, curfew: Curfew, day_began: datetime, *, now: datetime, clock: ClockState, salt: bytes
) -> Draft:
    """The entry that closes a visit of which nobody saw the end. One of an earlier day than that which began
    then (aware) has no direction: it is in no count of today.
    """
    data: JsonObject = {"occasion": curfew.occasion.value, "over_at": to_rfc3339(curfew.at)}
    return Draft(
        at=now,
        clock=clock,
        event=Event.AUTO_OUT,
        ref=one.seq,
        direction=Direction.OUT if one.at >= day_began else None,
        subject=one.subject,
        salt=salt,
        data=data if one.epoch is None else data | {"ref_epoch": one.epoch},
    )
