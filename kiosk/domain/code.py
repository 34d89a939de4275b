"""A QR code as the camera or a reader saw it."""

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.domain.quality import Quality

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Code:
    """One code, read once.

    `data` is the content as encoded, never transcoded (Kanji mode stays Shift-JIS).
    `corners` are four (x, y) in the picture's pixels, clockwise from the code's own top left;
    None for a code that no camera saw (a USB reader).
    `version` is the symbol's, 1 to 40; None: the scanner does not tell.
    `scene` numbers the pictures of a source in which each picture is a presentation of its own;
    None: one continuous view, as of a camera.
    `quality` is how well it scans; None: it was not measured, as only a venue board is.
    """

    data: bytes = field(repr=False)
    seen_at: datetime  # aware, UTC
    corners: Corners | None = None
    version: int | None = None
    scene: int | None = None
    quality: Quality | None = None
