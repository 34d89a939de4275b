"""Ink, paper and light: what a module's grey says, wherever on the board it lies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.boards.view import QUIET, View

Field = NDArray[np.float64]  # (n, n), a value for each module

TURNS = 4
TOLERANCE = 0.15
"""Of the contrast; what lies farther from its surface counts for little: a smudge is no shade of light."""

ALIKE = 4
"""How much more a module among its like tells than one alone, which the lens mixes with its neighbours."""

WHITE = 255.0

LEAST = 1.0
"""Grey levels of contrast; less cannot be divided by."""


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """Grey of paper and of ink across the board and its quiet zone, both smooth, and what is seen there.

    All are (n + 8, n + 8).
    """

    seen: Field
    paper: Field
    ink: Field

    @property
    def clearness(self) -> Field:
        """1: as light as paper, -1: as dark as ink, 0: halfway; NaN beyond the picture."""
        contrast = np.maximum(self.paper - self.ink, LEAST)
        return (2 * self.seen - self.paper - self.ink) / contrast

    @property
    def is_inverted(self) -> bool:
        """Whether what should be paper is the darker of the two: a light code on a dark ground."""
        return float(self.paper.mean()) < float(self.ink.mean())

    def inverted(self) -> "Light":
        """As a negative shows it."""
        return Light(WHITE - self.seen, WHITE - self.paper, WHITE - self.ink)


def light_of(view: View) -> Light:
    """Fits both surfaces to the modules that should be paper, and to those that should be ink."""
    seen = view.levels.astype(np.float64)
    dark = np.pad(view.symbol.modules, QUIET)
    alike = _alike(dark) ** ALIKE
    inside = np.zeros(dark.shape, np.bool_)
    inside[QUIET:-QUIET, QUIET:-QUIET] = True
    usable = inside & np.isfinite(seen)
    paper_level, ink_level = (float(np.median(seen[usable & part])) for part in (~dark, dark))
    tolerance = max(TOLERANCE * abs(paper_level - ink_level), LEAST)
    return Light(
        seen,
        _surface(seen, np.where(usable & ~dark, alike, 0), tolerance),
        _surface(seen, np.where(usable & dark, alike, 0), tolerance),
    )


def linear(grey: Field) -> Field:
    """Grey of a picture (0 to 255) as light, 0 to 1, by the curve of sRGB (IEC 61966-2-1)."""
    value = np.clip(grey, 0, 255) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def _alike(dark: NDArray[np.bool_]) -> Field:
    """Of each module: the share of the nine about and with it that are of its colour."""
    framed = np.pad(dark.astype(np.float64), 1)
    height, width = dark.shape
    share = sum(framed[y : y + height, x : x + width] for y in range(3) for x in range(3)) / 9
    return np.asarray(np.where(dark, share, 1 - share))


def _surface(seen: Field, weight: Field, tolerance: float) -> Field:
    """The quadratic surface that the weighted values lie near, those that disagree left aside."""
    y, x = np.meshgrid(*(np.linspace(-1, 1, side) for side in seen.shape), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    rows, values, weights = terms[weight > 0], seen[weight > 0], weight[weight > 0]
    trust = weights
    fitted = np.zeros(terms.shape[-1])
    for _ in range(TURNS):
        weighed = rows * trust[:, None]
        fitted = np.linalg.lstsq(weighed.T @ rows, weighed.T @ values, rcond=None)[0]
        trust = weights / (1 + ((values - rows @ fitted) / tolerance) ** 2)
    return np.asarray(terms @ fitted)
