"""The ways in which a stack is read, most of it in the first."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.scanners import zxing
from kiosk.devices.scanners.filters import double, soften
from kiosk.devices.scanners.held.stack import Stack
from kiosk.devices.scanners.held.window import SIDE
from kiosk.devices.scanners.reading import Finding
from kiosk.ports import Grey

Look = Callable[[Stack], Finding]

SMALL = SIDE // 2
"""Pixels a side, in the window's middle, that hold a code too small to be read as it is."""

SHARPER_PX, FINE_NOISE = 0.5, 0.02
"""What a lens and a sensor take from the finest modules: a blur, and the noise that limits its undoing."""

DEFOCUS_PX, NOISE = 2.5, 0.002


def against_noise(stack: Stack) -> Finding:
    return zxing.find(double(soften(_stretched(stack.mean()))), scale=0.5, inverted=False)


def against_glare(stack: Stack) -> Finding:
    return zxing.find(double(soften(stack.darkest())), scale=0.5, inverted=False)


def small(stack: Stack) -> Finding:
    """Between the pixels what many frames tell; the window's middle at twice the size."""
    edge = (SIDE - SMALL) // 2
    middle = stack.sharpened(SHARPER_PX, FINE_NOISE)[edge:-edge, edge:-edge]
    fine = _stretched(_twice(middle))
    return zxing.find(fine, scale=0.5, inverted=False).moved(edge, edge)


def out_of_focus(stack: Stack) -> Finding:
    clear = _stretched(stack.sharpened(DEFOCUS_PX, NOISE))
    return zxing.find(double(clear), scale=0.5, inverted=False)


LOOKS: tuple[Look, ...] = (against_noise, out_of_focus, small, against_glare)


def _twice(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, n) to (2n, 2n) without a new frequency."""
    side = len(values)
    spectrum, half = np.fft.rfft2(values), side // 2
    wide = np.zeros((2 * side, side + 1), np.complex64)
    wide[:half, : half + 1], wide[-half:, : half + 1] = spectrum[:half], spectrum[half:]
    return np.fft.irfft2(wide, (2 * side, 2 * side)).astype(np.float32)


def _stretched(values: NDArray[np.float32]) -> Grey:
    """From dark to light, so that little contrast does not end as a few levels of grey."""
    darkest, lightest = np.percentile(values[::4, ::4], (2, 98))
    levels = (values - darkest) * (220 / max(float(lightest - darkest), 1.0)) + 18
    stretched: Grey = np.clip(levels, 0, 255).astype(np.uint8)
    return stretched
