"""The drawn frames on which reading is measured, fixed before anything was tuned.

Whoever works on the scanners looks at `TUNING` seeds as often as they like, and at `EVALUATION` seeds only to
report: what is chosen by the figures of a set has been fitted to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from kiosk.devices.cameras.simulated import render
from kiosk.devices.cameras.simulated.people import KINDS, invent
from kiosk.devices.cameras.simulated.scene.conditions import CONDITIONS
from kiosk.ports import Grey

TUNING = range(1_000, 1_012)
EVALUATION = range(900_000, 900_012)
"""Seeds: each gives one frame for every condition and dial."""

DIALS = (0.3, 0.5, 0.7, 0.9)

CONTENTS = tuple(kind for kind in KINDS if kind != "unknown")


@dataclass(frozen=True, slots=True)
class Trial:
    """One code, held up once under one condition; `frame` draws it (1280 x 720, grey)."""

    condition: str
    dial: float
    seed: int
    content: bytes = field(repr=False)

    def frame(self) -> Grey:
        return render(self.content, self.condition, self.dial, self.seed)


def trials(seeds: range) -> Iterator[Trial]:
    """Every condition at every dial, once a seed; the kinds of codes take turns."""
    for seed in seeds:
        for number, condition in enumerate(CONDITIONS):
            for step, dial in enumerate(DIALS):
                rng = np.random.default_rng([seed, number, step])
                kind = CONTENTS[(seed + number + step) % len(CONTENTS)]
                yield Trial(condition, dial, seed, invent(kind, rng).content)
