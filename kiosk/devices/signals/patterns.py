"""What each verdict looks and sounds like, as data, so that every kind of signal shows the same.

The patterns are those of docs/feed.md, "Verdicts and reasons". Times are milliseconds from the moment
a verdict is shown, tones are in hertz.
"""

from dataclasses import dataclass

from kiosk.domain.verdict import Verdict
from kiosk.ports import Lamps

GREEN = Lamps(green=True)
YELLOW = Lamps(yellow=True)
RED = Lamps(red=True)
BOTH = Lamps(green=True, yellow=True)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Something lit or sounding from `start_ms` on, and no more at `end_ms`."""

    start_ms: int
    end_ms: int
    lamps: Lamps

    def covers(self, at_ms: float) -> bool:
        return self.start_ms <= at_ms < self.end_ms


@dataclass(frozen=True, slots=True)
class Pattern:
    """Pulses that may overlap; `repeat_ms`: they begin again each so often, else they are given once."""

    pulses: tuple[Pulse, ...]
    repeat_ms: int | None = None

    def lamps_at(self, elapsed_ms: float) -> Lamps:
        """What is lit and sounds `elapsed_ms` after the pattern began."""
        at_ms = elapsed_ms if self.repeat_ms is None else elapsed_ms % self.repeat_ms
        now = [pulse.lamps for pulse in self.pulses if pulse.covers(at_ms)]
        return Lamps(
            green=any(lamps.green for lamps in now),
            yellow=any(lamps.yellow for lamps in now),
            red=any(lamps.red for lamps in now),
            tone_hz=max((lamps.tone_hz for lamps in now), default=0),
        )

    @property
    def changes_ms(self) -> tuple[int, ...]:
        """The instants of one round at which anything changes, in order."""
        return tuple(sorted({instant for p in self.pulses for instant in (p.start_ms, p.end_ms)}))

    def next_change_ms(self, elapsed_ms: float) -> int | None:
        """The first instant after `elapsed_ms` at which anything changes; None: nothing will."""
        if self.repeat_ms is None:
            return min((instant for instant in self.changes_ms if instant > elapsed_ms), default=None)
        round_began_ms = int(elapsed_ms // self.repeat_ms) * self.repeat_ms
        rounds_ms = (round_began_ms, round_began_ms + self.repeat_ms)
        return min(
            began_ms + instant
            for began_ms in rounds_ms
            for instant in self.changes_ms
            if began_ms + instant > elapsed_ms
        )


def _tone(hz: int, start_ms: int, length_ms: int) -> Pulse:
    return Pulse(start_ms, start_ms + length_ms, Lamps(tone_hz=hz))


DARK = Pattern(())

PATTERNS = {
    Verdict.ACCEPTED: Pattern((Pulse(0, 1500, GREEN), _tone(880, 0, 120))),
    Verdict.ALREADY: Pattern((Pulse(0, 1500, YELLOW), _tone(660, 0, 80), _tone(660, 160, 80))),
    Verdict.REJECTED: Pattern((Pulse(0, 2000, RED), _tone(220, 0, 500))),
    Verdict.INSPECTED: Pattern(
        (Pulse(0, 1500, BOTH), _tone(440, 0, 100), _tone(660, 100, 100), _tone(880, 200, 100))
    ),
    Verdict.FAULT: Pattern(
        tuple(Pulse(start_ms, start_ms + 250, RED) for start_ms in range(0, 10_000, 500))
        + tuple(_tone(220, start_ms, 150) for start_ms in (0, 300, 600)),
        repeat_ms=10_000,
    ),
}

SELF_TEST = Pattern(
    (Pulse(0, 500, GREEN), Pulse(500, 1000, YELLOW), Pulse(1000, 1500, RED), _tone(440, 1500, 500))
)
"""Each light and the tone in turn."""

IDENTIFY = Pattern(
    tuple(Pulse(start_ms, start_ms + 500, Lamps(True, True, True)) for start_ms in range(0, 10_000, 1000))
    + tuple(_tone(880, start_ms, 120) for start_ms in range(0, 10_000, 1000))
)
"""Everything together, once a second for 10 s: no verdict looks so."""
