"""Reading a picture file, as the folder camera, `kiosk scan` and the measurements need it."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from kiosk.errors import UsageError
from kiosk.ports import Grey, Picture

MAX_PIXELS = 120_000_000
"""A picture of more pixels is refused before it is unpacked: a small file can hold a huge one."""

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM")


def read_grey(path: Path) -> Grey:
    """The first image of a file as (height, width), turned upright, on white where it is transparent.

    Raises UsageError with a sentence if the file is absent, no picture, broken or too large.
    """
    return np.asarray(_open(path).convert("L"))


def read_picture(path: Path) -> tuple[Grey, Picture]:
    """The same, and as (height, width, 3) in red, green, blue."""
    image = _open(path)
    return np.asarray(image.convert("L")), np.asarray(image.convert("RGB"))


def _open(path: Path) -> Image.Image:
    """An image of mode L or RGB."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures and odd metadata
            with Image.open(path, formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise UsageError(f"'{path}' has more than {MAX_PIXELS} pixels; give a smaller picture.")
                image.load()
                return _plain(ImageOps.exif_transpose(image))
    except FileNotFoundError:
        raise UsageError(f"There is no file '{path}'; check its name.") from None
    except UnidentifiedImageError:
        raise UsageError(f"'{path}' is not a picture; give a PNG or JPEG file.") from None
    except Image.DecompressionBombError:
        raise UsageError(f"'{path}' has more than {MAX_PIXELS} pixels; give a smaller picture.") from None
    except UsageError:
        raise
    except OSError as error:
        why = error.strerror or "it is broken or incomplete"
        raise UsageError(f"'{path}' cannot be read ({why}); give another file.") from error
    except Exception as error:  # Pillow's readers raise whatever a broken file makes them stumble over
        raise UsageError(f"'{path}' cannot be read (it is broken); give another file.") from error


def _plain(image: Image.Image) -> Image.Image:
    if image.mode in ("L", "RGB"):
        return image if "transparency" not in image.info else _on_white(image)
    if image.mode == "I" or image.mode.startswith("I;16"):
        return Image.fromarray(_to_8_bits(np.asarray(image)))
    if image.mode == "F":
        return Image.fromarray(_to_8_bits(np.nan_to_num(np.asarray(image))))
    if image.has_transparency_data:
        return _on_white(image)
    return image.convert("L" if image.mode == "1" else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    layers = image.convert("RGBA")
    ground = Image.new("RGBA", layers.size, "white")
    return Image.alpha_composite(ground, layers).convert("RGB")


def _to_8_bits(values: np.ndarray) -> Grey:
    """Keeps what is within 0 to 255 already; anything wider is taken as 16 bits, or scaled to its top."""
    top = float(values.max(initial=0))
    scale = 1.0 if top <= 255 else 255 / max(65535.0, top)
    return np.clip(values * scale, 0, 255).astype(np.uint8)
