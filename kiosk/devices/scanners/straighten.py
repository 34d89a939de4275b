"""Reads what zxing-cpp located but could not read, because it is bent, creased, worn or unevenly lit.

zxing-cpp tells corners and version, so a good part of the code is known beforehand. Where that part is found,
and then where all modules look most decided, tells how the sheet is bent; once it is flat, each module is
compared with its neighbourhood, and zxing-cpp decodes the clean bitmap, error correction and all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from kiosk.devices.scanners import zxing
from kiosk.devices.scanners.pattern import Pattern, pattern
from kiosk.devices.scanners.reading import Located, Reading
from kiosk.devices.scanners.sheet import MARGIN, STEPS, Points, Sheet, Values
from kiosk.ports import Grey

QUIET = 4
"""Light modules around the bitmap."""

CELL = 4
"""Modules a side of a cell: what is shifted as one when all modules are looked at."""

LIMITS = (0.2, -0.2, 0.4, -0.4)
"""Contrasts that part dark from light, after 0 failed: ink spreads, and wears off."""

FIRST = STEPS * MARGIN + STEPS // 2
"""Where the middle of the first module lies in a flattened code."""

Search = Callable[[Values, Pattern, NDArray[np.intp]], tuple[Points, Values]]
"""Middles of what is looked for, and (shifts down, shifts across, middles) how well each shift suits it."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A search over these shifts, in steps both ways, and the degree of the bend that it gives.

    Where the known modules then show less than `least` of their contrast, it is no code, or beyond reading.
    """

    search: Search
    shifts: NDArray[np.intp]
    degree: int
    least: float


def straighten(grey: Grey, located: Located) -> Reading | None:
    """None if it cannot be read this way either."""
    (x, y), (height, width) = located.place.centre, grey.shape
    if located.version is None or not located.place.is_convex or not (0 < x < width and 0 < y < height):
        return None
    known = pattern(located.version)
    sheet = Sheet(grey, located.place, len(known.modules))
    for darkness in _flatter_and_flatter(sheet, known):
        light = np.pad(darkness <= 0, QUIET, constant_values=True)
        reading = zxing.decode(light.astype(np.uint8) * np.uint8(255))
        if reading:
            return Reading(reading.data, sheet.place())
    return None


def _flatter_and_flatter(sheet: Sheet, known: Pattern) -> Iterator[Values]:
    """(n, n), dark above 0: the code before any pass, after each, and with other limits at last."""
    flat = sheet.flattened()
    ink = np.float32(1 if np.vdot(_modules(flat, known), known.modules) >= 0 else -1)
    yield ink * _modules(flat, known)
    for step in PASSES:
        middles, scores = step.search(ink * flat, known, step.shifts)
        sheet.bend(middles, *_best(scores, step.shifts), step.degree)
        flat = sheet.flattened()
        yield ink * _modules(flat, known)
        if ink * np.vdot(_modules(flat, known), known.modules) < step.least * len(known.values):
            return
    for limit in LIMITS:
        yield ink * _modules(flat, known) - np.float32(limit)


def _features(flat: Values, known: Pattern, shifts: NDArray[np.intp]) -> tuple[Points, Values]:
    """Looks for what every code of the version shows."""
    rows = FIRST + STEPS * known.rows + shifts[:, None]
    columns = FIRST + STEPS * known.columns + shifts[:, None]
    seen = flat.ravel()[(rows * flat.shape[1])[:, None] + columns]
    seen *= known.values
    return known.middles, np.add.reduceat(seen, known.starts, axis=-1)


def _cells(flat: Values, known: Pattern, shifts: NDArray[np.intp]) -> tuple[Points, Values]:
    """Looks where the modules of each cell and its neighbours are most decided, or as known."""
    side, reach = len(known.modules), int(shifts[-1])
    start = flat[FIRST - reach :, FIRST - reach :]
    down, across = start.strides
    shape = (len(shifts), len(shifts), side, side)
    seen = as_strided(start, shape, (down, across, STEPS * down, STEPS * across), writeable=False)
    suits = np.where(known.modules == 0, np.abs(seen), seen * known.modules)
    edges = np.arange(0, side, CELL)
    sums = np.add.reduceat(np.add.reduceat(suits, edges, axis=-2), edges, axis=-1)
    framed = np.pad(sums, ((0, 0), (0, 0), (1, 1), (1, 1)))
    tall = framed[..., :-2, :] + framed[..., 1:-1, :] + framed[..., 2:, :]
    scores = tall[..., :-2] + tall[..., 1:-1] + tall[..., 2:]
    y, x = np.meshgrid(edges + CELL / 2, edges + CELL / 2, indexing="ij")
    return np.column_stack([x.ravel(), y.ravel()]), scores.reshape(len(shifts), len(shifts), -1)


def _best(scores: Values, shifts: NDArray[np.intp]) -> tuple[Points, NDArray[np.float64]]:
    """(middles, 2): by which shift x, y in modules each is found best, and how much better than elsewhere."""
    flat = scores.reshape(len(shifts) ** 2, -1)
    down, across = np.divmod(flat.argmax(axis=0), len(shifts))
    sure = (flat.max(axis=0) - flat.mean(axis=0)).astype(np.float64)
    return np.column_stack([shifts[across], shifts[down]]) / STEPS, sure


def _modules(flat: Values, known: Pattern) -> Values:
    """The middle of each module."""
    end = FIRST + STEPS * len(known.modules)
    return flat[FIRST:end:STEPS, FIRST:end:STEPS]


PASSES = (
    Pass(_features, np.arange(-6, 7, 2), degree=2, least=0.5),
    Pass(_features, np.arange(-3, 4), degree=3, least=0.8),
    Pass(_cells, np.arange(-2, 3), degree=4, least=0.8),
    Pass(_cells, np.arange(-2, 3), degree=4, least=0.8),
)
