"""Check-in by QR code at an office entrance, and the centre that receives the entries."""

from importlib.metadata import version

__version__ = version("entrance-kiosk")
