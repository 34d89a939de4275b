"""The kiosk's turning: eyes that see, listeners, an inbox, a view, and a stop. It decides nothing."""

from kiosk.loop.board import Board
from kiosk.loop.eyes import Eyes
from kiosk.loop.inbox import Inbox
from kiosk.loop.listener import Listener
from kiosk.loop.loop import Loop
from kiosk.loop.notes import Notes
from kiosk.loop.orders import Deeds, Orders
from kiosk.loop.signal import SteadySignal
from kiosk.loop.stops import Again, Stop

__all__ = [
    "Again",
    "Board",
    "Deeds",
    "Eyes",
    "Inbox",
    "Listener",
    "Loop",
    "Notes",
    "Orders",
    "SteadySignal",
    "Stop",
]
