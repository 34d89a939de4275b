"""Reads what zxing-cpp located but could not read, because it is bent, creased, worn or unevenly lit.

zxing-cpp tells corners and version, which is enough to flatten the code. Each module is compared with its
neighbourhood, and zxing-cpp decodes the clean bitmap, error correction and all.
"""

from collections.abc import Iterator

import numpy as np

from kiosk.devices.scanners import zxing
from kiosk.devices.scanners.flattening import READABLE, Pass, cells, features, flatten
from kiosk.devices.scanners.pattern import Pattern, pattern
from kiosk.devices.scanners.reading import Located, Reading
from kiosk.devices.scanners.sheet import Sheet, Values
from kiosk.ports import Grey

QUIET = 4
"""Light modules around the bitmap."""

LIMITS = (0.2, -0.2, 0.4, -0.4)
"""Contrasts that part dark from light, after 0 failed: ink spreads, and wears off."""

PASSES = (
    Pass(features, np.arange(-6, 7, 2), degree=2, least=0.65),
    Pass(features, np.arange(-3, 4), degree=3, least=0.9),
    Pass(cells, np.arange(-2, 3), degree=4, least=0.94),
    Pass(cells, np.arange(-2, 3), degree=4, least=READABLE),
)


def straighten(grey: Grey, located: Located) -> Reading | None:
    """None if it cannot be read this way either."""
    if located.version is None or not located.place.lies_in(grey.shape):
        return None
    known = pattern(located.version)
    sheet = Sheet(grey, located.place, len(known.modules))
    for darkness in _flatter_and_flatter(sheet, known):
        bitmap = np.full([side + 2 * QUIET for side in darkness.shape], 255, np.uint8)
        bitmap[QUIET:-QUIET, QUIET:-QUIET][darkness > 0] = 0
        reading = zxing.decode(bitmap)
        if reading:
            return Reading(reading.data, sheet.place(), located.version)
    return None


def _flatter_and_flatter(sheet: Sheet, known: Pattern) -> Iterator[Values]:
    """(n, n), dark above 0: the code whenever it may be readable, and with other limits at last."""
    flat = yield from flatten(sheet, known, PASSES)
    if flat is not None:
        for limit in LIMITS:
            yield flat - np.float32(limit)
