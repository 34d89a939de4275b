"""What light, lens and sensor do to the part of a picture that shows a carrier."""

from io import BytesIO

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageChops, ImageFilter

from kiosk.devices.cameras.simulated.scene.looks import Look

FIELD_SD = 32.0
"""Standard deviation of a noise or moire tile in grey levels, about 128."""


def exposed(image: Image.Image, look: Look, glows: bool) -> Image.Image:
    """The room's light and the veil of a bright door; a screen that glows depends on the room less."""
    gain = max(look.light, 0.6 + 0.4 * look.light) if glows else look.light
    veil = 165 * look.backlight
    scale = gain * (1 - 0.7 * look.backlight)
    return image.point([min(255, round(v * scale + veil)) for v in range(256)])


def lit(image: Image.Image, look: Look, moire: Image.Image, rng: Generator) -> Image.Image:
    """Reflections and what a screen adds; the generator's draws are this moment's."""
    if look.bloom:
        image = _bloom(image, look.bloom)
    if look.moire:
        image = ImageChops.add(image, _field(moire, image.size, 42 * look.moire, rng), 1, -128)
    if look.shadow:
        image = ImageChops.multiply(image, _shadow(image.size, look.shadow, rng))
    if look.bands:
        image = ImageChops.multiply(image, _bands(image.size, look.bands, rng))
    if look.gloss:
        image = ImageChops.add(image, _sheen(image.size, 215 * look.gloss, rng))
    if look.glare:
        image = ImageChops.add(image, _lamp(image.size, look.glare, rng))
    return image


def blurred(image: Image.Image, look: Look) -> Image.Image:
    """Out of focus and shaken."""
    if look.defocus_px > 0.3:
        image = image.filter(ImageFilter.GaussianBlur(look.defocus_px))
    if look.motion_px > 1:
        image = _shaken(image, look.motion_px, look.motion_towards)
    return image


def compressed(image: Image.Image, amount: float) -> Image.Image:
    """As it comes from a camera that sends JPEG: `amount` 0 is a good one, 1 leaves little."""
    sent = BytesIO()
    image.save(sent, "JPEG", quality=round(92 - 88 * amount))
    return Image.open(sent).convert("L")


def tile(width: int, height: int, seed: int) -> Image.Image:
    """Sensor noise to cut pieces from."""
    noise = np.random.default_rng(seed).normal(128, FIELD_SD, (height, width))
    return Image.fromarray(np.clip(noise, 0, 255).astype(np.uint8))


def moire_tile(width: int, height: int) -> Image.Image:
    """A screen's grid against the sensor's: curved stripes that beat with each other."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bent = 0.0004 * (x - width / 2) ** 2
    waves = np.sin((y + bent) * 0.55) + np.sin((x * 0.42 + y * 0.11) + 0.0003 * (y - height / 2) ** 2)
    waves += 0.8 * np.sin((x - y) * 0.09 + bent * 0.2)
    return Image.fromarray(np.clip(128 + FIELD_SD * waves, 0, 255).astype(np.uint8))


def scaled(field: Image.Image, amount: float) -> Image.Image:
    """A tile with another standard deviation."""
    factor = amount / FIELD_SD
    return field.point([max(0, min(255, round(128 + (v - 128) * factor))) for v in range(256)])


def cut(field: Image.Image, size: tuple[int, int], rng: Generator) -> Image.Image:
    """A piece from anywhere in a tile."""
    left = int(rng.integers(0, max(1, field.width - size[0] + 1)))
    top = int(rng.integers(0, max(1, field.height - size[1] + 1)))
    return field.crop((left, top, left + size[0], top + size[1]))


def _field(field: Image.Image, size: tuple[int, int], amount: float, rng: Generator) -> Image.Image:
    return scaled(cut(field, size, rng), amount)


def _bloom(image: Image.Image, amount: float) -> Image.Image:
    """Light spills from bright modules into dark ones, and the bright ones saturate."""
    spill = (
        image.reduce(2).filter(ImageFilter.GaussianBlur(2.2)).resize(image.size, Image.Resampling.BILINEAR)
    )
    brighter = image.point([min(255, round(v * (1 + 0.6 * amount))) for v in range(256)])
    return ImageChops.add(brighter, spill.point([round(v * 0.85 * amount) for v in range(256)]))


def _shadow(size: tuple[int, int], amount: float, rng: Generator) -> Image.Image:
    """Dark on one side of a nearly sharp edge that crosses the middle."""
    y, x = np.mgrid[0:96, 0:96] / 96.0
    way = rng.uniform(0, 2 * np.pi)
    beyond = (x - 0.5) * np.cos(way) + (y - 0.5) * np.sin(way) + rng.uniform(-0.12, 0.12)
    lightness = 255 * (1 - amount * np.clip(0.5 + 18 * beyond, 0, 1))
    return _smooth(lightness, size)


def _bands(size: tuple[int, int], amount: float, rng: Generator) -> Image.Image:
    rows = np.arange(size[1]) * (2 * np.pi * 2.4 / size[1]) + rng.uniform(0, 2 * np.pi)
    dimmed = 1 - 0.93 * amount * np.clip(1.6 * np.sin(rows), 0, 1)
    column = Image.fromarray((255 * dimmed).astype(np.uint8)[:, None])
    return column.resize(size, Image.Resampling.NEAREST)


def _sheen(size: tuple[int, int], most: float, rng: Generator) -> Image.Image:
    y, x = np.mgrid[0:24, 0:32] / np.array([24, 32]).reshape(2, 1, 1)
    way = rng.uniform(0, 2 * np.pi)
    ramp = np.clip(0.5 + (x - 0.5) * np.cos(way) + (y - 0.5) * np.sin(way), 0, 1) ** 1.5
    return _smooth(most * ramp, size)


def _lamp(size: tuple[int, int], amount: float, rng: Generator) -> Image.Image:
    """A long lamp on the ceiling, saturated in its middle."""
    y, x = np.mgrid[0:48, 0:48] / 48.0
    at_x, at_y = rng.uniform(0.3, 0.7, 2)
    way = rng.uniform(-0.5, 0.5)
    along = (x - at_x) * np.cos(way) + (y - at_y) * np.sin(way)
    across = (y - at_y) * np.cos(way) - (x - at_x) * np.sin(way)
    width = 0.02 + 0.09 * amount
    spot = np.exp(-((along / (3 * width)) ** 2) - (across / width) ** 2)
    return _smooth(640 * amount * spot, size)


def _smooth(field: np.ndarray[tuple[int, ...], np.dtype[np.float64]], size: tuple[int, int]) -> Image.Image:
    small = Image.fromarray(np.clip(field, 0, 255).astype(np.uint8))
    return small.resize(size, Image.Resampling.BILINEAR)


def _shaken(image: Image.Image, length_px: float, towards: float) -> Image.Image:
    """The mean of the picture along a straight path, a copy about each 1.5 px."""
    steps = np.linspace(-0.5, 0.5, max(2, round(length_px / 1.5)) + 1) * length_px
    shifts = {(round(s * np.cos(towards)), round(s * np.sin(towards))) for s in steps}
    reach = 1 + max(max(abs(dx), abs(dy)) for dx, dy in shifts)
    pixels = np.pad(np.asarray(image, dtype=np.uint16), reach, mode="edge")
    height, width = image.height, image.width
    total = np.zeros((height, width), np.uint16)
    for dx, dy in sorted(shifts):
        total += pixels[reach + dy : reach + dy + height, reach + dx : reach + dx + width]
    return Image.fromarray((total // len(shifts)).astype(np.uint8))
