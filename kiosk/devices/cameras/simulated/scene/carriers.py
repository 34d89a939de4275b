"""What people hold to the camera: a sheet of paper, a plastic card, a phone, each with a code on it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import segno
from numpy.random import Generator
from PIL import Image, ImageDraw

from kiosk.devices.cameras.simulated.scene.conditions import CARD, PAPER, PHONE
from kiosk.devices.cameras.simulated.scene.looks import Look
from kiosk.devices.cameras.simulated.scene.surface import Layer, Rect, blemish

BODY_PX_PER_MM = 3.0
PX_PER_MODULE = 8


@dataclass(frozen=True, slots=True)
class Carrier:
    """A thing with a code. `codes`: the code with its quiet zone, at resolutions that halve each time."""

    kind: str
    body: Layer
    codes: tuple[Layer, ...]
    module_mm: float
    round_mm: float  # radius of its corners
    tint: tuple[int, int]  # red and blue against green, in grey levels

    @property
    def code_mm(self) -> float:
        """Side of the code with its quiet zone."""
        return self.codes[0].rect[2] * 2


def carry(content: bytes, kind: str, look: Look, rng: Generator) -> Carrier:
    """A carrier of this kind, drawn with what the look does to its surface."""
    code = segno.make(
        content, micro=False, error="m" if kind != CARD else "l", mask=int(rng.integers(8)), boost_error=False
    )
    modules = np.array(code.matrix, dtype=np.uint8)
    draw, side_mm, quiet, radius, tint = _KINDS[kind]
    side = side_mm * float(rng.uniform(0.95, 1.05))
    module_mm = side / len(modules)
    ink, ground = _shades(kind, look)
    half = side / 2 + quiet * module_mm
    pixels = np.kron(np.pad(modules, quiet), np.ones((PX_PER_MODULE, PX_PER_MODULE), np.uint8))
    fine = Layer(
        Image.fromarray(np.where(pixels, np.uint8(ink), np.uint8(ground))), (-half, -half, half, half)
    )
    body = draw(half, ink, ground, rng)
    marks = int(rng.integers(2**31))
    blemish((body, fine), half, look, marks)
    return Carrier(kind, body, (fine, fine.halved(), fine.halved().halved()), module_mm, radius, tint)


def _shades(kind: str, look: Look) -> tuple[int, int]:
    """Grey of the modules and of their ground, before the room's light falls on them."""
    ink, ground = {PAPER: (38, 222), CARD: (45, 205), PHONE: (22, 245)}[kind]
    if look.dark_mode:
        ink, ground = ground, ink
    middle = (ink + ground) / 2 if kind != PHONE else 60.0
    kept = 1 - look.faded
    return round(middle + (ink - middle) * kept), round(middle + (ground - middle) * kept)


def _sheet(rect: Rect, shade: int) -> tuple[Layer, ImageDraw.ImageDraw]:
    size = round((rect[2] - rect[0]) * BODY_PX_PER_MM), round((rect[3] - rect[1]) * BODY_PX_PER_MM)
    layer = Layer(Image.new("L", size, shade), rect)
    return layer, ImageDraw.Draw(layer.image)


def _lines(layer: Layer, draw: ImageDraw.ImageDraw, rect: Rect, mm: float, ink: int, rng: Generator) -> None:
    """Words too small to read, as they look from afar."""
    left, top, right, bottom = rect
    for y in np.arange(top, bottom, 2.2 * mm):
        x, end = left, left + (right - left) * float(rng.uniform(0.5, 1))
        while x < end:
            word = float(rng.uniform(2, 7)) * mm
            draw.rectangle(layer.box((x, y, min(x + word, end), y + mm)), fill=ink)
            x += word + 0.8 * mm


def _draw_paper(half: float, ink: int, ground: int, rng: Generator) -> Layer:
    rect = (-70.0, -half - 42, 70.0, half + 38)
    layer, draw = _sheet(rect, ground)
    grey = (ink + ground) // 2
    _lines(layer, draw, (-45, -half - 34, 45, -half - 24), 4.0, ink, rng)
    _lines(layer, draw, (-58, -half - 14, 58, -half - 2), 1.8, grey, rng)
    _lines(layer, draw, (-58, half + 6, 58, half + 30), 1.8, grey, rng)
    return layer


def _draw_card(half: float, ink: int, ground: int, rng: Generator) -> Layer:
    right, top = half + 4.0, -half - 4.0
    rect = (right - 85.6, top, right, top + 54.0)
    layer, draw = _sheet(rect, ground - 18)
    left = rect[0]
    draw.ellipse(layer.box((left + 26, top + 10, left + 60, top + 44)), fill=ground - 26)
    draw.rectangle(layer.box((left + 4, top + 19, left + 24, top + 46)), fill=150)
    draw.ellipse(layer.box((left + 9, top + 23, left + 19, top + 35)), fill=105)
    draw.ellipse(layer.box((left + 6, top + 36, left + 22, top + 54)), fill=80)
    draw.rectangle(layer.box((left + 4, top + 46, left + 24, top + 54)), fill=ground - 18)
    draw.rounded_rectangle(layer.box((left + 5, top + 5, left + 16, top + 14)), 6, fill=176, outline=120)
    _lines(layer, draw, (left + 20, top + 4, left + 56, top + 12), 2.2, 70, rng)
    _lines(layer, draw, (left + 28, top + 30, left + 80, top + 50), 1.6, 85, rng)
    draw.rectangle(layer.box((-half, -half, half, half)), fill=ground)
    return layer


def _draw_phone(half: float, ink: int, ground: int, rng: Generator) -> Layer:
    rect = (-37.0, -half - 48.0, 37.0, half + 52.0)
    layer, draw = _sheet(rect, 14)
    dark = ground < ink
    screen = (rect[0] + 3, rect[1] + 4, rect[2] - 3, rect[3] - 4)
    draw.rounded_rectangle(layer.box(screen), 12, fill=ground)
    top = screen[1]
    draw.rectangle(layer.box((screen[0], top + 8, screen[2], top + 22)), fill=60 if dark else 120)
    _lines(layer, draw, (screen[0] + 6, top + 12, screen[2] - 12, top + 18), 3.5, 235, rng)
    grey = (ink + ground) // 2
    _lines(layer, draw, (screen[0] + 8, -half - 14, screen[2] - 8, -half - 4), 2.4, grey, rng)
    _lines(layer, draw, (screen[0] + 8, half + 6, screen[2] - 8, half + 20), 2.4, grey, rng)
    draw.rounded_rectangle(layer.box((screen[0] + 8, half + 28, screen[2] - 8, half + 38)), 8, fill=110)
    return layer


Draw = Callable[[float, int, int, Generator], Layer]

_KINDS: dict[str, tuple[Draw, float, int, float, tuple[int, int]]] = {
    PAPER: (_draw_paper, 50.0, 4, 0.5, (2, -4)),
    CARD: (_draw_card, 18.0, 3, 3.2, (-8, -2)),
    PHONE: (_draw_phone, 54.0, 3, 7.0, (-4, 8)),
}
"""How it is drawn; side of the code in mm (18 on ID cards, 50 at least on prints); quiet zone in modules;
radius of the corners in mm; tint."""
