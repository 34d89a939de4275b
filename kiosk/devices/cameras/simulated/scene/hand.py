"""The hand that holds a carrier: fingers behind it, a thumb before it; outlines in mm on its plane."""

from math import cos, pi, sin

import numpy as np

from kiosk.devices.cameras.simulated.scene.carriers import Carrier
from kiosk.devices.cameras.simulated.scene.conditions import PHONE
from kiosk.devices.cameras.simulated.scene.pose import Matrix

FINGER_MM, THUMB_MM = 8.0, 10.5
"""Half the width of each at its tip."""


def fingers(carrier: Carrier) -> list[Matrix]:
    """What shows beside or below the carrier; the rest is hidden by it."""
    left, _, right, bottom = carrier.body.rect
    if carrier.kind == PHONE:
        first = bottom - 62
        return [
            _finger((left + 20, first + 17 * n), (left - 7 + n, first + 17 * n + 2), FINGER_MM)
            for n in range(3)
        ]
    middle = left + 0.36 * (right - left)
    return [
        _finger((middle + 17 * n, bottom - 20), (middle + 18 * n + 4, bottom + 90), FINGER_MM + 2)
        for n in range(3)
    ]


def thumb(carrier: Carrier) -> Matrix:
    """It lies on the carrier, clear of the code."""
    left, _, right, bottom = carrier.body.rect
    if carrier.kind == PHONE:
        return _finger((right + 34, bottom + 70), (right - 8, bottom - 38), THUMB_MM)
    middle = left + 0.3 * (right - left)
    return _finger((middle + 14, bottom + 90), (middle, bottom - 9), THUMB_MM)


def _finger(root: tuple[float, float], tip: tuple[float, float], half_mm: float) -> Matrix:
    """A capsule that widens towards the hand."""
    (x0, y0), (x1, y1) = root, tip
    way = np.arctan2(y1 - y0, x1 - x0)
    turns = np.linspace(-pi / 2, pi / 2, 9)
    ends = [(x1 + half_mm * cos(way + turn), y1 + half_mm * sin(way + turn)) for turn in turns]
    wide = half_mm + 0.1 * float(np.hypot(x1 - x0, y1 - y0))
    ends += [(x0 - wide * cos(way + turn), y0 - wide * sin(way + turn)) for turn in turns]
    return np.array(ends)
