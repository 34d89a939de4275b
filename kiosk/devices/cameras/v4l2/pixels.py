"""What webcams send, as grey and coloured pictures."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image

from kiosk.ports import Grey, Picture

Pixels = tuple[Grey, Picture]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a picture lies in its buffer; `row_bytes` counts a row's padding, too."""

    width: int
    height: int
    row_bytes: int


def from_mjpeg(data: bytes) -> Pixels | None:
    """One JPEG a picture; many cameras leave the usual Huffman tables out, which libjpeg knows.

    None: it came damaged.
    """
    try:
        image = Image.open(BytesIO(data), formats=["JPEG"])
        image.draft("YCbCr", image.size)
        return np.asarray(image.getchannel(0)), np.asarray(image.convert("RGB"))
    except Exception:  # Pillow's readers raise whatever a broken picture makes them stumble over
        return None


def from_yuyv(data: bytes, layout: Layout) -> Pixels | None:
    """Two pixels in four bytes: luma, blue difference, luma, red difference. None: it came damaged."""
    width, height = layout.width, layout.height
    if len(data) < layout.row_bytes * height:
        return None
    rows = np.frombuffer(data, np.uint8, layout.row_bytes * height).reshape(height, layout.row_bytes)
    luma = np.ascontiguousarray(rows[:, : 2 * width : 2])
    blue, red = (rows[:, first : 2 * width : 4].repeat(2, axis=1) for first in (1, 3))
    planes = [Image.fromarray(np.ascontiguousarray(plane)) for plane in (luma, blue, red)]
    return luma, np.asarray(Image.merge("YCbCr", planes).convert("RGB"))
