"""A printed page before a phone's camera: a seeded simulation of paper, light, lens, sensor and JPEG.

Made apart from the simulated camera, so that the two can be wrong apart.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import cos, sin

import numpy as np
import segno
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFilter

from kiosk.ports import Grey

MODULE_PX = 12
DESK = 105
"""Grey of what lies behind the page."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A page as printed, black 0 on white 255. Its code: left, top and side in pixels, modules of a side."""

    image: Image.Image
    left: float
    top: float
    side: float
    modules: int

    @property
    def module(self) -> float:
        return self.side / self.modules


@dataclass(frozen=True, slots=True)
class Shot:
    """How the page is seen. Angles in degrees; `px` the size of a module in the picture."""

    seed: int = 0
    width: int = 960
    height: int = 720
    px: float = 6.5
    tilt: float = 8.0
    turn: float = 3.0
    ink: int = 35
    paper: int = 225
    blur: float = 0.7
    noise: float = 3.0
    shadow: float = 0.0  # of the light, that is missing on one side
    wave: float = 0.0  # modules, by which the sheet is buckled
    quality: int = 88  # of the JPEG


def page_with(content: bytes, level: str = "m") -> Page:
    """A bare page with a code in its middle."""
    modules = np.array(segno.make(content, micro=False, error=level, mode="byte").matrix, np.uint8)
    code = np.kron(1 - modules, np.full((MODULE_PX, MODULE_PX), 255, np.uint8)).astype(np.uint8)
    side = len(code)
    image = Image.new("L", (round(side * 1.4), round(side * 1.98)), 255)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    image.paste(Image.fromarray(code), (left, top))
    return Page(image, left, top, side, len(modules))


def photograph(page: Page, shot: Shot) -> Grey:
    """The same page and shot give the same picture."""
    rng = np.random.default_rng(shot.seed)
    image = page.image.point([round(shot.ink + (shot.paper - shot.ink) * v / 255) for v in range(256)])
    image = _buckled(image, page, shot.wave)
    image = _seen(image, page, shot)
    light = image.filter(ImageFilter.GaussianBlur(shot.blur)) if shot.blur else image
    across = np.linspace(0, 1, shot.width)[None, :]
    pixels = np.asarray(light).astype(np.float64) * (1 - shot.shadow * across)
    pixels += rng.normal(0, shot.noise, pixels.shape)
    return through_jpeg(np.clip(pixels, 0, 255).astype(np.uint8), shot.quality)


def through_jpeg(grey: Grey, quality: int) -> Grey:
    file = io.BytesIO()
    Image.fromarray(grey).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def _seen(image: Image.Image, page: Page, shot: Shot) -> Image.Image:
    """Through a pinhole, the code in the middle of the picture."""
    tilt, turn = np.radians([shot.tilt, shot.turn])
    focal = 1.1 * shot.width
    away = focal * page.module / shot.px
    plane = [
        [cos(turn) * cos(tilt), -sin(turn), 0],
        [sin(turn) * cos(tilt), cos(turn), 0],
        [sin(tilt), 0, away],
    ]
    lens = np.array([[focal, 0, shot.width / 2], [0, focal, shot.height / 2], [0, 0, 1]])
    centred = np.array([[1, 0, -page.left - page.side / 2], [0, 1, -page.top - page.side / 2], [0, 0, 1]])
    smaller = max(1, int(page.module / shot.px))
    shrunk = image.reduce(smaller)
    back = np.linalg.inv(lens @ np.array(plane) @ centred @ np.diag([smaller, smaller, 1]))
    return shrunk.transform(
        (shot.width, shot.height),
        Image.Transform.PERSPECTIVE,
        tuple((back / back[2, 2]).ravel()[:8]),
        Image.Resampling.BICUBIC,
        fillcolor=DESK,
    )


def _buckled(image: Image.Image, page: Page, modules: float) -> Image.Image:
    """Waves across the sheet, as of paper that was wet."""
    if not modules:
        return image
    pixels = np.asarray(image)
    y, x = np.mgrid[0 : image.height, 0 : image.width]
    reach = modules * page.module
    down = y + reach * np.sin(2 * np.pi * x / (0.8 * page.side))
    right = x + reach * np.cos(2 * np.pi * y / (0.9 * page.side))
    rows = np.clip(down, 0, image.height - 1).astype(int)
    return Image.fromarray(pixels[rows, np.clip(right, 0, image.width - 1).astype(int)])


Degrade = Callable[[Page, Shot, float, Generator], tuple[Page, Shot]]
"""With a dial from 0, nothing, to 1, beyond what should hang anywhere."""


def _marked(page: Page, draw: Callable[[ImageDraw.ImageDraw], None]) -> Page:
    image = page.image.copy()
    draw(ImageDraw.Draw(image))
    return replace(page, image=image)


def _spots(page: Page, share: float, rng: Generator, shade: int) -> Page:
    """Seven spots that cover such a share of the code, and grow where they are."""
    places = page.side * rng.uniform(0.05, 0.95, (7, 2)) + (page.left, page.top)
    radius = page.side * (share / 7 / np.pi) ** 0.5

    def draw(pen: ImageDraw.ImageDraw) -> None:
        for x, y in places:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=shade)

    return _marked(page, draw) if share else page


def smudged(page: Page, shot: Shot, dial: float, rng: Generator) -> tuple[Page, Shot]:
    return _spots(page, 0.1 * dial, rng, 130), shot


def blotted(page: Page, shot: Shot, dial: float, rng: Generator) -> tuple[Page, Shot]:
    return _spots(page, 0.07 * dial, rng, 0), shot


def scratched(page: Page, shot: Shot, dial: float, rng: Generator) -> tuple[Page, Shot]:
    lines = page.side * rng.uniform(0, 1, (12, 4)) + (page.left, page.top, page.left, page.top)

    def draw(pen: ImageDraw.ImageDraw) -> None:
        for line in lines[: round(12 * dial)]:
            pen.line(tuple(line), fill=255, width=round(0.8 * page.module))

    return _marked(page, draw), shot


def covered(page: Page, shot: Shot, dial: float, rng: Generator) -> tuple[Page, Shot]:
    """A notice pinned over the edge, nearer and nearer to the code."""
    bare = 5.5 * (1 - dial) * page.module
    way = rng.integers(4)

    def draw(pen: ImageDraw.ImageDraw) -> None:
        width, height = page.image.size
        right, bottom = page.left + page.side + bare, page.top + page.side + bare
        boxes = (
            (0, 0, page.left - bare, height),
            (right, 0, width, height),
            (0, 0, width, page.top - bare),
            (0, bottom, width, height),
        )
        pen.rectangle(boxes[way], fill=25)

    return (_marked(page, draw) if dial else page), shot


def faded(page: Page, shot: Shot, dial: float, rng: Generator) -> tuple[Page, Shot]:
    return page, replace(shot, ink=round(shot.ink + dial * 0.93 * (shot.paper - shot.ink)))


def shaded(page: Page, shot: Shot, dial: float, rng: Generator) -> tuple[Page, Shot]:
    return page, replace(shot, shadow=0.92 * dial)


def tilted(page: Page, shot: Shot, dial: float, rng: Generator) -> tuple[Page, Shot]:
    return page, replace(shot, tilt=shot.tilt + dial * 62, turn=float(rng.uniform(-8, 8)))


def blurred(page: Page, shot: Shot, dial: float, rng: Generator) -> tuple[Page, Shot]:
    return page, replace(shot, blur=shot.blur + dial * 3.3)


def noisy(page: Page, shot: Shot, dial: float, rng: Generator) -> tuple[Page, Shot]:
    return page, replace(shot, noise=shot.noise + dial * 110)


def buckled(page: Page, shot: Shot, dial: float, rng: Generator) -> tuple[Page, Shot]:
    return page, replace(shot, wave=0.9 * dial)


DEGRADATIONS: dict[str, Degrade] = {
    "smudged": smudged,
    "blotted": blotted,
    "scratched": scratched,
    "covered": covered,
    "faded": faded,
    "shaded": shaded,
    "tilted": tilted,
    "blurred": blurred,
    "noisy": noisy,
    "buckled": buckled,
}


def degraded(page: Page, name: str, dial: float, seed: int) -> Grey:
    """One picture of a page under one degradation; the seed repeats where it sits."""
    changed, shot = DEGRADATIONS[name](page, Shot(seed=seed), dial, np.random.default_rng([seed, 7]))
    return photograph(changed, shot)
