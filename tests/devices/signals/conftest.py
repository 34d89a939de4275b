"""A `gpio:` signal on gpiozero's mock pins, in time that a test moves."""

from collections.abc import Callable
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin
from stopwatch import Stopwatch

from kiosk.devices.signals.gpio import GpioSignal


class LoosePin(MockPWMPin):  # type: ignore[misc]
    """A pin that cannot be set while it has a fault."""

    fault: Exception | None = None

    def _set_state(self, value: float) -> None:
        if self.fault is not None:
            raise self.fault
        super()._set_state(value)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    """The mock pins keep their records by the same watch."""
    watch = Stopwatch()
    monkeypatch.setattr("gpiozero.pins.mock.monotonic", lambda: watch.at_ms / 1000)
    return watch


@pytest.fixture
def pins() -> MockFactory:
    return MockFactory(pin_class=LoosePin)


@pytest.fixture
def signal_on(
    pins: MockFactory, watch: Stopwatch, request: pytest.FixtureRequest
) -> Callable[..., GpioSignal]:
    def make(**wired: Any) -> GpioSignal:
        made: list[GpioSignal] = []
        watch.after(lambda: made.append(GpioSignal(pins, watch, **wired)))
        request.addfinalizer(made[0].close)
        return made[0]

    return make
