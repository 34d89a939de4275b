"""A code on a surface that may be bent or creased: where its modules lie in the picture."""

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.scanners.filters import double, shrink
from kiosk.devices.scanners.reading import Square
from kiosk.ports import Grey

STEPS = 4
"""Steps of a flattened code in a module."""

MARGIN = 2
"""Modules of a flattened code around the code itself."""

LOCAL = 2
"""Modules on each side over which light and contrast count as even."""

LEAST_DEVIATION = 3.0
"""Grey levels; less is noise, not contrast."""

HIGHEST_DEGREE = 4

STIFFNESS = 0.02
"""How much a bend's fit holds back, against shifts that are as sure as the mean."""

TOLERANCE = 0.4
"""Modules; shifts that disagree with the others by more count for little."""

HORIZON = 0.01
"""Depth, 1 being that of the code's first corner; what is nearer lies behind the camera."""

TINY = 1e-6
"""Keeps a fit solvable where nothing was found."""

Values = NDArray[np.float32]
Points = NDArray[np.float64]  # (n, 2): x, y


class Sheet:
    """Maps modules to the picture by a plane's perspective and, over it, a smooth bend.

    `modules`: of a side. Module coordinates run from 0 to `modules`, x to the right, y downwards.
    `around`: modules about the code that can be looked at, MARGIN at least.
    """

    def __init__(self, grey: Grey, place: Square, modules: int, *, around: int = MARGIN) -> None:
        self._modules, self._around = modules, around
        self._plane = _perspective(place, modules)
        self._bend = np.zeros((2, HIGHEST_DEGREE + 1, HIGHEST_DEGREE + 1))
        self._pixels, zoom, left, top = _around(grey, place, place.side / modules, around + 1)
        self._to_pixels = np.array([[zoom, 0, -left * zoom], [0, zoom, -top * zoom], [0, 0, 1]]) @ self._plane

    def flattened(self) -> Values:
        """Contrast with the neighbourhood, dark above 0, STEPS values a module, MARGIN modules around."""
        seen = self._sampled(self._nodes(MARGIN + 1))[STEPS - 1 : 1 - STEPS, STEPS - 1 : 1 - STEPS]
        rows = seen[:-2] + seen[1:-1] + seen[2:]
        sums = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
        middles = sums[STEPS // 2 :: STEPS, STEPS // 2 :: STEPS].astype(np.float64)
        mean, square = _local_means(np.stack([middles, middles**2]))
        gain = 1 / np.sqrt(np.maximum(square - mean**2, (9 * LEAST_DEVIATION) ** 2))
        ground, steep = (values.astype(np.float32).repeat(STEPS, axis=0) for values in (mean, gain))
        contrast = np.empty(sums.shape, np.float32)
        for step in range(STEPS):
            np.multiply(ground - sums[:, step::STEPS], steep, out=contrast[:, step::STEPS])
        return contrast

    def bend(self, at: Points, by: Points, weight: NDArray[np.float64], degree: int) -> None:
        """Bends the sheet so that what was found at `at` plus `by` comes to `at`, as smoothly as can be.

        `by` in modules; `weight`: how sure each shift is; `degree` of the polynomial that is fitted.
        """
        total, down = np.tril_indices(degree + 1)
        across = total - down
        x, y = (_powers(2 * axis / self._modules - 1, degree) for axis in at.T)
        terms = x[:, across] * y[:, down]
        stiff = np.diag(np.where(total == 0, 0, STIFFNESS * weight.mean()) + TINY)
        trust = weight[:, None]
        fitted: Points = np.zeros((len(across), 2))
        for _ in range(2):
            solved = np.linalg.solve(terms.T @ (trust * terms) + stiff, terms.T @ (trust * by))
            fitted = np.asarray(solved, np.float64)
            off = np.hypot(*(by - terms @ fitted).T)
            trust = (weight / (1 + (off / TOLERANCE) ** 2))[:, None]
        self._bend[:, down, across] += fitted.T

    def levels(self, around: int) -> Values:
        """Grey (0 to 255) of each module and of `around` more on each side; NaN where the picture ends.

        It is the mean of a square in the module's middle, three quarters of a module wide.
        """
        nodes = self._nodes(around)
        seen = self._sampled(nodes)
        rows = seen[1::STEPS] + seen[2::STEPS] + seen[3::STEPS]
        sums = rows[:, 1::STEPS] + rows[:, 2::STEPS] + rows[:, 3::STEPS]
        middles = nodes[:-1] + np.float32(0.5)
        row, column = self._rows_and_columns(middles)
        height, width = self._pixels.shape
        outside = (row < 0) | (column < 0) | (row >= height) | (column >= width)
        return np.where(outside, np.float32(np.nan), sums.astype(np.float32) / 9)

    def place(self) -> Square:
        """Where the corners of the code lie in the picture."""
        n = self._modules
        a, b, c, d = self.seen(np.array([[0, 0], [n, 0], [n, n], [0, n]], np.float64)).tolist()
        return Square((tuple(a), tuple(b), tuple(c), tuple(d)))

    def seen(self, points: Points) -> Points:
        """Where points of the code, in modules, lie in the picture, in pixels."""
        x, y = (_powers(2 * axis / self._modules - 1, HIGHEST_DEGREE) for axis in points.T)
        shift = np.einsum("ni,kij,nj->nk", y, self._bend, x)
        seen = np.column_stack([points + shift, np.ones(len(points))]) @ self._plane.T
        return np.asarray(seen[:, :2] / seen[:, 2:])

    def _nodes(self, around: int) -> Values:
        """The edges of modules along a side, from `around` before the code to as many after it."""
        return np.arange(-around, self._modules + around + 1).astype(np.float32)

    def _rows_and_columns(self, nodes: Values) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where the nodes, down and across, lie among the pixels; beyond them, too."""
        powers = _powers(2 * nodes / self._modules - 1, HIGHEST_DEGREE)
        right, down = (powers @ part @ powers.T for part in self._bend)
        x, y = nodes[None, :] + right, nodes[:, None] + down
        to_x, to_y, to_depth = self._to_pixels
        near = 1 / np.maximum(to_depth[0] * x + to_depth[1] * y + to_depth[2], HORIZON)
        return (
            (to_y[0] * x + to_y[1] * y + to_y[2]) * near,
            (to_x[0] * x + to_x[1] * y + to_x[2]) * near,
        )

    def _sampled(self, nodes: Values) -> NDArray[np.uint16]:
        """The picture at every step from the first node to the last."""
        height, width = self._pixels.shape
        row, column = self._rows_and_columns(nodes)
        at = _between(np.clip(row, 0, height - 1)).astype(np.int32)
        at *= width
        at += _between(np.clip(column, 0, width - 1)).astype(np.int32)
        sampled: NDArray[np.uint16] = self._pixels.ravel().take(at, mode="clip").astype(np.uint16)
        return sampled


def _between(nodes: NDArray[np.floating]) -> Values:
    """Straight lines from node to node in STEPS steps, down and across."""
    height, width = nodes.shape
    nodes = nodes.astype(np.float32)
    tall = np.empty((STEPS * (height - 1), width), np.float32)
    wide = np.empty((STEPS * (height - 1), STEPS * (width - 1)), np.float32)
    rise = (nodes[1:] - nodes[:-1]) / STEPS
    for step in range(STEPS):
        np.add(nodes[:-1], rise * np.float32(step), out=tall[step::STEPS])
    rise = (tall[:, 1:] - tall[:, :-1]) / STEPS
    for step in range(STEPS):
        np.add(tall[:, :-1], rise * np.float32(step), out=wide[:, step::STEPS])
    return wide


def _around(grey: Grey, place: Square, px_a_module: float, modules: int) -> tuple[Grey, float, int, int]:
    """The picture with so many modules around a code, at 4 to 8 pixels a module where it has them, its zoom,
    and what it leaves out on the left and above."""
    margin = int(modules * px_a_module) + 2
    across, down = zip(*place.corners, strict=True)
    left, top = max(0, int(min(across)) - margin), max(0, int(min(down)) - margin)
    pixels = grey[top : int(max(down)) + margin, left : int(max(across)) + margin]
    factor = max(1, min(int(px_a_module / STEPS), *pixels.shape))
    pixels, zoom = np.ascontiguousarray(shrink(pixels, factor)), 1 / factor
    if px_a_module * zoom < STEPS + 1:
        return double(pixels), 2 * zoom, left, top
    return pixels, zoom, left, top


def _perspective(place: Square, modules: int) -> NDArray[np.float64]:
    """(3, 3): from modules to pixels."""
    rows, right = [], []
    for (u, v), (x, y) in zip(
        ((0, 0), (modules, 0), (modules, modules), (0, modules)), place.corners, strict=True
    ):
        rows += [[u, v, 1, 0, 0, 0, -u * x, -v * x], [0, 0, 0, u, v, 1, -u * y, -v * y]]
        right += [x, y]
    return np.append(np.linalg.solve(np.array(rows), np.array(right)), 1).reshape(3, 3)


def _powers(values: NDArray[np.floating], degree: int) -> NDArray[np.float64]:
    return np.asarray(values, np.float64)[..., None] ** np.arange(degree + 1)


def _local_means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(k, n, n) to the same: of each, the mean of the square around it."""
    side, count = 2 * LOCAL + 1, values.shape[-1]
    framed = np.pad(values, ((0, 0), (LOCAL, LOCAL), (LOCAL, LOCAL)), mode="edge")
    tall = np.add.reduce([framed[:, start : start + count] for start in range(side)])
    wide = np.add.reduce([tall[:, :, start : start + count] for start in range(side)])
    return np.asarray(wide / side**2)
