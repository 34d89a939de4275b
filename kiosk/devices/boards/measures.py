"""The measures of a printed code, each a number; what they are worth is `scale.py`'s affair."""

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.boards.light import Field, Light, linear
from kiosk.devices.boards.symbol import Symbol
from kiosk.devices.boards.view import QUIET, View
from kiosk.devices.scanners.sheet import Points

SMUDGED = 0.05
"""Of the modules along one line of the quiet zone: fewer dark ones are noise."""


def clearness(symbol: Symbol, light: Light) -> Field:
    """(n, n): how clearly each module is what it should be: 1 fully, 0 not at all, below 0 the opposite."""
    light_or_dark = np.nan_to_num(light.clearness[QUIET:-QUIET, QUIET:-QUIET])
    return np.where(symbol.modules, -light_or_dark, light_or_dark)


def contrast(light: Light) -> float:
    """The share of the paper's light that the ink takes, 0 to 1."""
    inner = slice(QUIET, -QUIET)
    paper, ink = linear(light.paper[inner, inner]), linear(light.ink[inner, inner])
    return float(np.mean((paper - ink) / np.maximum(paper, 1e-3)))


def unused_error_correction(symbol: Symbol, wrong: NDArray[np.bool_]) -> float:
    """Of the block that has least left: 1 untouched, 0 used up. `wrong` (codewords,): those to be mended."""
    return min(1 - 2 * int(wrong[block].sum()) / symbol.spare for block in symbol.blocks)


def quiet_modules(light: Light) -> int:
    """Bare modules beside the side that has fewest; none is counted beyond the first line with marks, or
    beyond the picture."""
    dark = ~(light.clearness > 0)
    for ring in range(1, QUIET + 1):
        edge, end = QUIET - ring, dark.shape[0] - QUIET + ring - 1
        along = slice(edge, end + 1)
        lines = (dark[edge, along], dark[end, along], dark[along, edge], dark[along, end])
        if any(line.mean() > SMUDGED for line in lines):
            return ring - 1
    return QUIET


def unevenness(light: Light) -> float:
    """By how much the contrast, as light, falls from where it is best to where it is least; 0 even."""
    inner = slice(QUIET, -QUIET)
    span = linear(light.paper[inner, inner]) - linear(light.ink[inner, inner])
    return float(1 - span.min() / max(span.max(), 1e-3))


def displacement(view: View) -> float:
    """Modules by which corners of modules lie at most off a flat, even grid."""
    count = len(view.nodes)
    y, x = np.mgrid[0:count, 0:count] * view.step
    flat = _flat_grid(view.nodes.reshape(-1, 2), np.column_stack([x.ravel(), y.ravel()]))
    off = np.hypot(*(view.nodes.reshape(-1, 2) - flat).T)
    return float(off.max()) / _module_px(view)


def tilt(view: View) -> float:
    """Degrees between looking straight and as it was seen: by how much one direction is foreshortened."""
    across, down = _steps(view)
    long, short = np.linalg.svd(np.column_stack([across, down]), compute_uv=False)
    return float(np.degrees(np.arccos(np.clip(short / long, 0, 1))))


def _module_px(view: View) -> float:
    across, down = _steps(view)
    return float(np.sqrt(abs(across[0] * down[1] - across[1] * down[0]))) / view.step


def _steps(view: View) -> tuple[Points, Points]:
    """From the middle one node to the right, and one down, in pixels."""
    middle = len(view.nodes) // 2
    around = view.nodes[middle - 1 : middle + 2, middle - 1 : middle + 2]
    return (around[1, 2] - around[1, 0]) / 2, (around[2, 1] - around[0, 1]) / 2


def _flat_grid(seen: Points, at: Points) -> Points:
    """Where the perspective that suits `seen` best puts the points `at` of the plane."""
    (u, v), (x, y) = at.T, seen.T
    one, nil = np.ones_like(u), np.zeros_like(u)
    rows = np.concatenate(
        [
            np.column_stack([u, v, one, nil, nil, nil, -u * x, -v * x]),
            np.column_stack([nil, nil, nil, u, v, one, -u * y, -v * y]),
        ]
    )
    solved = np.append(np.linalg.lstsq(rows, np.concatenate([x, y]), rcond=None)[0], 1).reshape(3, 3)
    put = np.column_stack([at, one]) @ solved.T
    return np.asarray(put[:, :2] / put[:, 2:])
