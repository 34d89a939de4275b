"""What every signal promises: the lights and tones of each verdict, to the millisecond, and darkness after.

`gpio:` runs on gpiozero's own mock pins. Time stands still until a test moves it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin
from stopwatch import Stopwatch

from kiosk.devices.signals.gpio import GpioSignal
from kiosk.devices.signals.none import NoSignal
from kiosk.devices.signals.simulated import SimulatedSignal
from kiosk.domain.verdict import Verdict
from kiosk.ports import Lamps, Signal

PINS = {"green": 17, "yellow": 22, "red": 27, "buzzer": 18}
Timeline = list[tuple[int, str]]

FAULT_ROUND: Timeline = [(0, "red 220"), (150, "red"), (250, ""), (300, "220"), (450, "")]
FAULT_ROUND += [(500, "red"), (600, "red 220"), (750, "")]
FAULT_ROUND += [change for at in range(1000, 10_000, 500) for change in ((at, "red"), (at + 250, ""))]

SHOWN: dict[Verdict, Timeline] = {
    Verdict.ACCEPTED: [(0, "green 880"), (120, "green"), (1500, "")],
    Verdict.ALREADY: [(0, "yellow 660"), (80, "yellow"), (160, "yellow 660"), (240, "yellow"), (1500, "")],
    Verdict.REJECTED: [(0, "red 220"), (500, "red"), (2000, "")],
    Verdict.INSPECTED: [
        *((0, "green yellow 440"), (100, "green yellow 660"), (200, "green yellow 880")),
        *((300, "green yellow"), (1500, "")),
    ],
    Verdict.FAULT: FAULT_ROUND + [(10_000 + at, lit) for at, lit in FAULT_ROUND],
}
"""From which ms on what is lit and sounds, as the feed's contract says: lights by name, tones in hertz."""


@dataclass
class Rig:
    """A signal under test; `lit` tells what can be seen and heard of it, in the words of SHOWN."""

    signal: Signal
    watch: Stopwatch
    act: Callable[[Callable[[], object]], object]
    lit: Callable[[], str]
    expected: Callable[[str], str] = field(default=lambda lit: lit)

    def show(self, verdict: Verdict) -> None:
        self.act(lambda: self.signal.show(verdict))

    def clear(self) -> None:
        self.act(self.signal.clear)

    def timeline(self, until_ms: int) -> Timeline:
        """The changes from now on, with ms counted from now."""
        began_ms, seen = self.watch.at_ms, [(0, self.lit())]
        for at_ms in range(1, until_ms):
            self.watch.move_to(began_ms + at_ms)
            if self.lit() != seen[-1][1]:
                seen.append((at_ms, self.lit()))
        return seen

    def expected_of(self, verdict: Verdict) -> Timeline:
        return self.expected_as(SHOWN[verdict])

    def expected_as(self, shown: Timeline) -> Timeline:
        told = [(at_ms, self.expected(lit)) for at_ms, lit in shown]
        return told[:1] + [later for earlier, later in pairwise(told) if later[1] != earlier[1]]


def words(lamps: Lamps) -> str:
    lights = [name for name in ("green", "yellow", "red") if getattr(lamps, name)]
    return " ".join([*lights, *([str(lamps.tone_hz)] if lamps.tone_hz else [])])


def pins_lit(factory: MockFactory, *, active_high: bool) -> str:
    """What hangs on the pins does now: a lamp or an active buzzer by its level, a tone by its wave.

    A pin that was given back is an input, and drives nothing.
    """
    driven = {name: pin for name, number in PINS.items() if (pin := factory.pin(number)).function == "output"}
    buzzer = driven.pop("buzzer", None)
    lit = [
        name for name in ("green", "yellow", "red") if name in driven and driven[name].state == active_high
    ]
    if buzzer and buzzer.frequency is None and buzzer.state == active_high:
        lit.append("on")
    if buzzer and buzzer.frequency is not None and 0 < buzzer.state < 1:
        lit.append(str(buzzer.frequency))
    return " ".join(lit)


def gpio(watch: Stopwatch, **wired: Any) -> Rig:
    factory = MockFactory(pin_class=MockPWMPin)
    made: list[GpioSignal] = []
    watch.after(lambda: made.append(GpioSignal(factory, watch, **wired)))
    active_high = wired.get("active_high", True)
    return Rig(made[0], watch, watch.after, lambda: pins_lit(factory, active_high=active_high))


def active(watch: Stopwatch, **wired: Any) -> Rig:
    rig = gpio(watch, buzzer_kind="active", **wired)
    rig.expected = lambda lit: " ".join("on" if word.isdigit() else word for word in lit.split())
    return rig


def simulated(watch: Stopwatch) -> Rig:
    signal = SimulatedSignal(lambda: Fraction(watch.at_ms) / 1000)  # type: ignore[arg-type, return-value]
    return Rig(signal, watch, lambda act: act(), lambda: words(signal.lamps()))


def none(watch: Stopwatch) -> Rig:
    signal = NoSignal()
    return Rig(signal, watch, lambda act: act(), lambda: words(signal.lamps()), expected=lambda _: "")


SIGNALS: dict[str, Callable[[Stopwatch], Rig]] = {
    "gpio:": gpio,
    "gpio:?active_high=no": lambda watch: gpio(watch, active_high=False),
    "gpio:?buzzer_kind=active": active,
    "gpio:?buzzer_kind=active&active_high=no": lambda watch: active(watch, active_high=False),
    "simulated:": simulated,
    "none:": none,
}


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture(params=SIGNALS)
def rig(request: pytest.FixtureRequest, watch: Stopwatch) -> Iterator[Rig]:
    rig = SIGNALS[request.param](watch)
    yield rig
    rig.signal.close()


def test_before_the_first_verdict_everything_is_off(rig: Rig) -> None:
    assert rig.lit() == ""
    assert rig.signal.lamps() == Lamps()


@pytest.mark.parametrize("verdict", Verdict)
def test_each_verdict_has_its_lights_and_tones(rig: Rig, verdict: Verdict) -> None:
    rig.watch.move_to(4321)
    rig.show(verdict)
    assert rig.timeline(20_000 if verdict is Verdict.FAULT else 4000) == rig.expected_of(verdict)


@pytest.mark.parametrize("verdict", Verdict)
def test_lamps_tell_what_is_lit_now(rig: Rig, verdict: Verdict) -> None:
    rig.show(verdict)
    for at_ms, lit in SHOWN[verdict]:
        rig.watch.move_to(at_ms)
        assert words(rig.signal.lamps()) == ("" if isinstance(rig.signal, NoSignal) else lit)


def test_identify_is_everything_once_a_second_and_then_dark(rig: Rig) -> None:
    rig.act(rig.signal.identify)
    second: Timeline = [(0, "green yellow red 880"), (120, "green yellow red"), (500, "")]
    ten = [(1000 * nr + at_ms, lit) for nr in range(10) for at_ms, lit in second]
    assert rig.timeline(12_000) == rig.expected_as(ten)


def test_a_rejection_during_a_green_light_is_red_at_once_and_red_for_its_own_time(rig: Rig) -> None:
    rig.show(Verdict.ACCEPTED)
    rig.watch.move_to(700)
    rig.show(Verdict.REJECTED)
    assert rig.timeline(4000) == rig.expected_of(Verdict.REJECTED)


def test_a_verdict_ends_a_fault(rig: Rig) -> None:
    rig.show(Verdict.FAULT)
    rig.watch.move_to(40_000)
    rig.show(Verdict.ACCEPTED)
    assert rig.timeline(12_000) == rig.expected_of(Verdict.ACCEPTED)


def test_the_same_verdict_again_begins_again(rig: Rig) -> None:
    rig.show(Verdict.ALREADY)
    rig.watch.move_to(100)
    rig.show(Verdict.ALREADY)
    assert rig.timeline(4000) == rig.expected_of(Verdict.ALREADY)


@pytest.mark.parametrize("verdict", [Verdict.ACCEPTED, Verdict.FAULT])
def test_clearing_is_dark_at_once_and_stays_so(rig: Rig, verdict: Verdict) -> None:
    rig.show(verdict)
    rig.watch.move_to(50)
    rig.clear()
    assert rig.timeline(12_000) == [(0, "")]


@pytest.mark.parametrize("verdict", Verdict)
def test_closing_leaves_everything_off_and_twice_is_fine(rig: Rig, verdict: Verdict) -> None:
    rig.show(verdict)
    rig.watch.move_to(50)
    rig.signal.close()
    rig.signal.close()
    assert rig.lit() == ""
    assert rig.signal.lamps() == Lamps()
