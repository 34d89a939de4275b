"""One picture in the sizes that the stages look at, each made when the first stage asks for it."""

from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt

from kiosk.devices.scanners.cascade.candidate import Candidate, candidate
from kiosk.devices.scanners.filters import every_second, shrink
from kiosk.devices.scanners.reading import Finding
from kiosk.ports import Grey

MAIN_PX = 1920 * 1080
LORES_PX = 640 * 400
CROP_PX = 420 * 420
CLOSE_CROP_PX = 220 * 220
SMALL_CROP_PX = 160 * 160
"""Areas that a picture is brought near to, by whole factors."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the picture from `left`, `top`; the picture's pixels are `1 / scale` times as many."""

    grey: Grey = field(repr=False)
    scale: int = 1
    left: int = 0
    top: int = 0

    def place(self, finding: Finding) -> Finding:
        """What was found in this part, in pixels of the whole picture."""
        return finding.moved(self.left, self.top)


class Picture:
    """Grey, (height, width)."""

    def __init__(self, grey: Grey) -> None:
        self.grey = grey

    @cached_property
    def main(self) -> Part:
        """At most about as large as a camera's whole picture."""
        return _shrunk(self.grey, MAIN_PX, 1)

    @cached_property
    def lores(self) -> Part:
        return _shrunk(self.grey, LORES_PX, 1)

    @cached_property
    def few(self) -> Part:
        """Its pixels here and there, for the least work."""
        factor = max(2, _factor(self.grey, LORES_PX))
        return Part(every_second(self.grey) if factor == 2 else self.grey[::factor, ::factor], factor)

    @cached_property
    def smaller(self) -> Part:
        """Smaller than `main` in any case."""
        return _shrunk(self.grey, LORES_PX, 2) if self.lores.scale == 1 else self.lores

    @cached_property
    def crop(self) -> Part:
        """Where a code may be, whoever did not read it: the part that is busiest both ways."""
        return self._cropped(CROP_PX)

    @cached_property
    def close_crop(self) -> Part:
        """The same, for what is dear."""
        return self._cropped(CLOSE_CROP_PX)

    @cached_property
    def small_crop(self) -> Part:
        """The same, for what sees better from afar."""
        return self._cropped(SMALL_CROP_PX)

    def _cropped(self, area_px: int) -> Part:
        top, bottom, left, right = self.candidate.box
        part = self.grey[top:bottom, left:right]
        factor = _factor(part, area_px)
        return Part(shrink(part, factor), factor, left, top)

    @cached_property
    def candidate(self) -> Candidate:
        return candidate(self.grey)


def _shrunk(grey: Grey, area_px: int, least: int) -> Part:
    factor = max(least, _factor(grey, area_px))
    return Part(shrink(grey, factor), factor)


def _factor(grey: Grey, area_px: int) -> int:
    """By how much to shrink a picture so that it has about that many pixels."""
    return max(1, round(sqrt(grey.size / area_px)))
