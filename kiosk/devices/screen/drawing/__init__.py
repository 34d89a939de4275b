"""The one drawing behind every screen."""

from kiosk.devices.screen.drawing.drawing import Drawing

__all__ = ["Drawing"]
