"""`keyboard:` – a USB reader that types: its events, its keys, its typing, and the reader."""

from kiosk.devices.scanners.keyboard.reader import KeyboardReader

__all__ = ["KeyboardReader"]
