"""Puts carriers before the room and takes the picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageChops, ImageDraw

from kiosk.devices.cameras.simulated.scene.carriers import Carrier
from kiosk.devices.cameras.simulated.scene.conditions import PHONE
from kiosk.devices.cameras.simulated.scene.hand import fingers, thumb
from kiosk.devices.cameras.simulated.scene.light import (
    blurred,
    compressed,
    cut,
    exposed,
    lit,
    moire_tile,
    scaled,
    tile,
)
from kiosk.devices.cameras.simulated.scene.looks import Look
from kiosk.devices.cameras.simulated.scene.pose import (
    FOCAL_OF_WIDTH,
    Box,
    Matrix,
    Pose,
    box_of,
    homography,
    project,
    warp,
)
from kiosk.devices.cameras.simulated.scene.scenery import Backdrop, Bystander, Colour, Scenery
from kiosk.devices.cameras.simulated.scene.surface import Layer, Rect

BLUR_REACH = 3
"""Standard deviations beyond which a blur is not seen."""


@dataclass(frozen=True, slots=True)
class Held:
    """A carrier as it is held at one moment."""

    carrier: Carrier
    look: Look
    pose: Pose
    skin: Colour


class Stage:
    """A camera of `width` x `height` pixels before a room; the same seed gives the same room."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width, self.height = width, height
        self._scenery = Scenery(width, height, seed)
        self._noise = tile(width + 97, height + 61, seed)
        self._moire = moire_tile(width, height)
        self._scaled_noise = (3.0, scaled(self._noise, 3.0))

    def away_for(self, carrier: Carrier, px_per_module: float) -> float:
        """Distance in mm at which a module is that large, or the code just fits the frame."""
        fits = 0.86 * self.height / carrier.code_mm
        return FOCAL_OF_WIDTH * self.width / min(px_per_module / carrier.module_mm, fits)

    def take(
        self, held: Sequence[Held], people: tuple[tuple[Bystander, float], ...], look: Look, rng: Generator
    ) -> Backdrop:
        """What the camera sees: grey, and what red and blue have over it. `look` is the room's."""
        behind = self._scenery.view(people, look)
        seen = Backdrop(behind.grey.copy(), behind.red.copy(), behind.blue.copy())
        for thing in held:
            self._place(seen, thing, rng)
        noise = cut(self._noise_of(look.noise), (self.width, self.height), rng)
        grey = ImageChops.add(seen.grey, noise, 1, -128)
        if look.compression:
            grey = compressed(grey, look.compression)
        return Backdrop(grey, seen.red, seen.blue)

    def _noise_of(self, deviation: float) -> Image.Image:
        if self._scaled_noise[0] != deviation:
            self._scaled_noise = (deviation, scaled(self._noise, deviation))
        return self._scaled_noise[1]

    def _place(self, seen: Backdrop, held: Held, rng: Generator) -> None:
        carrier, look = held.carrier, held.look
        matrix = homography(held.pose, self.width, self.height)
        edge = project(matrix, _outline(carrier.body.rect, carrier.round_mm))
        box = box_of(edge, self.width, self.height, 4)
        if not _holds_pixels(box):
            return
        for finger in fingers(carrier):
            _paint(seen, project(matrix, finger), held.skin, 0.82 * look.light)
        body = warp(carrier.body.image, carrier.body.to_plane, matrix, box, 2)
        size = (box[2] - box[0], box[3] - box[1])
        region = body.resize(size, Image.Resampling.BILINEAR)
        self._show_code(region, box, carrier, matrix, look)
        region = lit(exposed(region, look, carrier.kind == PHONE), look, self._moire, rng)
        mask = _polygon(edge - box[:2], size)
        seen.grey.paste(region, box[:2], mask)
        red, blue = carrier.tint
        seen.red.paste(128 + red, box, mask)
        seen.blue.paste(128 + blue, box, mask)
        outline = project(matrix, thumb(carrier))
        _paint(seen, outline, held.skin, 0.72 * look.light)
        _paint(seen, outline.mean(axis=0) + 0.88 * (outline - outline.mean(axis=0)), held.skin, look.light)

    def _show_code(self, region: Image.Image, box: Box, carrier: Carrier, matrix: Matrix, look: Look) -> None:
        left, top, right, bottom = carrier.codes[0].rect
        quad = project(matrix, np.array([[left, top], [right, top], [right, bottom], [left, bottom]]))
        reach = round(BLUR_REACH * look.defocus_px + look.motion_px) + 2
        around = box_of(quad - box[:2], region.width, region.height, reach)
        if not _holds_pixels(around):
            return
        in_frame = (around[0] + box[0], around[1] + box[1], around[2] + box[0], around[3] + box[1])
        layer = _fitting(carrier.codes, float(np.linalg.norm(quad[1] - quad[0])))
        code = warp(layer.image, layer.to_plane, matrix, in_frame, 1)
        patch = region.crop(around)
        patch.paste(code, (0, 0), _polygon(quad - in_frame[:2], patch.size))
        region.paste(blurred(patch, look), around[:2])


def _paint(seen: Backdrop, outline: Matrix, colour: Colour, light: float) -> None:
    points = [(float(x), float(y)) for x, y in outline]
    red, green, blue = (part * light for part in colour)
    grey = 0.3 * red + 0.59 * green + 0.11 * blue
    for image, value in ((seen.grey, grey), (seen.red, 128 + red - grey), (seen.blue, 128 + blue - grey)):
        ImageDraw.Draw(image).polygon(points, fill=round(value))


def _fitting(layers: tuple[Layer, ...], side_px: float) -> Layer:
    """The coarsest texture that still has a pixel for each pixel of the frame."""
    return next((layer for layer in reversed(layers) if layer.image.width >= side_px), layers[0])


def _holds_pixels(box: Box) -> bool:
    return box[2] - box[0] >= 4 and box[3] - box[1] >= 4


def _polygon(points: Matrix, size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon([(float(x), float(y)) for x, y in points], fill=255)
    return mask


def _outline(rect: Rect, radius: float) -> Matrix:
    """A rectangle with round corners, as points."""
    left, top, right, bottom = rect
    corners = ((right, bottom), (left, bottom), (left, top), (right, top))
    inward = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    points = [
        (
            x + sx * radius + radius * cos(quarter * pi / 2 + a),
            y + sy * radius + radius * sin(quarter * pi / 2 + a),
        )
        for quarter, ((x, y), (sx, sy)) in enumerate(zip(corners, inward, strict=True))
        for a in np.linspace(0, pi / 2, 5)
    ]
    return np.array(points)
