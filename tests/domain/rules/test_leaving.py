"""Whoever came in may leave, whatever the time says of their pass."""

from datetime import timedelta

import pytest
from cases import IN, OUT, decided
from passes import MONDAY, SITES, a_pass

from kiosk.domain.credential import SignedPass
from kiosk.domain.recent import Passage
from kiosk.domain.rules import DirectionRule, Rules

CAME = MONDAY - timedelta(hours=3)
GOING = Rules(direction=DirectionRule.OUT, sites=SITES)
COMING = Rules(direction=DirectionRule.IN, sites=SITES)


@pytest.mark.parametrize(
    ("rules", "last", "reason"),
    [
        (GOING, Passage(IN, CAME), "ok"),
        (GOING, Passage(OUT, CAME, unseen=True), "already_out"),
        (GOING, Passage(OUT, CAME), "expired"),
        (GOING, None, "expired"),
        (COMING, Passage(IN, CAME), "expired"),
        (COMING, None, "expired"),
    ],
)
def test_a_pass_that_is_over_lets_out_who_came_in_with_it(
    rules: Rules, last: Passage | None, reason: str
) -> None:
    over = SignedPass(a_pass(valid_from=MONDAY - timedelta(days=1), valid_to=MONDAY))
    assert decided(rules, credential=over, now=MONDAY, last=last).reason.value == reason


@pytest.mark.parametrize(("last", "reason"), [(Passage(IN, CAME), "ok"), (None, "clock_unset")])
def test_without_a_clock_whoever_came_in_may_leave(last: Passage | None, reason: str) -> None:
    case = {"credential": SignedPass(a_pass()), "now": MONDAY, "clock_trusted": False, "last": last}
    assert decided(GOING, **case).reason.value == reason


@pytest.mark.parametrize(("last", "reason"), [(Passage(IN, CAME), "ok"), (None, "wrong_day")])
def test_on_another_day_whoever_came_in_may_leave(last: Passage | None, reason: str) -> None:
    tuesdays = SignedPass(a_pass(days=frozenset({2})))
    assert decided(GOING, credential=tuesdays, now=MONDAY, last=last).reason.value == reason
