"""The bare libraries beside which reading is measured, each as its own documentation calls it."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import zxingcpp
from pyzbar import pyzbar

from kiosk.ports import Grey

Engine = Callable[[Grey], set[bytes]]
"""The contents that are read from a grey picture."""

QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)


def by_pyzbar(grey: Grey) -> set[bytes]:
    return {symbol.data for symbol in pyzbar.decode(grey, symbols=[pyzbar.ZBarSymbol.QRCODE])}


def by_zxing(grey: Grey) -> set[bytes]:
    return {barcode.bytes for barcode in zxingcpp.read_barcodes(grey, formats=QR_CODES)}


class OpenCv:
    """cv2.QRCodeDetector, which gives text. Nothing else here needs OpenCV."""

    def __init__(self) -> None:
        self._cv2: Any = import_module("cv2")
        self._detector = self._cv2.QRCodeDetector()

    def __call__(self, grey: Grey) -> set[bytes]:
        try:
            _, texts, _, _ = self._detector.detectAndDecodeMulti(grey)
        except self._cv2.error:
            return set()  # it fails within on some pictures
        return {text.encode() for text in texts or () if text}


def bare_engines() -> dict[str, Engine]:
    """pyzbar and zxing-cpp, and OpenCV where it is installed."""
    engines: dict[str, Engine] = {"pyzbar": by_pyzbar, "zxing": by_zxing}
    if find_spec("cv2"):
        engines["opencv"] = OpenCv()
    return engines
