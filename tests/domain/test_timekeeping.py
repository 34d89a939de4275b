"""A clock that is set is noticed, and by how much; a clock that runs is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.entry import ClockState, Draft, Event
from kiosk.domain.timekeeping import NOTICED_MS, STEADY_MS, Timekeeper
from kiosk.domain.timeline import Setting, Stamp

BOOT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def look(keeper: Timekeeper, uptime_ms: int, *, set_by_ms: int = 0, trusted: bool = False) -> Draft | None:
    now = BOOT + timedelta(milliseconds=uptime_ms + set_by_ms)
    state = ClockState(trusted, "5f0c", uptime_ms)
    return keeper.observe(state, now, state)


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


def stamp(
    uptime_ms: int, *, boot: str = "5f0c", late_ms: int = 0, set_by_ms: int = 0, trusted: bool = False
) -> Stamp:
    at = BOOT + timedelta(milliseconds=uptime_ms - late_ms + set_by_ms)
    return Stamp(at, trusted, boot, timedelta(milliseconds=uptime_ms), None)


def test_a_clock_that_was_set_while_no_kiosk_ran_is_noticed_by_what_the_journal_holds() -> None:
    keeper = Timekeeper([stamp(1000), stamp(9000, late_ms=5000)])
    draft = look(keeper, 30_000, set_by_ms=3_600_000, trusted=True)
    assert draft is not None
    assert draft.data == {"offset_ms": 3_600_000, "was": "untrusted"}


@pytest.mark.parametrize(
    "recorded",
    [
        [],
        [stamp(1000, trusted=True), stamp(9000, late_ms=5000, trusted=True)],
        [stamp(1000, boot="another", set_by_ms=-86_400_000)],
        [stamp(1000, set_by_ms=-86_400_000), stamp(2000, trusted=True)],
    ],
    ids=["nothing", "the same clock", "another boot", "set, and noticed then"],
)
def test_a_journal_that_fits_the_clock_is_no_event(recorded: list[Stamp]) -> None:
    if len(recorded) == 2 and not recorded[0].trusted:
        recorded[1] = replace(
            recorded[1], setting=Setting(timedelta(days=1), was_trusted=False, trusted=True)
        )
    assert look(Timekeeper(recorded), 30_000, trusted=True) is None


def test_a_machine_that_stood_still_between_two_looks_at_its_clocks_tells_of_no_jump() -> None:
    keeper = Timekeeper()
    look(keeper, 1000, trusted=True)
    before, after = ClockState(True, "5f0c", 2000), ClockState(True, "5f0c", 2000 + STEADY_MS + 60_000)
    assert keeper.observe(before, BOOT + timedelta(seconds=2), after) is None
    assert look(keeper, 70_000, trusted=True) is None


def test_a_clock_that_goes_astray_does_not_change_what_time_it_likely_is() -> None:
    keeper = Timekeeper()
    look(keeper, 1000, trusted=True)
    look(keeper, 2000, set_by_ms=86_400_000)
    look(keeper, 3000, set_by_ms=90_000_000)
    wrong = BOOT + timedelta(milliseconds=3000 + 90_000_000)
    assert keeper.likely(wrong) == BOOT + timedelta(seconds=3)
    look(keeper, 4000, trusted=True)
    assert keeper.likely(wrong) == wrong


def test_a_clock_that_never_was_right_is_believed_as_it_stands() -> None:
    keeper = Timekeeper()
    look(keeper, 1000)
    look(keeper, 2000, set_by_ms=86_400_000)
    assert keeper.likely(BOOT) == BOOT
