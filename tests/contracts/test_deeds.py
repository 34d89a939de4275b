"""What each command does at a door, and that it is answered."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from loops import Door
from waiting import wait_until

from kiosk.domain.rules import DirectionRule
from kiosk.feed.orders import Name, Refusal, Result
from kiosk.feed.orders.bodies import BODIES
from kiosk.keys.day_key import DayKey
from kiosk.keys.sealing import OpeningKey
from kiosk.ports import Order

KIOSK = "thuan-hoa-1"
DAY = timedelta(days=1)


@pytest.fixture
def door(new_loop: Callable[..., Door]) -> Door:
    return new_loop(DirectionRule.IN)


def ask(door: Door, name: str, within: timedelta = timedelta(seconds=30), **body: Any) -> Result:
    """The answer to a command that is in time."""
    wanted = BODIES[Name(name)].model_validate(body)
    order = Order(Name(name), wanted, datetime.now(UTC) + within, b"1")
    door.feed.asked.put(order)
    wait_until(lambda: any(answered is order for answered, _ in door.feed.answers))
    return next(result for answered, result in door.feed.answers if answered is order)


def why(result: Result) -> Refusal:
    assert not result.ok
    return Refusal(result.body["reason"])


def test_ping_is_answered_with_the_time(door: Door) -> None:
    result = ask(door, "ping")
    assert result.ok
    assert result.body["at"].endswith("Z")


def test_the_day_key_of_the_centre_is_in_force_at_once(door: Door) -> None:
    today = door.keys.day
    assert not door.keys.shared
    result = ask(door, "day_key", **DayKey(today).sealed(kiosk=KIOSK, to=door.opening.public))
    assert result == Result(True, {"day": today.isoformat(), "today": today.isoformat()})
    assert door.keys.shared
    tomorrow = DayKey(today + DAY).sealed(kiosk=KIOSK, to=door.opening.public)
    assert ask(door, "day_key", **tomorrow).ok


def test_a_day_key_for_somebody_else_or_another_time_is_refused(door: Door) -> None:
    other = DayKey(door.keys.day).sealed(kiosk="thuan-hoa-2", to=door.opening.public)
    assert why(ask(door, "day_key", **other)) is Refusal.SEAL_BROKEN
    other = DayKey(door.keys.day).sealed(kiosk=KIOSK, to=OpeningKey.new().public)
    assert why(ask(door, "day_key", **other)) is Refusal.SEAL_BROKEN
    past = DayKey(date(2026, 1, 1)).sealed(kiosk=KIOSK, to=door.opening.public)
    assert why(ask(door, "day_key", **past)) is Refusal.WRONG_DAY
    assert not door.keys.shared
