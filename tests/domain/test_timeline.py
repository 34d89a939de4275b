"""When an entry was, whatever the clock said: against machines whose true time is known."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.domain.entry import ClockState, Draft, JsonObject, number
from kiosk.domain.timekeeping import Timekeeper
from kiosk.domain.timeline import Known, Setting, Stamp, shift, timeline

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Machine:
    """A kiosk whose true time is known: `wrong_by` is what its clock is off."""

    wrong_by: timedelta = timedelta()
    trusted: bool = False
    boot: int = 0
    booted: datetime = START
    true: datetime = START
    entries: list[JsonObject] = field(default_factory=list)
    truth: list[datetime] = field(default_factory=list)
    keeper: Timekeeper = field(default_factory=Timekeeper)

    def record(self, after: timedelta = timedelta(seconds=10)) -> None:
        self.true += after
        self.look()
        self._keep(Draft(at=self._now(), clock=self._state()))

    def set(self, wrong_by: timedelta, *, trusted: bool) -> None:
        self.look()
        self.wrong_by, self.trusted = wrong_by, trusted
        self.look()

    def reboot(self, wrong_by: timedelta, off: timedelta = timedelta(minutes=3)) -> None:
        self.true += off
        self.boot, self.booted = self.boot + 1, self.true
        self.wrong_by, self.trusted, self.keeper = wrong_by, False, Timekeeper()
        self.true += timedelta(seconds=20)
        self.look()

    def look(self) -> None:
        if draft := self.keeper.observe(self._state(), self._now(), self._state()):
            self._keep(draft)

    def times(self) -> list[tuple[timedelta, Known]]:
        """How far each time is from the truth, and how well it is said to be known."""
        found = timeline([Stamp.of(entry) for entry in self.entries])
        return [(when.at - true, when.known) for when, true in zip(found, self.truth, strict=True)]

    def _keep(self, draft: Draft) -> None:
        self.truth.append(self.true)
        self.entries.append(number(draft, len(self.entries) + 1, bytes(32)).body)

    def _now(self) -> datetime:
        return self.true + self.wrong_by

    def _state(self) -> ClockState:
        uptime_ms = (self.true - self.booted) // timedelta(milliseconds=1)
        return ClockState(self.trusted, f"boot-{self.boot}", uptime_ms)


def saved_time_then_set() -> Machine:
    machine = Machine(wrong_by=-15 * HOUR)
    machine.record()
    machine.record()
    machine.set(timedelta(), trusted=True)
    machine.record()
    return machine


def a_day_ahead_and_back() -> Machine:
    machine = Machine(trusted=True)
    machine.record()
    machine.set(DAY, trusted=False)
    machine.record()
    machine.set(timedelta(), trusted=True)
    machine.record()
    return machine


def a_day_ahead_and_never_back() -> Machine:
    machine = Machine(trusted=True)
    machine.record()
    machine.set(DAY, trusted=False)
    machine.record()
    return machine


def set_twice_before_it_was_trusted() -> Machine:
    machine = Machine(wrong_by=-30 * DAY)
    machine.record()
    machine.set(-HOUR, trusted=False)
    machine.record()
    machine.set(timedelta(), trusted=True)
    return machine


def set_by_hand_and_never_trusted() -> Machine:
    machine = Machine(wrong_by=-30 * DAY)
    machine.record()
    machine.set(timedelta(), trusted=False)
    machine.record()
    return machine


def never_set() -> Machine:
    machine = Machine(trusted=True)
    machine.record()
    machine.reboot(-7 * HOUR)
    machine.record()
    machine.record()
    machine.reboot(-HOUR)
    machine.record()
    machine.set(timedelta(), trusted=True)
    return machine


RIGHT = timedelta()
T, C, U = Known.TRUSTED, Known.CORRECTED, Known.UNTRUSTED


@pytest.mark.parametrize(
    ("machine", "times"),
    [
        (saved_time_then_set(), [(RIGHT, C), (RIGHT, C), (RIGHT, T), (RIGHT, T)]),
        (a_day_ahead_and_back(), [(RIGHT, T), (RIGHT, C), (RIGHT, C), (RIGHT, T), (RIGHT, T)]),
        (a_day_ahead_and_never_back(), [(RIGHT, T), (RIGHT, C), (RIGHT, C)]),
        (set_twice_before_it_was_trusted(), [(RIGHT, C)] * 3 + [(RIGHT, T)]),
        (set_by_hand_and_never_trusted(), [(RIGHT, U)] * 3),
        (
            never_set(),
            [(RIGHT, T), (-7 * HOUR, U), (-7 * HOUR, U), (RIGHT, C), (RIGHT, T)],
        ),
    ],
    ids=lambda value: "" if isinstance(value, list) else None,
)
def test_times_are_right_and_marked_for_what_they_are(
    machine: Machine, times: list[tuple[timedelta, Known]]
) -> None:
    assert machine.times() == times


def test_a_boot_that_never_got_a_clock_lies_between_its_neighbours() -> None:
    machine = never_set()
    found = timeline([Stamp.of(entry) for entry in machine.entries])
    for when, true in list(zip(found, machine.truth, strict=True))[1:3]:
        assert when.not_before is not None
        assert when.not_after is not None
        assert when.not_before <= true <= when.not_after
        assert when.not_after - when.not_before < timedelta(minutes=10)
    assert (found[0].not_before, found[0].not_after) == (None, None)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("record"), st.integers(1, 10_000)),
        st.tuples(st.just("set right"), st.just(0)),
        st.tuples(st.just("set wrong"), st.integers(-100_000, 100_000)),
        st.tuples(st.just("reboot"), st.integers(-100_000, 100_000)),
    ),
    max_size=30,
)


@given(steps, st.booleans())
@example([("set right", 0), ("record", 10), ("set wrong", 0), ("record", 1), ("set wrong", 2)], False)
def test_whatever_happens_to_the_clock_what_is_called_known_is_true_and_bounds_hold(
    steps: list[tuple[str, int]], trusted: bool
) -> None:
    machine = Machine(trusted=trusted)
    machine.look()
    for step, seconds in steps:
        wrong_by = timedelta(seconds=seconds)
        match step:
            case "record":
                machine.record(timedelta(seconds=seconds))
            case "set right":
                machine.set(timedelta(), trusted=True)
            case "set wrong":
                machine.set(wrong_by, trusted=False)
            case "reboot":
                machine.reboot(wrong_by)
    found = timeline([Stamp.of(entry) for entry in machine.entries])
    for when, true in zip(found, machine.truth, strict=True):
        if when.known is not Known.UNTRUSTED:
            assert abs(when.at - true) <= timedelta(seconds=2 * len(steps))
        assert when.not_before is None or when.not_before <= true + timedelta(seconds=2 * len(steps))
        assert when.not_after is None or true <= when.not_after + timedelta(seconds=2 * len(steps))


@pytest.mark.parametrize("data", [{}, {"offset_ms": "1"}, {"offset_ms": 10**18, "was": "trusted"}])
def test_a_clock_entry_that_nobody_can_use_moves_nothing(data: JsonObject) -> None:
    machine = saved_time_then_set()
    machine.entries[2]["data"] = data
    found = timeline([Stamp.of(entry) for entry in machine.entries])
    assert [when.known for when in found] == [U, U, T, T]


def test_a_time_that_would_leave_the_calendar_stays_where_it_is() -> None:
    machine = saved_time_then_set()
    machine.entries[2]["data"]["offset_ms"] = 86_400_000 * 365 * 9000
    assert [when.known for when in timeline([Stamp.of(entry) for entry in machine.entries])] == [U, U, T, T]


def test_without_settings_nothing_moves() -> None:
    assert shift([], 0) == (timedelta(), Known.UNTRUSTED)
    assert shift([Setting(HOUR, was_trusted=False, trusted=True)], 1) == (timedelta(), Known.UNTRUSTED)
