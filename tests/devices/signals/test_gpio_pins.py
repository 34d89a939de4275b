"""`gpio:` on its pins' own records: each light for its time, the relay, and everything off at the end."""

import threading
from collections.abc import Callable
from itertools import accumulate

import pytest
from gpiozero import LED
from gpiozero.pins.mock import MockFactory
from stopwatch import PATIENCE_S, Stopwatch

from kiosk.devices.signals.gpio import GpioSignal
from kiosk.devices.signals.sequencer import Metronome
from kiosk.domain.verdict import Verdict

GREEN, YELLOW, RED, BUZZER, RELAY = 17, 22, 27, 18, 5
OPEN_S = 3


def record(pins: MockFactory, pin: int) -> list[tuple[int, float]]:
    """The pin's own record since it was made: at which ms it took which state."""
    states = pins.pin(pin).states
    times_s = accumulate(state.timestamp for state in states)
    return [(round(at_s * 1000), state.state) for at_s, state in zip(times_s, states, strict=True)]


def test_the_pins_own_records_show_each_light_and_tone_for_its_time(
    pins: MockFactory, watch: Stopwatch, signal_on: Callable[..., GpioSignal]
) -> None:
    signal = signal_on()
    for at_ms, verdict in ((1000, Verdict.ACCEPTED), (5000, Verdict.ALREADY), (9000, Verdict.REJECTED)):
        watch.move_to(at_ms)
        watch.after(lambda verdict=verdict: signal.show(verdict))  # type: ignore[misc]
    watch.move_to(20_000)
    assert record(pins, GREEN) == [(0, 0), (1000, 1), (2500, 0)]
    assert record(pins, YELLOW) == [(0, 0), (5000, 1), (6500, 0)]
    assert record(pins, RED) == [(0, 0), (9000, 1), (11_000, 0)]
    assert record(pins, BUZZER) == [
        *((0, 0), (1000, 0.5), (1120, 0)),
        *((5000, 0.5), (5080, 0), (5160, 0.5), (5240, 0)),
        *((9000, 0.5), (9500, 0)),
    ]


def test_a_light_that_goes_on_never_flickers_when_another_verdict_keeps_it(
    pins: MockFactory, watch: Stopwatch, signal_on: Callable[..., GpioSignal]
) -> None:
    signal = signal_on()
    watch.after(lambda: signal.show(Verdict.REJECTED))
    watch.move_to(1000)
    watch.after(lambda: signal.show(Verdict.REJECTED))
    watch.move_to(5000)
    assert record(pins, RED) == [(0, 0), (0, 1), (3000, 0)]


@pytest.mark.parametrize(("active_high", "shut"), [(True, 0), (False, 1)])
def test_the_relay_lets_in_for_its_time_when_a_check_in_is_accepted(
    pins: MockFactory, watch: Stopwatch, signal_on: Callable[..., GpioSignal], active_high: bool, shut: int
) -> None:
    signal = signal_on(relay=RELAY, relay_s=OPEN_S, relay_active_high=active_high)
    watch.move_to(1000)
    watch.after(lambda: signal.show(Verdict.ACCEPTED))
    watch.move_to(10_000)
    assert record(pins, RELAY)[-2:] == [(1000, 1 - shut), (4000, shut)]


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.ACCEPTED])
def test_no_other_verdict_lets_in_and_each_ends_an_open_relay(
    pins: MockFactory, watch: Stopwatch, signal_on: Callable[..., GpioSignal], verdict: Verdict
) -> None:
    signal = signal_on(relay=RELAY, relay_s=OPEN_S)
    watch.after(lambda: signal.show(verdict))
    watch.move_to(5000)
    watch.after(lambda: signal.show(Verdict.ACCEPTED))
    watch.move_to(6000)
    watch.after(lambda: signal.show(verdict))
    watch.move_to(20_000)
    assert record(pins, RELAY) == [(0, 0), (5000, 1), (6000, 0)]


def test_identify_opens_no_door(
    pins: MockFactory, watch: Stopwatch, signal_on: Callable[..., GpioSignal]
) -> None:
    signal = signal_on(relay=RELAY)
    watch.after(signal.identify)
    watch.move_to(20_000)
    assert record(pins, RELAY) == [(0, 0)]
    assert (1000, 1) in record(pins, GREEN)


@pytest.mark.parametrize(("active_high", "lit"), [(True, 1), (False, 0)])
def test_closing_switches_a_light_off_before_its_pin_is_released(
    pins: MockFactory, watch: Stopwatch, signal_on: Callable[..., GpioSignal], active_high: bool, lit: int
) -> None:
    signal = signal_on(active_high=active_high)
    watch.move_to(1000)
    watch.after(lambda: signal.show(Verdict.ACCEPTED))
    watch.move_to(1050)
    signal.close()
    assert (1000, lit) in record(pins, GREEN)
    assert record(pins, GREEN)[-1 if active_high else -2] == (1050, 1 - lit)  # low as an input afterwards


def test_closing_shuts_the_relay_and_releases_every_pin(
    pins: MockFactory, watch: Stopwatch, signal_on: Callable[..., GpioSignal]
) -> None:
    signal = signal_on(relay=RELAY)
    watch.after(lambda: signal.show(Verdict.ACCEPTED))
    signal.close()
    every = [pins.pin(number) for number in (GREEN, YELLOW, RED, BUZZER, RELAY)]
    assert [(pin.state, pin.function) for pin in every] == [(0, "input")] * 5
    with LED(GREEN, pin_factory=pins):
        pass


class Witness(Metronome):
    """Real time; it notes how the red light stood whenever the signal came to rest."""

    def __init__(self, pins: MockFactory) -> None:
        self._pins = pins
        self._rested = threading.Condition()
        self._red: list[float] = []

    def wait(self, changed: threading.Condition, timeout_ms: float | None) -> None:
        with self._rested:
            if self._red[-1:] != [self._pins.pin(RED).state]:
                self._red.append(self._pins.pin(RED).state)
            self._rested.notify_all()
        super().wait(changed, timeout_ms)

    def saw_red(self, *states: float) -> bool:
        with self._rested:
            return self._rested.wait_for(lambda: tuple(self._red[: len(states)]) == states, PATIENCE_S)


def test_in_real_time_a_light_goes_on_when_it_is_shown_and_off_by_itself(pins: MockFactory) -> None:
    witness = Witness(pins)
    signal = GpioSignal(pins, witness)
    assert witness.saw_red(0)
    signal.show(Verdict.FAULT)
    assert witness.saw_red(0, 1, 0, 1)
    signal.close()
    assert pins.pin(RED).state == 0
