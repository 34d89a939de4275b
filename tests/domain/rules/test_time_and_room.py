"""Who may come in now: hours by role and direction, anti-passback, capacity; tables of cases, and laws."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from cases import IN, NOW, OUT, case, decided, passed
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.credential import Credential, PersonalCode, UnknownCode, Unreadable
from kiosk.domain.decision import Decision, decide
from kiosk.domain.person import Namespace, Person
from kiosk.domain.recent import Passage
from kiosk.domain.rules import ORDER, DirectionRule, Passback, Rules
from kiosk.domain.rules.listed import Listed
from kiosk.domain.rules.opening import Hours
from kiosk.domain.verdict import Direction, Reason, Role, Verdict
from kiosk.domain.window import Window

OFFICE = Hours([(Window(time(7, 30), time(17)),)] * 5 + [()] * 2, holidays=frozenset({NOW.date()}))
WORKDAY = Hours(OFFICE.week)
EARLY, OPEN, LATE = (datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (0, 5, 10))  # 07:00, 12:00, 17:00
HOUR_S = 3600


def answer(decision: Decision) -> tuple[str, str, str, Direction | None]:
    return decision.verdict.value, decision.reason.value, decision.rule, decision.direction


@pytest.mark.parametrize(
    ("hours", "now", "role", "direction", "rule"),
    [
        (WORKDAY, EARLY, "visitor", "in", "outside_hours"),
        (WORKDAY, OPEN, "visitor", "in", "nothing_against_it"),
        (WORKDAY, LATE, "visitor", "in", "outside_hours"),
        (WORKDAY, LATE, "visitor", "out", "nothing_against_it"),
        (WORKDAY, LATE, "staff", "in", "nothing_against_it"),
        (WORKDAY, LATE, "operator", "in", "outside_hours"),
        (OFFICE, OPEN, "visitor", "in", "on_a_holiday"),
        (OFFICE, OPEN, "visitor", "out", "nothing_against_it"),
        (OFFICE, OPEN, "staff", "in", "nothing_against_it"),
        (OFFICE, LATE, "visitor", "in", "on_a_holiday"),
    ],
)
def test_hours_keep_out_those_whom_they_bind_and_keep_nobody_in(
    hours: Hours, now: datetime, role: str, direction: str, rule: str
) -> None:
    staff_at_any_hour = Rules(
        direction=DirectionRule(direction),
        hours=hours,
        default_role=Role(role),
        any_hour=frozenset({Role.STAFF}),
    )
    reason = "ok" if rule == "nothing_against_it" else "closed"
    verdict = "accepted" if reason == "ok" else "rejected"
    assert answer(decided(staff_at_any_hour, now=now)) == (verdict, reason, rule, Direction(direction))


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (None, LATE, ("rejected", "closed", "outside_hours", IN)),
        (Passage(OUT, LATE - timedelta(hours=2)), LATE, ("rejected", "closed", "outside_hours", IN)),
        (Passage(IN, LATE - timedelta(hours=2)), LATE, ("accepted", "ok", "nothing_against_it", OUT)),
        (Passage(IN, LATE - timedelta(seconds=9)), LATE, ("already", "already_in", "already_in", IN)),
    ],
)
def test_where_each_person_s_direction_turns_hours_ask_for_the_direction_of_that_person(
    last: Passage | None, now: datetime, expected: tuple[object, ...]
) -> None:
    rules = Rules(direction=DirectionRule.TOGGLE, hours=WORKDAY)
    assert answer(decided(rules, now=now, last=last)) == expected


def test_who_came_in_a_moment_before_closing_is_told_so_and_not_that_it_is_closed() -> None:
    last = Passage(IN, LATE - timedelta(seconds=5))
    assert decided(Rules(hours=WORKDAY), now=LATE, last=last).reason is Reason.ALREADY_IN


@pytest.mark.parametrize(
    ("passback", "direction", "last", "ago_s", "reason", "data"),
    [
        ("off", "in", IN, HOUR_S, "ok", {}),
        ("soft", "in", IN, HOUR_S, "ok", {"passback": "soft"}),
        ("hard", "in", IN, HOUR_S, "passback", {}),
        ("soft", "in", IN, 299, "already_in", {}),
        ("hard", "in", IN, 299, "already_in", {}),
        ("hard", "in", IN, 300, "passback", {}),
        ("soft", "in", OUT, HOUR_S, "ok", {}),
        ("hard", "in", OUT, HOUR_S, "ok", {}),
        ("soft", "out", OUT, HOUR_S, "ok", {"passback": "soft"}),
        ("hard", "out", OUT, HOUR_S, "passback", {}),
        ("hard", "out", IN, HOUR_S, "ok", {}),
        ("hard", "in", None, 0, "ok", {}),
        ("hard", "out", None, 0, "ok", {}),
        ("hard", "toggle", IN, HOUR_S, "ok", {}),
        ("hard", "toggle", OUT, HOUR_S, "ok", {}),
    ],
)
def test_two_passages_in_one_direction_are_marked_or_rejected_as_the_site_wishes(
    passback: str,
    direction: str,
    last: Direction | None,
    ago_s: int,
    reason: str,
    data: dict[str, object],
) -> None:
    rules = Rules(direction=DirectionRule(direction), passback=Passback(passback))
    decision = decided(rules, last=passed(last, ago_s) if last else None)
    assert (decision.reason.value, decision.data) == (reason, data)


@pytest.mark.parametrize(
    ("capacity", "inside", "direction", "reason"),
    [
        (None, 10_000, "in", "ok"),
        (3, 0, "in", "ok"),
        (3, 2, "in", "ok"),
        (3, 3, "in", "full"),
        (3, 4, "in", "full"),
        (3, 3, "out", "ok"),
        (3, 4, "out", "ok"),
    ],
)
def test_a_full_site_takes_nobody_in_and_lets_everybody_out(
    capacity: int | None, inside: int, direction: str, reason: str
) -> None:
    rules = Rules(direction=DirectionRule(direction), capacity=capacity)
    assert decided(rules, inside=inside).reason.value == reason


def test_the_last_one_in_is_told_so_again_and_not_that_it_is_full() -> None:
    assert decided(Rules(capacity=1), inside=1, last=passed(IN, 5)).reason is Reason.ALREADY_IN


credentials: st.SearchStrategy[Credential] = st.sampled_from(
    [
        Unreadable("not UTF-8"),
        UnknownCode(),
        *(
            PersonalCode(kind, Person(Namespace.VN_ID, "046090000001"))
            for kind in ("cccd", "national_qr", "dcc")
        ),
    ]
)
rule_sets = st.builds(
    Rules,
    direction=st.sampled_from(DirectionRule),
    default_role=st.sampled_from(Role),
    any_hour=st.frozensets(st.sampled_from(Role)),
    hours=st.sampled_from([Hours(), WORKDAY, OFFICE]),
    passback=st.sampled_from(Passback),
    capacity=st.none() | st.integers(1, 3),
    only_listed=st.booleans(),
)
known = st.fixed_dictionaries(
    {
        "credential": credentials,
        "now": st.sampled_from([EARLY, OPEN, LATE]),
        "chosen": st.sampled_from(Direction),
        "last": st.none() | st.builds(passed, st.sampled_from(Direction), st.integers(0, HOUR_S)),
        "inside": st.integers(0, 4),
        "listed": st.builds(Listed, st.booleans(), st.booleans(), st.booleans()),
    }
)


@given(rule_sets, known)
def test_every_case_gets_one_reason_by_the_first_rule_that_applies_and_its_verdict(
    rules: Rules, known: dict[str, Any]
) -> None:
    asked = case(rules, **known)
    decision = decide(asked)
    applying = [rule for rule in ORDER if rule.asks(asked)]
    assert (decision.rule, decision.reason) == (applying[0].name, applying[0].reason)
    assert decision.verdict is decision.reason.verdict
    assert (decision.person is None) is (decision.verdict is Verdict.REJECTED)


@given(rule_sets, known)
def test_nobody_who_goes_out_is_held_up_by_hours_by_room_or_by_an_allow_list(
    rules: Rules, known: dict[str, Any]
) -> None:
    decision = decided(rules, **known)
    if decision.direction is OUT:
        assert decision.reason not in (Reason.CLOSED, Reason.FULL, Reason.NOT_LISTED)


@given(rule_sets, known)
def test_a_rule_that_does_not_apply_can_be_left_out(rules: Rules, known: dict[str, Any]) -> None:
    """What hours, lists, capacity and passback are set to matters only where they are the reason, or mark."""
    strict = decided(rules, **known)
    strictly = (Reason.CLOSED, Reason.FULL, Reason.PASSBACK, Reason.NOT_LISTED)
    if strict.reason not in strictly and not strict.data:
        lax = Rules(direction=rules.direction, default_role=rules.default_role)
        assert decided(lax, **known) == strict


@given(
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 600)), min_size=1, max_size=60),
    st.sampled_from(["toggle", "button"]),
    st.data(),
)
def test_accepted_entries_never_exceed_the_capacity(
    capacity: int, shown: list[tuple[int, int]], direction: str, data: st.DataObject
) -> None:
    rules = Rules(direction=DirectionRule(direction), capacity=capacity, passback=Passback.HARD)
    now, inside, last = NOW, 0, dict[int, Passage]()
    for person, pause_s in shown:
        now += timedelta(seconds=pause_s)
        chosen = data.draw(st.sampled_from(Direction))
        decision = decided(rules, now=now, last=last.get(person), inside=inside, chosen=chosen)
        if decision.verdict is Verdict.ACCEPTED and decision.direction:
            last[person] = Passage(decision.direction, now)
            inside += 1 if decision.direction is IN else -1
        assert inside <= capacity
