"""Where, when and how often a pass lets somebody in: tables of cases."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from passes import MONDAY, SITES, a_pass

from kiosk.domain.credential import SignedPass
from kiosk.domain.decision import Decision, decide
from kiosk.domain.pass_ import Pass, Use
from kiosk.domain.recent import Passage
from kiosk.domain.rules import Case, DirectionRule, Rules
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict
from kiosk.domain.window import Window

SUBJECT = b"t" * 16
HUE = ZoneInfo("Asia/Ho_Chi_Minh")


def decided(pass_: Pass, *, revoked: bool = False, **case: Any) -> Decision:
    case.setdefault("rules", Rules(sites=SITES))
    case.setdefault("now", MONDAY)
    return decide(Case(credential=SignedPass(pass_, revoked), subject=SUBJECT, **case))


def reason(pass_: Pass, **case: Any) -> str:
    return decided(pass_, **case).reason.value


def window(text: str) -> Window:
    opens, closes = text.split("-")
    return Window(time.fromisoformat(opens), time.fromisoformat(closes))


def at(text: str) -> datetime:
    """By the wall clock in Huế."""
    return datetime.fromisoformat(text).replace(tzinfo=HUE).astimezone(UTC)


def test_a_valid_pass_is_accepted_with_its_person_and_its_role() -> None:
    decision = decided(a_pass(role=Role.STAFF))
    assert decision == Decision(
        Verdict.ACCEPTED,
        Reason.OK,
        "nothing_against_it",
        Direction.IN,
        MONDAY,
        "pass",
        Assurance.VERIFIED,
        role=Role.STAFF,
        subject=SUBJECT,
        person=a_pass().person,
    )


def test_an_operator_s_badge_is_accepted_as_such() -> None:
    decision = decided(a_pass(role=Role.OPERATOR))
    assert (decision.verdict, decision.kind, decision.role) == (Verdict.ACCEPTED, "operator", Role.OPERATOR)


@pytest.mark.parametrize(
    ("sites", "expected"),
    [
        (["tru-so"], "ok"),
        (["khu-b", "tru-so"], "ok"),
        (["ubnd-thuan-hoa/tru-so"], "ok"),
        (["thuan-hoa/ubnd-thuan-hoa/tru-so"], "ok"),
        (["ubnd-thuan-hoa/*"], "ok"),
        (["thuan-hoa/*/*"], "ok"),
        (["*"], "ok"),
        (["khu-b"], "wrong_site"),
        (["tru"], "wrong_site"),
        (["ubnd-phu-xuan/tru-so"], "wrong_site"),
        (["phu-xuan/ubnd-thuan-hoa/tru-so"], "wrong_site"),
        (["ubnd-thuan-hoa"], "wrong_site"),
        (["phu-xuan/*/*"], "wrong_site"),
    ],
)
def test_a_pass_is_for_its_sites_only(sites: list[str], expected: str) -> None:
    assert reason(a_pass(sites=tuple(sites))) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (MONDAY - timedelta(days=1, milliseconds=1), "not_yet_valid"),
        (MONDAY - timedelta(days=1), "ok"),
        (MONDAY + timedelta(days=6, milliseconds=-1), "ok"),
        (MONDAY + timedelta(days=6), "expired"),
    ],
)
def test_a_pass_counts_from_its_first_moment_until_before_its_last(now: datetime, expected: str) -> None:
    assert reason(a_pass(), now=now) == expected


@pytest.mark.parametrize(
    ("days", "hours", "now", "expected"),
    [
        ({1}, None, "2026-11-23T00:00", "ok"),
        ({1}, None, "2026-11-23T23:59", "ok"),
        ({1}, None, "2026-11-24T00:00", "wrong_day"),
        ({2, 3, 4, 5, 6, 7}, None, "2026-11-23T08:15", "wrong_day"),
        (None, "08:00-17:00", "2026-11-23T07:59", "wrong_day"),
        (None, "08:00-17:00", "2026-11-23T08:00", "ok"),
        (None, "08:00-17:00", "2026-11-23T16:59", "ok"),
        (None, "08:00-17:00", "2026-11-23T17:00", "wrong_day"),
        (None, "06:00-06:00", "2026-11-23T05:59", "ok"),
        ({1}, "22:00-06:00", "2026-11-23T21:59", "wrong_day"),
        ({1}, "22:00-06:00", "2026-11-23T22:00", "ok"),
        ({1}, "22:00-06:00", "2026-11-24T00:00", "ok"),
        ({1}, "22:00-06:00", "2026-11-24T05:59", "ok"),
        ({1}, "22:00-06:00", "2026-11-24T06:00", "wrong_day"),
        ({1}, "22:00-06:00", "2026-11-23T05:00", "wrong_day"),
        ({1}, "22:00-06:00", "2026-11-24T22:00", "wrong_day"),
        ({7}, "22:00-06:00", "2026-11-23T05:00", "ok"),
        ({1}, "22:00-00:00", "2026-11-23T23:59", "ok"),
        ({1}, "22:00-00:00", "2026-11-24T00:00", "wrong_day"),
    ],
)
def test_days_and_hours_are_the_site_s_own_and_reach_over_midnight(
    days: set[int] | None, hours: str | None, now: str, expected: str
) -> None:
    narrowed: dict[str, Any] = {"days": frozenset(days)} if days else {}
    narrowed |= {"hours": window(hours)} if hours else {}
    assert reason(a_pass(**narrowed), now=at(now)) == expected


def test_the_same_moment_is_another_hour_in_another_zone() -> None:
    morning = a_pass(hours=window("08:00-10:00"))
    assert reason(morning) == "ok"
    assert reason(morning, rules=Rules(sites=SITES, zone=ZoneInfo("UTC"))) == "wrong_day"


def test_without_a_clock_nobody_can_tell_whether_a_pass_counts() -> None:
    assert reason(a_pass(), clock_trusted=False) == "clock_unset"


def test_a_pass_that_was_taken_back_is_refused_first_of_all() -> None:
    assert reason(a_pass(sites=("khu-b",)), revoked=True, clock_trusted=False) == "revoked"


def test_a_pass_for_another_site_is_told_so_without_a_clock() -> None:
    assert reason(a_pass(sites=("khu-b",)), clock_trusted=False) == "wrong_site"


@pytest.mark.parametrize(
    ("uses", "used", "expected"),
    [(None, 1000, "ok"), (1, 0, "ok"), (1, 1, "used_up"), (3, 2, "ok"), (3, 3, "used_up")],
)
def test_a_pass_lets_in_as_often_as_it_says(uses: int | None, used: int, expected: str) -> None:
    assert reason(a_pass(uses=uses), used=used) == expected


def test_going_in_takes_a_use_and_going_out_is_free() -> None:
    once = a_pass(uses=1)
    out = Rules(sites=SITES, direction=DirectionRule.OUT)
    assert decided(once).use == Use(once.id, once.valid_to)
    assert decided(once, rules=out, used=1).reason is Reason.OK
    assert decided(once, rules=out).use is None
    assert decided(a_pass()).use is None


def test_a_copy_shown_a_moment_later_is_used_up_and_not_already_in() -> None:
    a_minute_ago = Passage(Direction.IN, MONDAY - timedelta(minutes=1))
    assert reason(a_pass(uses=1), used=1, last=a_minute_ago) == "used_up"
    again = decided(a_pass(uses=2), used=1, last=a_minute_ago)
    assert (again.reason, again.use) == (Reason.ALREADY_IN, None)


def test_with_turning_directions_a_single_use_lets_in_and_out() -> None:
    turning = Rules(sites=SITES, direction=DirectionRule.TOGGLE)
    inside = Passage(Direction.IN, MONDAY - timedelta(hours=1))
    decision = decided(a_pass(uses=1), rules=turning, used=1, last=inside)
    assert (decision.reason, decision.direction) == (Reason.OK, Direction.OUT)


def test_a_kind_that_is_not_taken_is_named_as_such_whatever_else_is_wrong() -> None:
    rules = Rules(sites=SITES, kinds=frozenset({"cccd"}))
    assert reason(a_pass(sites=("khu-b",)), rules=rules, revoked=True) == "kind_not_allowed"
