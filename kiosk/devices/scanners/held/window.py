"""The square part of the picture in which a held code is followed."""

from dataclasses import dataclass

import numpy as np

from kiosk.devices.scanners.filters import shrink
from kiosk.devices.scanners.reading import Finding, Reading, Square
from kiosk.ports import Grey

SIDE = 384
"""Pixels a side that are kept, whatever the code's size in the picture."""

LARGEST = 2
"""How many pixels of the picture become one at most; a code that is larger needs no help to be seen."""


@dataclass(frozen=True, slots=True)
class Window:
    """SIDE pixels a side, each the mean of `factor` x `factor` of the picture's."""

    top: int
    left: int
    factor: int

    def fits(self, grey: Grey) -> bool:
        """Whether the picture is still as large as it was."""
        height, width = grey.shape
        span = SIDE * self.factor
        return bool(self.top + span <= height and self.left + span <= width)

    def cut(self, grey: Grey) -> Grey:
        """(SIDE, SIDE), contiguous."""
        span = SIDE * self.factor
        part = grey[self.top : self.top + span, self.left : self.left + span]
        return np.ascontiguousarray(shrink(part, self.factor))

    def found(self, finding: Finding, down: float, right: float) -> list[Reading]:
        """What was read in the window, whose first picture the newest one is shifted against, both in its
        own pixels; places in pixels of the newest whole picture."""
        return [
            Reading(reading.data, self._place(reading.place, down, right), reading.version)
            for reading in finding.readings
        ]

    def _place(self, place: Square, down: float, right: float) -> Square:
        return place.moved(right, down).scaled(self.factor).moved(self.left, self.top)


def window(grey: Grey, place: Square) -> Window | None:
    """Around what may be a code; None where it does not fit, or the picture is too small for a window."""
    across, down = zip(*place.corners, strict=True)
    span = max(max(across) - min(across), max(down) - min(down))
    factor = 1 if span <= SIDE else LARGEST
    height, width = (side - SIDE * factor for side in grey.shape)
    if min(height, width) < 0 or span > SIDE * factor:
        return None
    x, y = place.centre
    half = SIDE * factor // 2
    return Window(min(max(0, round(y) - half), height), min(max(0, round(x) - half), width), factor)
