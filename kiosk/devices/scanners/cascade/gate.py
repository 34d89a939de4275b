"""Tells a scene in which nothing moves, so that nobody pays for looking at an empty entrance."""

import numpy as np
from numpy.typing import NDArray

from kiosk.ports import Grey

COLUMNS, ROWS = 160, 90
"""Pixels that are looked at."""

CELL = 10
"""Pixels a side of a cell: a code that can be read at all fills more than one."""

MOVED = 5.0
"""Grey levels by which a cell differs more than the middle one does by noise and the lamp's flicker."""


class MotionGate:
    """Compares each picture with the one at which something last moved, so that slow things are seen too."""

    def __init__(self) -> None:
        self._reference: NDArray[np.int16] | None = None

    def moved(self, grey: Grey) -> bool:
        """Whether this picture is worth looking at; the first one is, and one of another size."""
        seen = grey[:: max(1, grey.shape[0] // ROWS), :: max(1, grey.shape[1] // COLUMNS)].astype(np.int16)
        reference = self._reference
        if reference is not None and reference.shape == seen.shape and not _differ(seen, reference):
            return False
        self._reference = seen
        return True


def _differ(seen: NDArray[np.int16], reference: NDArray[np.int16]) -> bool:
    height, width = (side // CELL * CELL for side in seen.shape)
    if not height or not width:
        return True
    change = np.abs(seen[:height, :width] - reference[:height, :width])
    rows = change.reshape(height // CELL, CELL, width).sum(axis=1, dtype=np.int32)
    cells = np.sort(rows.reshape(-1, CELL).sum(axis=1))
    return bool(cells[-1] > cells[len(cells) // 2] + MOVED * CELL**2)
