"""Finds how the sheet that carries a code is bent, and flattens it.

A good part of a code is known beforehand. Where that part is found, and then where all modules look most
decided, tells how the sheet is bent.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from kiosk.devices.scanners.pattern import Pattern
from kiosk.devices.scanners.sheet import MARGIN, STEPS, Points, Sheet, Values

CELL = 4
"""Modules a side of a cell: what is shifted as one when all modules are looked at."""

READABLE = 0.96
"""Share of the known modules seen right, from which error correction may succeed with the rest."""

FIRST = STEPS * MARGIN + STEPS // 2
"""Where the middle of the first module lies in a flattened code."""

Search = Callable[[Values, Pattern, NDArray[np.intp]], tuple[Points, Values]]
"""Middles of what is looked for, and (shifts down, shifts across, middles) how well each shift suits it."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A search over these shifts, in steps both ways, and the degree of the bend that it gives.

    Where a smaller share than `least` of the known modules is then seen right, it is beyond reading.
    """

    search: Search
    shifts: NDArray[np.intp]
    degree: int
    least: float


def flatten(sheet: Sheet, known: Pattern, passes: Sequence[Pass]) -> Generator[Values, None, Values | None]:
    """(n, n), dark above 0: the code, whenever it may be readable; bends `sheet` on the way.

    Returns the last one; None: it is beyond reading.
    """
    flat = sheet.flattened()
    seen = _modules(flat, known)
    ink = np.float32(1 if np.vdot(seen, known.modules) >= 0 else -1)
    seen = ink * seen
    for step in passes:
        if _right(seen, known) >= READABLE:
            yield seen
        middles, scores = step.search(ink * flat, known, step.shifts)
        sheet.bend(middles, *_best(scores, step.shifts), step.degree)
        flat = sheet.flattened()
        seen = ink * _modules(flat, known)
        if _right(seen, known) < step.least:
            return None
    yield seen
    return seen


def _right(seen: Values, known: Pattern) -> float:
    """The share of the known modules that are seen as they are."""
    return float(np.mean(seen[known.rows, known.columns] * known.values > 0))


def features(flat: Values, known: Pattern, shifts: NDArray[np.intp]) -> tuple[Points, Values]:
    """Looks for what every code of the version shows."""
    rows = FIRST + STEPS * known.rows + shifts[:, None]
    columns = FIRST + STEPS * known.columns + shifts[:, None]
    seen = flat.ravel()[(rows * flat.shape[1])[:, None] + columns]
    seen *= known.values
    return known.middles, np.add.reduceat(seen, known.starts, axis=-1)


def cells(flat: Values, known: Pattern, shifts: NDArray[np.intp]) -> tuple[Points, Values]:
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
