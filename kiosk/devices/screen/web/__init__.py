"""The screen as a page for browsers on this machine."""

from kiosk.devices.screen.web.screen import WebScreen

__all__ = ["WebScreen"]
