"""What every QR code of a version shows at the same modules, whatever it says.

Finder patterns with their separators, timing patterns, alignment patterns: ISO/IEC 18004, 5.3 and annex E.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

FINDER_SIDE = 8
"""Modules, with the separator."""

TIMING_PIECE = 5
"""Modules; a timing pattern is looked for piece by piece, as it may be bent."""

Block = tuple[slice, slice]  # rows and columns of modules


@dataclass(frozen=True, slots=True)
class Pattern:
    """`modules`: (n, n), 1 where a module is dark in every code of the version, -1 light, 0 it depends.

    The rest lists the known modules feature by feature, a feature being what is looked for as one:
    their rows, columns and values, where each feature starts, and (features, 2) its middle as x, y in
    modules, the first module's middle being at 0.5.
    """

    modules: NDArray[np.float32]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: NDArray[np.float32]
    starts: NDArray[np.intp]
    middles: NDArray[np.float64]


@cache
def pattern(version: int) -> Pattern:
    """The pattern of a version, 1 to 40."""
    modules = _drawn(version)
    places = [np.mgrid[block].reshape(2, -1) for block in _features(version)]
    rows, columns = np.concatenate(places, axis=1)
    starts = np.cumsum([0] + [place.shape[1] for place in places[:-1]])
    middles = np.array([place[::-1].mean(axis=1) + 0.5 for place in places])
    return Pattern(modules, rows, columns, modules[rows, columns], starts, middles)


def _drawn(version: int) -> NDArray[np.float32]:
    side = _side(version)
    modules = np.zeros((side, side), np.float32)
    stripes = 1 - 2 * (np.arange(side) % 2)
    modules[6, :] = stripes
    modules[:, 6] = stripes
    finder = np.pad(_rings(7), (0, 1), constant_values=-1)
    modules[:FINDER_SIDE, :FINDER_SIDE] = finder
    modules[:FINDER_SIDE, -FINDER_SIDE:] = finder[:, ::-1]
    modules[-FINDER_SIDE:, :FINDER_SIDE] = finder[::-1]
    for block in _alignments(version):
        modules[block] = _rings(5)
    return modules


def _rings(side: int) -> NDArray[np.float32]:
    """A dark ring, a light one, a dark middle."""
    at = np.arange(side)
    depth = np.minimum(at, at[::-1])
    return np.where(np.minimum(depth[:, None], depth) == 1, np.float32(-1), np.float32(1))


def _features(version: int) -> Iterator[Block]:
    """Finder patterns in quarters, so that their size and turn are seen too."""
    side, quarter = _side(version), FINDER_SIDE // 2
    for top, left in ((0, 0), (0, side - FINDER_SIDE), (side - FINDER_SIDE, 0)):
        for y in (top, top + quarter):
            for x in (left, left + quarter):
                yield slice(y, y + quarter), slice(x, x + quarter)
    end = side - FINDER_SIDE
    for start in range(FINDER_SIDE, end, TIMING_PIECE):
        piece = slice(start, min(start + TIMING_PIECE, end))
        yield slice(6, 7), piece
        yield piece, slice(6, 7)
    yield from _alignments(version)


def _alignments(version: int) -> Iterator[Block]:
    middles, last = _alignment_middles(version), _side(version) - 7
    for y in middles:
        for x in middles:
            if (y, x) not in ((6, 6), (6, last), (last, 6)):
                yield slice(y - 2, y + 3), slice(x - 2, x + 3)


def _alignment_middles(version: int) -> list[int]:
    """Annex E as a rule: an even step from the last backwards, and 6."""
    if version == 1:
        return []
    intervals, last = version // 7 + 1, _side(version) - 7
    step = 26 if version == 32 else 2 * -(-(last - 6) // (2 * intervals))
    return [6, *reversed([last - step * i for i in range(intervals)])]


def _side(version: int) -> int:
    return 17 + 4 * version
