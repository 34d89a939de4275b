"""`zbar:` alone: ZBar through pyzbar's ctypes layer, in ZBar's binary mode, QR codes only.

By itself ZBar guesses a character set and returns re-coded text, which breaks Vietnamese names; pyzbar
does not offer the binary mode. The numbers are of zbar.h (zbar_symbol_type_e, zbar_config_e).
"""

from collections.abc import Iterator, Sequence
from ctypes import c_void_p, string_at
from typing import Any

import numpy as np

from kiosk.devices.scanners.reading import Reading, Square, merge, to_codes
from kiosk.devices.scanners.zxing import SMALLEST_PX
from kiosk.domain.code import Code
from kiosk.errors import DeviceAbsent
from kiosk.ports import Frame, Grey

ALL, QRCODE = 0, 64
ENABLE, BINARY = 0, 4
Y800 = int.from_bytes(b"Y800", "little")
UNKNOWN_ORIENTATION = 2**32 - 1
"""What ZBar says of a message that it joined from several codes (structured append)."""

LARGEST_PX = 4096
"""ZBar's coordinates have few bits to spare, and its time grows with the clutter: no larger side."""


class Zbar:
    """One image scanner of libzbar. Raises DeviceAbsent where the library is not installed."""

    def __init__(self) -> None:
        try:
            from pyzbar import wrapper  # loads libzbar
        except ImportError as error:
            raise DeviceAbsent("libzbar is not on this machine; install the package libzbar0.") from error
        self._lib: Any = wrapper
        self._scanner: Any = wrapper.zbar_image_scanner_create()
        for symbols, setting, value in ((ALL, ENABLE, 0), (QRCODE, ENABLE, 1), (QRCODE, BINARY, 1)):
            wrapper.zbar_image_scanner_set_config(self._scanner, symbols, setting, value)

    def find(self, grey: Grey, *, scale: float = 1) -> list[Reading]:
        """What ZBar reads; places are given in a picture `scale` times as large as `grey`."""
        if min(grey.shape) < SMALLEST_PX or max(grey.shape) > LARGEST_PX or self._scanner is None:
            return []
        pixels = np.ascontiguousarray(grey)
        height, width = pixels.shape
        lib = self._lib
        image = lib.zbar_image_create()
        try:
            lib.zbar_image_set_format(image, Y800)
            lib.zbar_image_set_size(image, width, height)
            lib.zbar_image_set_data(image, pixels.ctypes.data_as(c_void_p), pixels.size, None)
            lib.zbar_scan_image(self._scanner, image)
            return [
                Reading(data, place.scaled(scale).clockwise()) for data, place in self._symbols(image) if data
            ]
        finally:
            lib.zbar_image_destroy(image)

    def _symbols(self, image: Any) -> Iterator[tuple[bytes, Square]]:
        lib = self._lib
        symbol = lib.zbar_image_first_symbol(image)
        while symbol:
            whole = lib.zbar_symbol_get_orientation(symbol) != UNKNOWN_ORIENTATION
            if symbol.contents.type == QRCODE and whole and lib.zbar_symbol_get_loc_size(symbol) == 4:
                a, d, c, b = (
                    (lib.zbar_symbol_get_loc_x(symbol, i), lib.zbar_symbol_get_loc_y(symbol, i))
                    for i in range(4)
                )
                length = lib.zbar_symbol_get_data_length(symbol)
                yield string_at(lib.zbar_symbol_get_data(symbol), length), Square((a, b, c, d))
            symbol = lib.zbar_symbol_next(symbol)

    def close(self) -> None:
        scanner, self._scanner = self._scanner, None
        if scanner is not None:
            self._lib.zbar_image_scanner_destroy(scanner)


class ZbarScanner:
    """ZBar with its own defaults but for the binary mode, for comparison."""

    def __init__(self) -> None:
        self._zbar = Zbar()

    def scan(self, frame: Frame) -> Sequence[Code]:
        return to_codes(merge([], self._zbar.find(frame.grey)), frame)

    def close(self) -> None:
        self._zbar.close()
