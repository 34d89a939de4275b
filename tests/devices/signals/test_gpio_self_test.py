"""A self-test shows somebody who looks on that each light and the tone work; nobody is let in by it."""

from collections.abc import Callable

from gpiozero.pins.mock import MockFactory
from stopwatch import Stopwatch
from waiting import wait_until

from kiosk.devices.signals.gpio import GpioSignal
from kiosk.devices.signals.patterns import SELF_TEST
from kiosk.domain.verdict import Verdict

OUTPUTS = {"green": 17, "yellow": 22, "red": 27, "buzzer": 18}
MOMENTS_MS = (100, 600, 1100, 1600, 2100)


def test_each_light_and_the_tone_come_in_turn_and_then_it_is_dark(
    pins: MockFactory, watch: Stopwatch, signal_on: Callable[..., GpioSignal]
) -> None:
    signal = signal_on(self_test=True, relay=5)
    wait_until(lambda: signal.lamps() == SELF_TEST.lamps_at(0))
    seen = []
    for moment_ms in MOMENTS_MS:
        watch.move_to(moment_ms)
        assert signal.lamps() == SELF_TEST.lamps_at(moment_ms)
        lit = [
            name
            for name, pin in {"green": 17, "yellow": 22, "red": 27, "buzzer": 18}.items()
            if _on(pins, pin)
        ]
        seen.append(lit)
        assert not _on(pins, 5)
    assert seen == [["green"], ["yellow"], ["red"], ["buzzer"], []]


def test_a_visitor_does_not_wait_for_the_end_of_it(
    pins: MockFactory, watch: Stopwatch, signal_on: Callable[..., GpioSignal]
) -> None:
    signal = signal_on(self_test=True)
    wait_until(lambda: signal.lamps() == SELF_TEST.lamps_at(0))
    watch.move_to(1200)
    watch.after(lambda: signal.show(Verdict.ACCEPTED))
    assert (_on(pins, 17), _on(pins, 27)) == (True, False)


def _on(pins: MockFactory, pin: int) -> bool:
    return bool(pins.pin(pin).state)
