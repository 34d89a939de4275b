"""The kiosk's turning: eyes that see, an inbox, a view, and a stop. It decides nothing."""

from kiosk.loop.eyes import Eyes
from kiosk.loop.loop import Loop, Stop
from kiosk.loop.signal import SteadySignal

__all__ = ["Eyes", "Loop", "SteadySignal", "Stop"]
