"""The clock tells the time, and what the kernel says of it: on this machine's own kernel."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.devices import clock
from kiosk.devices.clock import SystemClock, kernel_answer
from kiosk.errors import DeviceAbsent

TIME_OK, TIME_INS, TIME_DEL, TIME_OOP, TIME_WAIT, TIME_ERROR = range(6)
"""What adjtimex(2) may answer: synchronised, four stages of a leap second, not synchronised."""


def uptime_ms() -> float:
    return float(Path("/proc/uptime").read_text().split()[0]) * 1000


def test_now_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


def test_the_kernel_answers_with_a_state_that_is_known_and_sets_nothing() -> None:
    ask = kernel_answer()
    answers = {ask() for _ in range(100)}
    assert answers <= {TIME_OK, TIME_INS, TIME_DEL, TIME_OOP, TIME_WAIT, TIME_ERROR}


def test_the_clock_is_trusted_just_when_the_kernel_says_so() -> None:
    assert SystemClock().state().trusted == (kernel_answer()() != TIME_ERROR)


@pytest.mark.parametrize("answer", [TIME_OK, TIME_INS, TIME_DEL, TIME_OOP, TIME_WAIT])
def test_a_synchronised_clock_is_trusted_through_a_leap_second_too(answer: int) -> None:
    assert SystemClock(lambda: answer).state().trusted


@pytest.mark.parametrize("answer", [TIME_ERROR, -1])
def test_a_clock_that_is_not_synchronised_or_of_which_nothing_is_known_is_not_trusted(answer: int) -> None:
    assert not SystemClock(lambda: answer).state().trusted


def test_trust_is_asked_for_anew_each_time() -> None:
    answers = iter([TIME_ERROR, TIME_OK])
    clock = SystemClock(lambda: next(answers))
    assert [clock.state().trusted, clock.state().trusted] == [False, True]


def test_boot_and_uptime_are_the_kernel_s() -> None:
    before = uptime_ms()
    state = SystemClock().state()
    assert before - 10 <= state.uptime_ms <= uptime_ms() + 10  # the kernel prints hundredths of a second
    assert state.boot == Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def test_without_a_boot_id_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "BOOT_ID", tmp_path / "boot_id")
    with pytest.raises(DeviceAbsent, match=r"boot_id cannot be read; run the kiosk on Linux, with /proc\."):
        SystemClock()
