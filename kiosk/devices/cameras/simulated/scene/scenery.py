"""The room behind: a wall, a glass door, a plant, and whoever stands before the camera, all out of focus."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from kiosk.devices.cameras.simulated.scene.looks import Look

SMALL = (320, 180)
"""The lens is focused at a hand's distance, so the room needs no more pixels than this."""

Colour = tuple[int, int, int]

SHIRTS: tuple[Colour, ...] = (
    (62, 84, 120),
    (128, 60, 58),
    (70, 92, 74),
    (206, 202, 192),
    (52, 54, 62),
    (150, 130, 84),
)
HAIR: tuple[Colour, ...] = ((26, 22, 22), (44, 34, 30), (120, 116, 112))
SKINS: tuple[Colour, ...] = ((206, 164, 132), (188, 142, 110), (222, 184, 154))
FACE_MASK: Colour = (150, 186, 206)


@dataclass(frozen=True, slots=True)
class Bystander:
    """Somebody in the room; `across` is 0 to 1 from left to right."""

    shirt: Colour
    hair: Colour
    skin: Colour
    masked: bool
    across: float

    @classmethod
    def drawn(cls, rng: Generator) -> "Bystander":
        shirt, hair, skin = (choice[int(rng.integers(len(choice)))] for choice in (SHIRTS, HAIR, SKINS))
        return cls(shirt, hair, skin, bool(rng.random() < 0.4), float(rng.uniform(0.36, 0.64)))


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The room at full size: grey, and what red and blue have over it (128: nothing)."""

    grey: Image.Image
    red: Image.Image
    blue: Image.Image


class Scenery:
    """One room, the same for a seed."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self._size = (width, height)
        self._room = _room(np.random.default_rng(seed))
        self._last: tuple[object, Backdrop] | None = None

    def view(self, people: tuple[tuple[Bystander, float], ...], look: Look) -> Backdrop:
        """The room with people, each with how near they stand: 0 at the door, 1 at the camera."""
        key = (people, look.light, look.backlight)
        if self._last is None or self._last[0] != key:
            self._last = (key, self._drawn(people, look))
        return self._last[1]

    def _drawn(self, people: tuple[tuple[Bystander, float], ...], look: Look) -> Backdrop:
        room = self._room
        if look.backlight:
            room = room.point([min(255, round(v * (1 + look.backlight))) for v in range(256)] * 3)
        for person, near in people:
            room = _with(room, person, near)
        room = room.point([round(v * look.light) for v in range(256)] * 3)
        red, _, blue = room.split()
        grey = room.convert("L")
        parts = (grey, ImageChops.subtract(red, grey, 1, 128), ImageChops.subtract(blue, grey, 1, 128))
        return Backdrop(*(part.resize(self._size, Image.Resampling.BILINEAR) for part in parts))


def _room(rng: Generator) -> Image.Image:
    width, height = SMALL
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    wall = 178 - 40 * (y / height) - 26 * np.abs(x / width - rng.uniform(0.3, 0.7))
    room = np.stack([wall * 1.02, wall, wall * 0.93], axis=2)
    room += rng.normal(0, 1, (height, width, 1))
    image = Image.fromarray(np.clip(room, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    door = int(rng.integers(14, 60)) if rng.random() < 0.5 else int(rng.integers(210, 250))
    draw.rectangle((door - 4, 12, door + 64, 180), fill=(94, 74, 58))
    draw.rectangle((door, 16, door + 60, 180), fill=(198, 214, 218))
    draw.rectangle((door + 28, 16, door + 31, 180), fill=(104, 84, 66))
    draw.rectangle((door, 96, door + 60, 180), fill=(150, 168, 166))
    draw.rectangle((0, 164, width, height), fill=(112, 104, 98))
    board = (door + 120) % 250 + 10
    draw.rectangle((board, 34, board + 46, 72), fill=(206, 198, 178), outline=(96, 82, 64))
    for line in range(40, 68, 6):
        draw.line((board + 5, line, board + 40, line), fill=(128, 122, 112))
    plant = (door + 170) % 290
    for _ in range(26):
        px, py = plant + rng.normal(0, 11), 138 + rng.normal(0, 13)
        draw.ellipse((px - 6, py - 4, px + 6, py + 4), fill=(52, int(rng.integers(84, 122)), 58))
    draw.rectangle((plant - 9, 148, plant + 9, 172), fill=(140, 92, 66))
    draw.rectangle((width * 0.3, 0, width * 0.62, 5), fill=(244, 246, 246))
    return image.filter(ImageFilter.GaussianBlur(1.8))


def _with(room: Image.Image, person: Bystander, near: float) -> Image.Image:
    """Head and shoulders that grow as they come nearer, with a soft edge."""
    width, height = SMALL
    size = 16 + 30 * near
    x, top = person.across * width, 62 - 34 * near
    figure = room.copy()
    draw = ImageDraw.Draw(figure)
    chin = top + 2.5 * size
    draw.rounded_rectangle(
        (x - 2.1 * size, chin + 0.2 * size, x + 2.1 * size, height + 60), size * 0.9, fill=person.shirt
    )
    draw.rectangle((x - 0.4 * size, chin - 0.5 * size, x + 0.4 * size, chin + 0.4 * size), fill=person.skin)
    draw.ellipse((x - 1.05 * size, top - 0.2 * size, x + 1.05 * size, chin - 0.5 * size), fill=person.hair)
    draw.ellipse((x - 0.9 * size, top + 0.25 * size, x + 0.9 * size, chin), fill=person.skin)
    for side in (-0.36, 0.36):
        eye_x, eye_y = x + side * size, top + 1.15 * size
        draw.ellipse(
            (eye_x - 0.1 * size, eye_y - 0.07 * size, eye_x + 0.1 * size, eye_y + 0.07 * size),
            fill=person.hair,
        )
    if person.masked:
        draw.rounded_rectangle(
            (x - 0.8 * size, top + 1.45 * size, x + 0.8 * size, chin), size * 0.5, fill=FACE_MASK
        )
    else:
        draw.line(
            (x - 0.3 * size, chin - 0.5 * size, x + 0.3 * size, chin - 0.5 * size),
            fill=(140, 84, 76),
            width=2,
        )
    return figure.filter(ImageFilter.GaussianBlur(1.6))
