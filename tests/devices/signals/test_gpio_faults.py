"""`gpio:` with a wiring that cannot be right, without pins, and with pins that fail."""

import sys
import types
from collections.abc import Callable
from typing import Any

import pytest
from gpiozero import LED, Device, GPIOZeroError
from gpiozero.pins.mock import MockFactory, MockPin
from stopwatch import Stopwatch

from kiosk.devices.signals.gpio import GpioSignal
from kiosk.domain.verdict import Verdict
from kiosk.errors import AddressError, DeviceAbsent, DeviceError

GREEN, YELLOW, RED, BUZZER, RELAY = 17, 22, 27, 18, 5


@pytest.mark.parametrize(
    ("wired", "told"),
    [
        ({"green": 27}, "green and red are both on pin 27: give each a pin of its own."),
        ({"relay": 18}, "buzzer and relay are both on pin 18: give each a pin of its own."),
        ({"red": 1}, "red=1: must be a GPIO number from 2 to 27."),
        ({"yellow": 28}, "yellow=28: must be a GPIO number from 2 to 27."),
        ({"relay_s": 0.0}, "relay_s=0: must be above 0 and at most 10 seconds."),
        ({"relay_s": 10.5}, "relay_s=10.5: must be above 0 and at most 10 seconds."),
        ({"relay_s": float("nan")}, "relay_s=nan: must be above 0 and at most 10 seconds."),
        (
            {"green": 40, "red": 40},
            "green=40: must be a GPIO number from 2 to 27; red=40: must be a GPIO number from 2 to 27;"
            " green and red are both on pin 40: give each a pin of its own.",
        ),
    ],
)
def test_a_wiring_that_cannot_be_right_is_told_before_any_pin_is_touched(
    pins: MockFactory, wired: dict[str, Any], told: str
) -> None:
    for make in (GpioSignal.check, lambda **wired: GpioSignal(pins, **wired)):
        with pytest.raises(AddressError) as refused:
            make(**wired)
        assert str(refused.value) == told
    assert all(pin.function == "input" for pin in pins.pins.values())


def test_the_usual_wiring_passes_its_own_check() -> None:
    GpioSignal.check()
    GpioSignal.check(relay=RELAY, relay_s=10.0)


def test_a_pin_that_another_holds_is_named_and_the_others_are_given_back(pins: MockFactory) -> None:
    with LED(RED, pin_factory=pins), pytest.raises(DeviceAbsent, match=r"Pin 27 \(red\) cannot be used"):
        GpioSignal(pins)
    GpioSignal(pins).close()


def test_pins_that_play_no_tones_say_so_and_serve_an_active_buzzer() -> None:
    plain = MockFactory(pin_class=MockPin)
    with pytest.raises(DeviceAbsent, match=r"play no tones; .* buzzer_kind=active"):
        GpioSignal(plain)
    GpioSignal(plain, buzzer_kind="active").close()


def test_a_machine_without_pins_is_told_what_to_use_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "absent")
    with pytest.raises(DeviceAbsent, match=r"no GPIO pins; use signal = 'simulated:' or 'none:'"):
        GpioSignal()


def lgpio_error(monkeypatch: pytest.MonkeyPatch) -> Exception:
    """As on a Raspberry Pi, where lgpio has errors of its own."""

    class LgpioError(Exception):
        pass

    monkeypatch.setitem(sys.modules, "lgpio", types.SimpleNamespace(error=LgpioError))
    return LgpioError("GPIO busy")


@pytest.mark.parametrize("of", ["the system", "gpiozero", "lgpio"])
def test_a_pin_that_fails_is_told_at_the_next_call_and_tried_again(
    pins: MockFactory,
    watch: Stopwatch,
    signal_on: Callable[..., GpioSignal],
    monkeypatch: pytest.MonkeyPatch,
    of: str,
) -> None:
    faults = {"the system": OSError(5, "Input/output error"), "gpiozero": GPIOZeroError("GPIO busy")}
    fault = faults.get(of) or lgpio_error(monkeypatch)
    signal = signal_on()
    pins.pin(GREEN).fault = fault
    watch.after(lambda: signal.show(Verdict.ACCEPTED))

    def told() -> None:
        with pytest.raises(DeviceError, match=r"lights cannot be switched \(.+\); check the wiring"):
            signal.show(Verdict.ACCEPTED)

    watch.after(told)
    assert pins.pin(GREEN).state == 0
    pins.pin(GREEN).fault = None
    watch.move_to(watch.at_ms + 1000)
    assert pins.pin(GREEN).state == 1
    with pytest.raises(DeviceError):  # the failure in between
        signal.clear()


def test_a_pin_that_fails_to_the_end_is_told_at_closing_and_the_others_are_given_back(
    pins: MockFactory, watch: Stopwatch, signal_on: Callable[..., GpioSignal]
) -> None:
    signal = signal_on()
    watch.after(lambda: signal.show(Verdict.REJECTED))
    pins.pin(RED).fault = OSError(5, "Input/output error")
    with pytest.raises(DeviceError):
        signal.close()
    assert all(pins.pin(number).function == "input" for number in (GREEN, YELLOW, RED, BUZZER))
    signal.close()


def test_a_defect_in_the_background_is_not_swallowed(
    pins: MockFactory, watch: Stopwatch, signal_on: Callable[..., GpioSignal]
) -> None:
    signal = signal_on()
    pins.pin(RED).fault = ZeroDivisionError("a defect")
    signal.show(Verdict.REJECTED)
    with pytest.raises(ZeroDivisionError):
        signal.close()
    pins.pin(RED).fault = None


def test_a_pin_that_cannot_be_given_back_is_told_too(
    pins: MockFactory, signal_on: Callable[..., GpioSignal], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError(5, "Input/output error")

    signal = signal_on()
    with monkeypatch.context() as for_now:
        for_now.setattr(pins.pin(RED), "close", fail)
        with pytest.raises(DeviceError, match="Input/output error"):
            signal.close()
