"""Pictures made easier for a decoder: sizes, brightness, threshold. NumPy only; grey in, grey out.

Neighbouring bytes are taken two at a time as one little-endian 16-bit number: many times as fast as slices
with a stride.
"""

import numpy as np
from numpy.typing import NDArray

from kiosk.ports import Grey

PAIR = np.dtype("<u2")

BAND = 32
"""Rows doubled at a time: what lies between stays in the processor's cache."""


GRID = 32
"""Sides of this multiple are quickly transformed."""

NOISE_TO_SIGNAL = 0.01


def shrink(grey: Grey, factor: int) -> Grey:
    """The mean of each square of `factor` pixels a side; what does not fill a square is left out."""
    while factor % 2 == 0:
        grey, factor = _half(grey), factor // 2
    if factor == 1:
        return grey
    height, width = grey.shape[0] // factor, grey.shape[1] // factor
    total = np.zeros((height, width), np.uint32 if factor > 16 else np.uint16)
    for y in range(factor):
        for x in range(factor):
            total += grey[y : height * factor : factor, x : width * factor : factor]
    means: Grey = (total // (factor * factor)).astype(np.uint8)
    return means


def every_second(grey: Grey) -> Grey:
    """Each second pixel of each second row."""
    rows = np.ascontiguousarray(grey[::2, : grey.shape[1] // 2 * 2])
    return rows.view(PAIR).astype(np.uint8)  # keeps the lower byte, the left pixel


def double(grey: Grey) -> Grey:
    """Twice the size, between the pixels the mean of the neighbours."""
    height, width = grey.shape
    tall = np.empty((2 * height, 2 * width), np.uint8)
    for top in range(0, height, BAND):
        rows = _widened(grey[top : top + BAND + 1])
        even, odd = (tall[start : 2 * (top + BAND) : 2] for start in (2 * top, 2 * top + 1))
        even[:] = rows[: len(even)]
        between = odd[: len(rows) - 1]
        np.bitwise_and(rows[:-1], rows[1:], out=between)
        between &= 1
        between += rows[:-1] >> 1
        between += rows[1:] >> 1
    tall[-1:] = tall[-2:-1]
    return tall


def brighten(grey: Grey, gamma: float) -> Grey:
    """Opens the shadows (gamma below 1) or the lights (above 1)."""
    table = (255 * (np.arange(256) / 255) ** gamma).astype(np.uint8)
    return np.take(table, grey)


def soften(grey: Grey) -> Grey:
    """A Gaussian of 1 px."""
    rows = _kernel(grey.astype(np.uint16))
    softened: Grey = (_kernel(rows.T).T >> 8).astype(np.uint8)
    return softened


def deblur(grey: Grey, blur_px: float) -> Grey:
    """Undoes a Gaussian blur of that standard deviation as far as the noise allows (Wiener's filter)."""
    size = tuple(-side // GRID * -GRID for side in grey.shape)
    mean = np.float32(grey.mean())
    spectrum = np.fft.rfft2(grey.astype(np.float32) - mean, size)
    down, across = np.fft.fftfreq(size[0])[:, None], np.fft.rfftfreq(size[1])[None]
    lens = np.exp(-2 * (np.pi * blur_px) ** 2 * (down**2 + across**2))
    spectrum *= (lens / (lens * lens + NOISE_TO_SIGNAL)).astype(np.float32)
    clear = np.fft.irfft2(spectrum, size)[: grey.shape[0], : grey.shape[1]] + mean
    return np.clip(clear, 0, 255).astype(np.uint8)


def local_threshold(grey: Grey, block: int) -> Grey:
    """Black (0) and white (1): each pixel against the mean of 3 by 3 blocks, each `block` pixels wide.

    A picture smaller than a block is white.
    """
    means = shrink(grey, block).astype(np.uint16)
    rows, columns = means.shape
    if not means.size:
        return np.ones(grey.shape, np.uint8)
    framed = np.pad(means, 1, mode="edge")
    around = sum(framed[y : y + rows, x : x + columns] for y in range(3) for x in range(3))
    limits = np.repeat(around // 9, block, axis=1).astype(np.uint8)
    limits = np.pad(limits, ((0, 0), (0, grey.shape[1] - limits.shape[1])), mode="edge")
    white = np.empty(grey.shape, np.uint8)
    for row in range(rows):
        strip = slice(row * block, None if row == rows - 1 else (row + 1) * block)
        np.greater(grey[strip], limits[row], out=white[strip].view(bool))
    return white


def _kernel(rows: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Sixteen times the mean of five neighbours down, weighted 1 4 6 4 1."""
    framed = np.pad(rows, ((2, 2), (0, 0)), mode="edge")
    summed = framed[:-4] + framed[4:]
    summed += (framed[1:-3] + framed[3:-1]) << 2
    summed += framed[2:-2] * np.uint16(6)
    return summed


def _widened(rows: Grey) -> Grey:
    pixels = rows.astype(PAIR)
    between = pixels.copy()
    between[:, :-1] += pixels[:, 1:]
    between[:, :-1] >>= 1
    between <<= 8
    between |= pixels
    return between.view(np.uint8)


def _half(grey: Grey) -> Grey:
    height, width = grey.shape[0] // 2, grey.shape[1] // 2
    pixels = np.ascontiguousarray(grey[: 2 * height, : 2 * width]).view(PAIR)
    sums = pixels >> 8
    sums += pixels & 255
    fours: NDArray[np.uint16] = sums[::2] + sums[1::2]
    fours >>= 2
    return fours.astype(np.uint8)
