"""Pictures of one thing that a hand does not hold quite still, laid upon each other.

By phase correlation: two pictures of the same thing, one shifted, differ in the phases of their spectra only,
and the shift shows as a peak (Kuglin and Hines, 1975).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.scanners.held.window import SIDE
from kiosk.ports import Grey

Spectrum = NDArray[np.complex64]  # (SIDE, SIDE // 2 + 1)
Waves = NDArray[np.float32]

FARTHEST = SIDE // 4
"""Pixels by which the thing may have moved from where it was first seen."""

FINEST, COARSEST = 0.12, 0.01
"""Cycles a pixel between which pictures are compared: finer is noise, coarser is light and shadow."""

ALIKE = 0.5
"""Of the likeness so far, what the next picture must show to be of the same thing."""

LEAST = 1e-3

ROUND_PEAK = np.arange(-1, 2)


class Stack:
    """The sum, and the darkest, of aligned pictures (SIDE, SIDE); `down`, `right`: where the newest lies."""

    def __init__(self, first: Grey) -> None:
        spectrum = _spectrum(first)
        self._reference = np.conj(spectrum) * _band() / np.maximum(np.abs(spectrum), LEAST)
        self._sum, self._darkest = spectrum, first
        self._likeness = 0.0
        self.count = 1
        self.down, self.right = 0.0, 0.0

    def add(self, grey: Grey) -> bool:
        """False, and the picture is left out, where it does not show the same thing near the same place."""
        spectrum = _spectrum(grey)
        down, right = self._shift(spectrum)
        if max(abs(down), abs(right)) > FARTHEST:
            return False
        aligned = spectrum * _moved(down, right)
        likeness = _likeness(self._sum, aligned)
        if self.count > 1 and likeness < ALIKE * self._likeness:
            return False
        weight = 1 / self.count
        self._likeness += weight * (likeness - self._likeness)
        self._sum = self._sum + aligned
        self._darkest = np.minimum(self._darkest, np.roll(grey, (-round(down), -round(right)), (0, 1)))
        self.count += 1
        self.down, self.right = down, right
        return True

    def mean(self) -> NDArray[np.float32]:
        return np.fft.irfft2(self._sum / np.float32(self.count), (SIDE, SIDE)).astype(np.float32)

    def sharpened(self, blur_px: float, noise_to_signal: float) -> NDArray[np.float32]:
        """The mean with a Gaussian blur of that standard deviation undone (Wiener's filter)."""
        lens = np.exp(-2 * (np.pi * blur_px) ** 2 * _squares()).astype(np.float32)
        clear = self._sum * (lens / (lens * lens + np.float32(noise_to_signal)) / np.float32(self.count))
        return np.fft.irfft2(clear, (SIDE, SIDE)).astype(np.float32)

    def darkest(self) -> Grey:
        """Of each pixel the least: a reflection that moves is bright, and hides each pixel at times only."""
        return self._darkest

    def _shift(self, spectrum: Spectrum) -> tuple[float, float]:
        """Pixels down and to the right, against the first picture."""
        phases = spectrum * self._reference / np.maximum(np.abs(spectrum), LEAST)
        matches = np.fft.irfft2(phases, (SIDE, SIDE))
        down, right = divmod(int(matches.argmax()), SIDE)
        return (
            _signed(down) + _top(matches[(down + ROUND_PEAK) % SIDE, right]),
            _signed(right) + _top(matches[down, (right + ROUND_PEAK) % SIDE]),
        )


def _spectrum(grey: Grey) -> Spectrum:
    return np.asarray(np.fft.rfft2(grey.astype(np.float32)), np.complex64)


def _likeness(one: Spectrum, other: Spectrum) -> float:
    """The correlation (-1 to 1) of two pictures, as far as the band goes."""
    a, b = one * _band(), other * _band()
    return float(np.vdot(a, b).real) / max(float(np.linalg.norm(a)) * float(np.linalg.norm(b)), LEAST)


def _signed(shift: int) -> int:
    """A shift goes round: more than half the side is one the other way."""
    return (shift + SIDE // 2) % SIDE - SIDE // 2


def _top(values: NDArray[np.floating]) -> float:
    """Where between three values, the middle one the greatest, a parabola through them has its top."""
    before, at, after = (float(value) for value in values)
    curve = before - 2 * at + after
    return (before - after) / (2 * curve) if curve < 0 else 0.0


def _moved(down: float, right: float) -> Spectrum:
    """What takes such a shift back."""
    y, x = _frequencies()
    return np.asarray(np.exp(2j * np.pi * y * down) * np.exp(2j * np.pi * x * right), np.complex64)


def _frequencies() -> tuple[Waves, Waves]:
    """Cycles a pixel, down as a column and across as a row."""
    down, across = np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None]
    return down.astype(np.float32), across.astype(np.float32)


@cache
def _squares() -> Waves:
    down, across = _frequencies()
    return np.asarray(down * down + across * across, np.float32)


@cache
def _band() -> Waves:
    fine, coarse = (np.exp(-_squares() / (2 * edge * edge)) for edge in (FINEST, COARSEST))
    return np.asarray(fine * (1 - coarse), np.float32)
