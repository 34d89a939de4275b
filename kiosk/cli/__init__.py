"""The command `kiosk`: thin commands, loaded only when they are called."""

from kiosk.cli.command import main

__all__ = ["main"]
