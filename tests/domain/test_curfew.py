"""When it is over, and for whom: closing with its delay, the day's turn, roles that may stay, other gates."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.curfew import Curfew, Curfews, Occasion, StillInside, auto_out, is_over_for
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import ClockState, Event
from kiosk.domain.recent import Passage
from kiosk.domain.rules import AutoOut, Rules
from kiosk.domain.rules.opening import Hours, Window
from kiosk.domain.verdict import Direction, Role

HUE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = SiteDay(HUE, time(4))
OFFICE = Hours([(Window(time(7, 30), time(11, 30)), Window(time(13, 30), time(17)))] * 5 + [()] * 2)
STAFF_MAY_STAY = frozenset({Role.STAFF})


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=HUE)


def curfews(mode: str, hours: Hours = OFFICE, after_s: int = 1800) -> Curfews:
    rules = Rules(
        hours=hours,
        auto_out=AutoOut(mode),
        auto_out_after=timedelta(seconds=after_s),
        any_hour=STAFF_MAY_STAY,
    )
    return Curfews(rules, DAY)


def due(mode: str, now: str, hours: Hours = OFFICE) -> list[tuple[str, datetime, bool]]:
    return [
        (curfew.occasion.value, curfew.at, bool(curfew.may_stay))
        for curfew in curfews(mode, hours).due(at(now))
    ]


CLOSING = ("closing", at("2026-11-23 17:00"), True)
FRIDAY = ("closing", at("2026-11-20 17:00"), True)


@pytest.mark.parametrize(
    ("mode", "now", "expected"),
    [
        ("off", "2026-11-23 23:00", []),
        ("closing", "2026-11-23 11:45", [FRIDAY, ("day_starts", at("2026-11-23 04:00"), False)]),
        ("closing", "2026-11-23 17:29", [FRIDAY, ("day_starts", at("2026-11-23 04:00"), False)]),
        ("closing", "2026-11-23 17:30", [("day_starts", at("2026-11-23 04:00"), False), CLOSING]),
        ("closing", "2026-11-24 03:58", [("day_starts", at("2026-11-23 04:00"), False), CLOSING]),
        ("closing", "2026-11-24 03:59", [CLOSING, ("day_starts", at("2026-11-24 04:00"), False)]),
        ("closing", "2026-11-24 04:00", [CLOSING, ("day_starts", at("2026-11-24 04:00"), False)]),
        ("day_starts", "2026-11-23 23:00", [("day_starts", at("2026-11-23 04:00"), False)]),
        ("day_starts", "2026-11-24 03:59", [("day_starts", at("2026-11-24 04:00"), False)]),
        ("day_starts", "2026-11-24 04:00", [("day_starts", at("2026-11-24 04:00"), False)]),
    ],
)
def test_it_is_over_a_while_after_closing_for_some_and_when_the_day_turns_for_all(
    mode: str, now: str, expected: list[object]
) -> None:
    assert due(mode, now) == expected


def test_a_site_that_never_closes_checks_nobody_out_at_closing() -> None:
    assert due("closing", "2026-11-23 23:00", Hours()) == []
    assert len(due("day_starts", "2026-11-23 23:00", Hours())) == 1


def test_a_holiday_s_closing_is_the_one_before_it() -> None:
    holidays = Hours(OFFICE.week, holidays=frozenset({date(2026, 11, 23)}))
    assert due("closing", "2026-11-23 18:00", holidays)[0] == FRIDAY


def test_what_is_done_is_not_due_again_until_the_next_one_comes() -> None:
    looking = curfews("closing")
    for curfew in looking.due(at("2026-11-23 17:30")):
        looking.done(curfew)
    assert looking.due(at("2026-11-23 17:31")) == []
    assert looking.due(at("2026-11-24 03:58")) == []
    (turned,) = looking.due(at("2026-11-24 03:59"))
    assert turned.occasion is Occasion.DAY_STARTS


def test_what_could_not_be_done_is_due_again_at_the_next_look() -> None:
    looking = curfews("day_starts")
    first = looking.due(at("2026-11-23 08:00:00"))
    assert looking.due(at("2026-11-23 08:00:01")) == []
    assert looking.due(at("2026-11-23 08:00:05")) == first


NIGHT = Curfew(Occasion.CLOSING, at("2026-11-23 17:00"), STAFF_MAY_STAY)
CAME = at("2026-11-23 09:00:00.123")


def inside(role: Role | None = Role.VISITOR, came: datetime = CAME, epoch: str | None = None) -> StillInside:
    return StillInside(7, epoch, came.astimezone(UTC), role, b"s" * 16)


@pytest.mark.parametrize(
    ("one", "last", "over"),
    [
        (inside(), None, True),
        (inside(), Passage(Direction.IN, CAME + timedelta(microseconds=456)), True),
        (inside(), Passage(Direction.IN, CAME + timedelta(minutes=5)), False),  # at another gate since
        (inside(), Passage(Direction.OUT, CAME + timedelta(hours=1)), False),  # out by another gate
        (inside(), Passage(Direction.OUT, CAME + timedelta(hours=1), unseen=True), False),
        (inside(Role.STAFF), None, False),
        (inside(None), None, True),
        (inside(came=at("2026-11-23 16:59:59.999")), None, True),
        (inside(came=at("2026-11-23 17:00")), None, False),
    ],
)
def test_it_is_over_for_those_who_came_in_here_before_and_may_not_stay(
    one: StillInside, last: Passage | None, over: bool
) -> None:
    assert is_over_for(one, NIGHT, last) is over


def test_when_the_day_turns_nobody_may_stay() -> None:
    assert is_over_for(inside(Role.STAFF), Curfew(Occasion.DAY_STARTS, at("2026-11-24 04:00")), None)


CLOCK = ClockState(trusted=True, boot="5f0c", uptime_ms=1)


@pytest.mark.parametrize(("epoch", "more"), [(None, {}), ("an-earlier-one", {"ref_epoch": "an-earlier-one"})])
def test_the_entry_says_whom_it_closes_and_why_and_is_no_presentation(
    epoch: str | None, more: dict[str, str]
) -> None:
    now = at("2026-11-23 17:30")
    draft = auto_out(inside(epoch=epoch), NIGHT, DAY.start(now), now=now, clock=CLOCK, salt=b"B" * 16)
    assert (draft.event, draft.ref, draft.direction, draft.verdict) == (
        Event.AUTO_OUT,
        7,
        Direction.OUT,
        None,
    )
    assert (draft.at, draft.subject, draft.person) == (now, b"s" * 16, None)
    assert draft.data == {"occasion": "closing", "over_at": "2026-11-23T10:00:00.000Z"} | more


@pytest.mark.parametrize(
    ("now", "direction"), [("2026-11-24 03:59", Direction.OUT), ("2026-11-24 04:00", None)]
)
def test_a_visit_of_an_earlier_day_is_closed_without_being_counted(
    now: str, direction: Direction | None
) -> None:
    began = DAY.start(at(now))
    draft = auto_out(inside(), NIGHT, began, now=at(now), clock=CLOCK, salt=b"B" * 16)
    assert draft.direction is direction
