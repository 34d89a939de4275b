"""The outputs of a signal on the pins of a Raspberry Pi, set through gpiozero."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any, Literal

from gpiozero import (
    Device,
    DigitalOutputDevice,
    Factory,
    GPIOZeroError,
    GPIOZeroWarning,
    OutputDevice,
    PinPWMUnsupported,
    PWMOutputDevice,
)

from kiosk.errors import AddressError, DeviceAbsent, DeviceError
from kiosk.ports import Lamps

FIRST_PIN, LAST_PIN = 2, 27
"""GPIO numbers on the header that are free to use; 0 and 1 belong to the EEPROM of a HAT."""

NO_RELAY = 0
RELAY_MAX_S = 10.0

SQUARE_WAVE = 0.5
SILENT_HZ = 440
"""The frequency of a buzzer at duty 0, which is not heard; it must have one from the start."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """What hangs where: GPIO (BCM) numbers, and whether an output is on when its pin is high.

    `relay` is 0 where there is none; `relay_s` is how long it lets in.
    Raises AddressError for a wiring that cannot be right.
    """

    green: int = 17
    red: int = 27
    yellow: int = 22
    buzzer: int = 18
    buzzer_kind: Literal["passive", "active"] = "passive"
    active_high: bool = True
    relay: int = NO_RELAY
    relay_s: float = 3.0
    relay_active_high: bool = True

    def __post_init__(self) -> None:
        problems = [
            f"{name}={pin}: must be a GPIO number from {FIRST_PIN} to {LAST_PIN}"
            for name, pin in self.pins.items()
            if not FIRST_PIN <= pin <= LAST_PIN
        ]
        problems += [
            f"{one} and {other} are both on pin {self.pins[one]}: give each a pin of its own"
            for one, other in combinations(self.pins, 2)
            if self.pins[one] == self.pins[other]
        ]
        if not 0 < self.relay_s <= RELAY_MAX_S:
            problems.append(f"relay_s={self.relay_s:g}: must be above 0 and at most {RELAY_MAX_S:g} seconds")
        if problems:
            raise AddressError("; ".join(problems) + ".")

    @property
    def pins(self) -> dict[str, int]:
        """The pins in use, by name."""
        lights = {"green": self.green, "red": self.red, "yellow": self.yellow, "buzzer": self.buzzer}
        return lights if self.relay == NO_RELAY else {**lights, "relay": self.relay}


class Panel:
    """Lights, buzzer and relay as wired; everything is off at first. Used from one thread at a time.

    `pin_factory` is gpiozero's; None: its default, which the environment may choose.
    Raises DeviceAbsent where the pins cannot be had.
    """

    def __init__(self, wiring: Wiring, pin_factory: Factory | None) -> None:
        factory = pin_factory or _default_factory()
        with ExitStack() as opened:

            def output(name: str, kind: type[OutputDevice], **wired: Any) -> OutputDevice:
                pin = wiring.pins[name]
                try:
                    return opened.enter_context(kind(pin, pin_factory=factory, **wired))
                except _pin_errors() as error:
                    raise DeviceAbsent(_refused(name, pin, error)) from error

            def switch(name: str, active_high: bool) -> OutputDevice:
                return output(name, DigitalOutputDevice, active_high=active_high)

            self._green = switch("green", wiring.active_high)
            self._yellow = switch("yellow", wiring.active_high)
            self._red = switch("red", wiring.active_high)
            self._relays = [switch("relay", wiring.relay_active_high)] if "relay" in wiring.pins else []
            if wiring.buzzer_kind == "passive":
                buzzer = output(
                    "buzzer", PWMOutputDevice, active_high=wiring.active_high, frequency=SILENT_HZ
                )
                self._sound = partial(_play_tone, buzzer)
            else:
                self._sound = partial(_keep_rhythm, switch("buzzer", wiring.active_high))
            self._tone_hz = 0
            self._opened = opened.pop_all()

    def set(self, lamps: Lamps, *, door_open: bool) -> None:
        """Raises DeviceError when a pin cannot be set."""
        with _told():
            for relay in self._relays:
                relay.value = door_open
            self._green.value = lamps.green
            self._yellow.value = lamps.yellow
            self._red.value = lamps.red
            if lamps.tone_hz != self._tone_hz:
                self._sound(lamps.tone_hz)
                self._tone_hz = lamps.tone_hz

    def close(self) -> None:
        """Releases the pins; twice is fine. Raises DeviceError when one cannot be released."""
        with _told():
            self._opened.close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except _pin_errors() as error:
        raise DeviceError(
            f"The lights cannot be switched ({_words(error)}); check the wiring of the pins."
        ) from error


def _play_tone(buzzer: OutputDevice, hz: int) -> None:
    if hz:
        buzzer.frequency = hz
    buzzer.value = SQUARE_WAVE if hz else 0


def _keep_rhythm(buzzer: OutputDevice, hz: int) -> None:
    buzzer.value = hz > 0


def _default_factory() -> Factory:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GPIOZeroWarning)  # of each pin library that is not installed
        try:
            Device.ensure_pin_factory()
        except _pin_errors() as error:
            raise DeviceAbsent(
                "This machine has no GPIO pins; use signal = 'simulated:' or 'none:'"
                " (on a Raspberry Pi: install python3-lgpio and join the group 'gpio')."
            ) from error
    return Device.pin_factory


def _refused(name: str, pin: int, error: Exception) -> str:
    if isinstance(error, PinPWMUnsupported):
        return "These pins play no tones; install python3-lgpio, or set buzzer_kind=active."
    return f"Pin {pin} ({name}) cannot be used: {_words(error)}; free it, or choose another."


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _pin_errors() -> tuple[type[Exception], ...]:
    """What gpiozero and the pin library under it raise; lgpio, loaded on a Pi only, has a tree of its own."""
    lgpio: Any = sys.modules.get("lgpio")
    usual = (GPIOZeroError, OSError, ImportError)
    return (*usual, lgpio.error) if lgpio else usual
