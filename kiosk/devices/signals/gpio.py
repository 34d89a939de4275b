"""`gpio:` – lights, a buzzer and a door relay on the pins of a Raspberry Pi."""

from functools import partial
from typing import Any, Literal

from gpiozero import Factory

from kiosk.devices.signals.panel import Panel, Wiring
from kiosk.devices.signals.patterns import DARK, IDENTIFY, PATTERNS, SELF_TEST, Pattern
from kiosk.devices.signals.sequencer import Metronome, Sequencer
from kiosk.domain.verdict import Verdict
from kiosk.ports import Lamps

REAL_TIME = Metronome()
USUAL = Wiring()


class GpioSignal:
    """Three lights and a buzzer; pins are GPIO (BCM) numbers, not places on the header.

    `buzzer_kind`: a passive buzzer plays the tones, an active one keeps their rhythm only.
    `active_high`: no for lights and a buzzer that are on when their pin is low.

    `self_test`: when the kiosk starts, each light and the tone in turn, for somebody who looks on; the door
    stays shut.

    `relay` (0: none) lets people in for `relay_s` seconds when a check-in is accepted, and for no other
    verdict; a new verdict ends it. Only at an entrance whose direction is fixed to `in`, and **never on an
    exit or a fire door**, which must open without this kiosk. A process that is killed cannot switch a pin
    off: take a strike with a timer of its own. Relay boards are often on when low (`relay_active_high=no`):
    those belong on GPIO 2 to 8, which are high until the kiosk starts.

    `pin_factory` is gpiozero's; None: its default, which the environment may choose.
    Raises AddressError for a wiring that cannot be right, DeviceAbsent where the pins cannot be had. Pins
    that fail later are told as a DeviceError by the next `show`, `clear` or `close`, and tried again.
    """

    def __init__(
        self,
        pin_factory: Factory | None = None,
        metronome: Metronome = REAL_TIME,
        *,
        green: int = USUAL.green,
        red: int = USUAL.red,
        yellow: int = USUAL.yellow,
        buzzer: int = USUAL.buzzer,
        buzzer_kind: Literal["passive", "active"] = USUAL.buzzer_kind,
        active_high: bool = USUAL.active_high,
        relay: int = USUAL.relay,
        relay_s: float = USUAL.relay_s,
        relay_active_high: bool = USUAL.relay_active_high,
        self_test: bool = False,
    ) -> None:
        wiring = Wiring(
            green=green,
            yellow=yellow,
            red=red,
            buzzer=buzzer,
            buzzer_kind=buzzer_kind,
            active_high=active_high,
            relay=relay,
            relay_s=relay_s,
            relay_active_high=relay_active_high,
        )
        self._panel = Panel(wiring, pin_factory)
        self._relay_ms = relay_s * 1000
        self._lit = Lamps()
        self._sequencer = Sequencer(partial(self._draw, DARK, 0), metronome)
        if self_test:
            self._sequencer.play(partial(self._draw, SELF_TEST, 0))

    @staticmethod
    def check(*, self_test: bool = False, **wired: Any) -> None:
        """Raises AddressError for a wiring that cannot be right; touches no pin."""
        Wiring(**wired)

    def show(self, verdict: Verdict) -> None:
        door_ms = self._relay_ms if verdict is Verdict.ACCEPTED else 0
        self._sequencer.play(partial(self._draw, PATTERNS[verdict], door_ms))

    def identify(self) -> None:
        self._sequencer.play(partial(self._draw, IDENTIFY, 0))

    def clear(self) -> None:
        self._sequencer.play(partial(self._draw, DARK, 0))

    def lamps(self) -> Lamps:
        return self._lit

    def close(self) -> None:
        """Everything off, pins released."""
        try:
            self._sequencer.close()
        finally:
            self._panel.close()

    def _draw(self, pattern: Pattern, door_ms: float, elapsed_ms: float) -> float | None:
        """A part for the sequencer: `pattern`, with the door open for the first `door_ms`."""
        lamps = pattern.lamps_at(elapsed_ms)
        door_open = elapsed_ms < door_ms
        self._panel.set(lamps, door_open=door_open)
        self._lit = lamps
        changes_ms = [pattern.next_change_ms(elapsed_ms), door_ms if door_open else None]
        return min((at_ms for at_ms in changes_ms if at_ms is not None), default=None)
