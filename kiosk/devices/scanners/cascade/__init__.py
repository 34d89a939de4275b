"""`cascade:`: zxing-cpp first, then what reads codes that it cannot, ZBar among the last."""

from kiosk.devices.scanners.cascade.scanner import STILL_FRAMES, CascadeScanner

__all__ = ["STILL_FRAMES", "CascadeScanner"]
