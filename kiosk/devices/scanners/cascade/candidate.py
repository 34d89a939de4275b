"""Where a code may be that no engine located: modules make a picture busy across and down at once."""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.scanners.reading import Square
from kiosk.ports import Grey

SAMPLES = 320 * 200
"""Pixels that are looked at; neighbouring modules have nothing to do with each other, so fewer do as well."""

CELL = 8
"""Samples a side of a cell."""

SHARE = 0.4
"""Of what the busiest cells have more than most cells, the least that a cell of the same code has."""

MARGIN = 2
"""Cells around, for the quiet zone and the half-filled cells at the edge."""

STANDS_OUT = 2.0
"""How much busier than most of the picture the busiest part is, where a code is held up."""

LONGEST = 1.6
"""Length over width of a box that may hold a square, tilted and half hidden."""

Box = tuple[int, int, int, int]  # top, bottom, left, right in pixels of the picture


@dataclass(frozen=True, slots=True)
class Candidate:
    """The box around the busiest part, with a margin, and how many times busier it is than most."""

    box: Box
    stands_out: float = 1.0

    @property
    def held(self) -> Square | None:
        """Where a code seems to be held up: something alone that is about as high as wide."""
        top, bottom, left, right = self.box
        short, long = sorted((bottom - top, right - left))
        if self.stands_out < STANDS_OUT or long > LONGEST * short:
            return None
        return Square(((left, top), (right, top), (right, bottom), (left, bottom)))


def candidate(grey: Grey) -> Candidate:
    """The busiest part; all of a picture that is too small to say."""
    if not grey.size:
        return Candidate((0, 0, 0, 0))
    step = max(1, round((grey.size / SAMPLES) ** 0.5))
    samples = grey[::step, ::step].astype(np.int16)
    height, width = (side // CELL * CELL for side in samples.shape)
    if min(height, width) < 3 * CELL:
        return Candidate((0, grey.shape[0], 0, grey.shape[1]))
    busy = _around(_busy(samples[:height, :width]))
    usual = float(np.median(busy))
    parts = busy > usual + SHARE * (float(busy.max()) - usual)
    rows, columns = _joined(parts, divmod(int(busy.argmax()), busy.shape[1]))
    side = CELL * step
    box = (
        max(0, (min(rows) - MARGIN) * side),
        min(grey.shape[0], (max(rows) + 1 + MARGIN) * side),
        max(0, (min(columns) - MARGIN) * side),
        min(grey.shape[1], (max(columns) + 1 + MARGIN) * side),
    )
    return Candidate(box, float(busy.max()) / max(usual, 1.0))


def _busy(samples: NDArray[np.int16]) -> NDArray[np.float64]:
    """(cells down, cells across): differences between neighbours, in the direction that has fewer."""
    height, width = samples.shape
    across = np.abs(samples[:, 1:] - samples[:, :-1])
    down = np.abs(samples[1:] - samples[:-1])
    rows, columns = np.arange(0, height, CELL), np.arange(0, width, CELL)
    sums = [np.add.reduceat(np.add.reduceat(seen, rows, 0, np.int32), columns, 1) for seen in (across, down)]
    return np.minimum(*sums).astype(np.float64)


def _around(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each cell together with its neighbours."""
    framed = np.pad(cells, 1, mode="edge")
    tall = framed[:-2] + framed[1:-1] + framed[2:]
    whole: NDArray[np.float64] = tall[:, :-2] + tall[:, 1:-1] + tall[:, 2:]
    return whole


def _joined(parts: NDArray[np.bool_], start: tuple[int, int]) -> tuple[list[int], list[int]]:
    """Rows and columns of the cells that hang together with the first."""
    left, reached, due = parts.copy(), [start], deque([start])
    left[start] = False
    while due:
        row, column = due.popleft()
        for near in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if 0 <= near[0] < left.shape[0] and 0 <= near[1] < left.shape[1] and left[near]:
                left[near] = False
                reached.append(near)
                due.append(near)
    rows, columns = zip(*reached, strict=True)
    return list(rows), list(columns)
