"""Textures of a carrier's plane, and what happens to its surface: cracks, wear, lamination, a finger."""

from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from kiosk.devices.cameras.simulated.scene.looks import Look

Rect = tuple[float, float, float, float]  # left, top, right, bottom in mm, the code's middle at 0, 0

SKIN = 152

CURL_MM = 34.0
"""How far from the middle a sheet has turned by its whole curl."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A grey texture of the carrier's plane: `image` covers `rect`."""

    image: Image.Image
    rect: Rect

    @property
    def px_per_mm(self) -> float:
        return self.image.width / (self.rect[2] - self.rect[0])

    @property
    def to_plane(self) -> NDArray[np.float64]:
        """(3, 3): texture pixels to mm."""
        mm = 1 / self.px_per_mm
        return np.array([[mm, 0, self.rect[0]], [0, mm, self.rect[1]], [0, 0, 1.0]])

    def halved(self) -> "Layer":
        return Layer(self.image.reduce(2), self.rect)

    def box(self, rect: Rect) -> tuple[float, float, float, float]:
        """A rectangle in mm as pixels of this texture."""
        s, left, top = self.px_per_mm, self.rect[0], self.rect[1]
        return (rect[0] - left) * s, (rect[1] - top) * s, (rect[2] - left) * s, (rect[3] - top) * s


def blemish(layers: tuple[Layer, ...], half: float, look: Look, seed: int) -> None:
    """Draws the surface's faults on every texture alike; `half` is half the side of the code in mm."""
    for layer in layers:
        rng = np.random.default_rng(seed)
        if look.lamination:
            _laminate(layer, half, look.lamination, rng)
        if look.wear:
            _wear(layer, half, look.wear, rng)
        if look.cracks:
            _crack(layer, half, look.cracks, rng)
        if look.curl:
            _curl(layer, look.curl)
        if look.finger:
            _finger(layer, half, look.finger, rng)


def _laminate(layer: Layer, half: float, amount: float, rng: Generator) -> None:
    """A pouch greys the blacks; bubbles show as pale rings."""
    hazed = layer.image.point([round(v * (1 - 0.45 * amount) + 95 * amount) for v in range(256)])
    layer.image.paste(hazed)
    draw = ImageDraw.Draw(layer.image)
    for _ in range(round(14 * amount)):
        x, y, r = (*rng.uniform(-1.2, 1.2, 2) * half, float(rng.uniform(0.03, 0.16)) * half)
        width = max(1, round(0.25 * r * layer.px_per_mm))
        draw.ellipse(layer.box((x - r, y - r, x + r, y + r)), outline=215, width=width)


def _wear(layer: Layer, half: float, amount: float, rng: Generator) -> None:
    """Scratches that took the ink along, and rubbed spots."""
    draw = ImageDraw.Draw(layer.image)
    for _ in range(round(26 * amount)):
        x, y = rng.uniform(-1.1, 1.1, 2) * half
        length, way = float(rng.uniform(0.2, 1.3)) * half, float(rng.uniform(0, pi))
        end = (x + length * cos(way), y + length * sin(way))
        width = max(1, round(float(rng.uniform(0.004, 0.03)) * half * layer.px_per_mm))
        draw.line(layer.box((x, y, *end)), fill=int(rng.integers(150, 215)), width=width)
    for _ in range(round(9 * amount)):
        x, y, r = (*rng.uniform(-1, 1, 2) * half, float(rng.uniform(0.03, 0.12)) * half)
        draw.ellipse(layer.box((x - r, y - r, x + r, y + 0.6 * r)), fill=int(rng.integers(140, 205)))


def _crack(layer: Layer, half: float, count: int, rng: Generator) -> None:
    """Cracks run from where the screen hit the ground; each has a bright and a dark edge."""
    draw = ImageDraw.Draw(layer.image)
    origin = rng.uniform(-1.1, 1.1, 2) * half
    for way in rng.uniform(0, 2 * pi, count):
        at, heading = origin.copy(), float(way)
        width_mm = float(rng.uniform(0.006, 0.022)) * half
        width = max(1, round(width_mm * layer.px_per_mm))
        for step in rng.uniform(0.15, 0.6, 5) * half:
            heading += float(rng.normal(0, 0.35))
            to = at + step * np.array([cos(heading), sin(heading)])
            draw.line(layer.box((*at, *to)), fill=205, width=width)
            beside = width_mm * np.array([-sin(heading), cos(heading)])
            draw.line(layer.box((*(at + beside), *(to + beside))), fill=40, width=width)
            at = to


def _curl(layer: Layer, amount: float) -> None:
    """Bends the sheet about the upright line through its middle, so that its sides draw in."""
    pixels = np.asarray(layer.image)
    left, _, right, _ = layer.rect
    radius = CURL_MM / (amount * pi / 2)
    seen = np.linspace(left, right, pixels.shape[1]) / radius
    across = np.round((radius * np.arcsin(np.clip(seen, -1, 1)) - left) * layer.px_per_mm).astype(np.intp)
    bare = (np.abs(seen) >= 1) | (across < 0) | (across >= pixels.shape[1])
    bent = pixels[:, np.clip(across, 0, pixels.shape[1] - 1)]
    bent[:, bare] = pixels[0, 0]
    layer.image.paste(Image.fromarray(bent))


def _finger(layer: Layer, half: float, amount: float, rng: Generator) -> None:
    """A finger tip that lies over one corner; `amount` is the share of the side it covers."""
    across, down = rng.choice((-1, 1), 2)
    draw = ImageDraw.Draw(layer.image)
    reach = 2 * half * amount
    radius = max(reach, 0.45 * half)
    x, y = across * (half - reach + radius), down * (half - reach + radius)
    for shade, share in ((SKIN - 26, 1.0), (SKIN, 0.93), (SKIN + 14, 0.7)):
        r = radius * share
        draw.ellipse(layer.box((x - r, y - r, x + r, y + r)), fill=shade)
