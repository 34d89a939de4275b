"""A clock that is set is noticed, and by how much; a clock that runs is not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.entry import ClockState, Draft, Event
from kiosk.domain.timekeeping import NOTICED_MS, Timekeeper

BOOT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def look(keeper: Timekeeper, uptime_ms: int, *, set_by_ms: int = 0, trusted: bool = False) -> Draft | None:
    now = BOOT + timedelta(milliseconds=uptime_ms + set_by_ms)
    return keeper.observe(now, ClockState(trusted, "5f0c", uptime_ms))


@given(st.lists(st.integers(0, 10_000_000), min_size=1), st.booleans())
def test_a_clock_that_runs_is_no_event(uptimes: list[int], trusted: bool) -> None:
    keeper = Timekeeper()
    assert [look(keeper, uptime, trusted=trusted) for uptime in sorted(uptimes)] == [None] * len(uptimes)


@pytest.mark.parametrize("jump_ms", [86_400_000, -86_400_000, NOTICED_MS, -NOTICED_MS])
def test_a_jump_is_an_entry_with_its_offset(jump_ms: int) -> None:
    keeper = Timekeeper()
    look(keeper, 1000)
    draft = look(keeper, 2000, set_by_ms=jump_ms, trusted=True)
    assert draft is not None
    assert (draft.event, draft.data) == (Event.CLOCK, {"offset_ms": jump_ms, "was": "untrusted"})
    assert draft.at == BOOT + timedelta(milliseconds=2000 + jump_ms)
    assert look(keeper, 3000, set_by_ms=jump_ms, trusted=True) is None


def test_a_clock_that_was_right_all_along_is_an_entry_once_it_is_trusted() -> None:
    keeper = Timekeeper()
    look(keeper, 1000)
    draft = look(keeper, 2000, trusted=True)
    assert draft is not None
    assert draft.data["offset_ms"] == 0


def test_losing_trust_is_no_entry_and_small_corrections_add_up_to_one() -> None:
    keeper = Timekeeper()
    look(keeper, 1000, trusted=True)
    assert look(keeper, 2000) is None
    drafts = [look(keeper, 2000 + step, set_by_ms=100 * step, trusted=False) for step in range(1, 25)]
    noticed = [draft for draft in drafts if draft is not None]
    assert [draft.data["offset_ms"] for draft in noticed] == [NOTICED_MS]
