"""`zxing:` alone: zxing-cpp on the grey picture, QR codes only."""

from collections.abc import Sequence

import numpy as np
from zxingcpp import Barcode, BarcodeFormat, BarcodeFormats, Binarizer, read_barcodes

from kiosk.devices.scanners.reading import Finding, Located, Reading, Square, to_codes
from kiosk.domain.code import Code
from kiosk.ports import Frame, Grey

QR_CODES = BarcodeFormats(BarcodeFormat.QRCodeModel2)
"""Neither Micro QR nor rMQR: no credential comes as one."""

BARE = BarcodeFormats(BarcodeFormat.QRCode)
"""For bitmaps: under QRCodeModel2 zxing-cpp calls each of them valid, and empty."""

SMALLEST_PX = 21
"""A code has at least 21 modules a side, so a smaller picture holds none."""

LARGEST_PX = 65_535
"""zxing-cpp refuses longer pictures."""


def find(
    grey: Grey,
    *,
    scale: float = 1,
    inverted: bool = True,
    smaller: bool = False,
    binarizer: Binarizer = Binarizer.LocalAverage,
) -> Finding:
    """What zxing-cpp reads, and what it located but could not read.

    `grey` may be strided; the picture is `scale` times as large. `inverted`: light codes on dark ground are
    looked for too; `smaller`: also at a third of the size, and so on.
    """
    if min(grey.shape) < SMALLEST_PX or max(grey.shape) > LARGEST_PX:
        return Finding()
    barcodes = read_barcodes(
        grey,
        formats=QR_CODES,
        try_rotate=False,  # finder patterns are found at any angle as it is
        try_downscale=smaller,
        try_invert=inverted,
        binarizer=binarizer,
        return_errors=True,
    )
    return Finding(
        [Reading(code.bytes, _place(code, scale), version_of(code)) for code in barcodes if _is_read(code)],
        [Located(_place(code, scale), version_of(code)) for code in barcodes if not _is_read(code)],
    )


def decode(bitmap: Grey) -> Reading | None:
    """Reads a picture that is a code and nothing else, straight and evenly spaced, dark on light."""
    barcodes = read_barcodes(
        np.ascontiguousarray(bitmap),
        formats=BARE,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        is_pure=True,
    )
    for code in barcodes:
        if _is_read(code) and code.format == BarcodeFormat.QRCode:
            return Reading(code.bytes, _place(code, 1), version_of(code))
    return None


def _is_read(barcode: Barcode) -> bool:
    """Error correction succeeded, and there is content: a valid result may be empty."""
    return barcode.valid and bool(barcode.bytes)


def version_of(barcode: Barcode) -> int | None:
    """None of a Micro QR ("M4") too: zxing-cpp tells that it failed at one, though none was asked for."""
    extra = barcode.extra
    version = str(extra.get("Version", "")) if isinstance(extra, dict) else ""
    return int(version) if version.isdecimal() else None


def _place(barcode: Barcode, scale: float) -> Square:
    position = barcode.position
    a, b, c, d = position.top_left, position.top_right, position.bottom_right, position.bottom_left
    return Square(((a.x, a.y), (b.x, b.y), (c.x, c.y), (d.x, d.y))).scaled(scale).clockwise()


class ZxingScanner:
    """zxing-cpp with its own defaults, for comparison."""

    def scan(self, frame: Frame) -> Sequence[Code]:
        return to_codes(find(frame.grey, smaller=True).readings, frame)

    def close(self) -> None:
        """Holds nothing."""
