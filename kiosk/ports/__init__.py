"""What the kiosk needs of the world, as small protocols; contract suites hold the devices to them."""

from kiosk.ports.journal import (
    OUTBOX_END,
    OUTBOX_START,
    Batch,
    Erased,
    Journal,
    Outbox,
    Past,
    Position,
    Waiting,
)
from kiosk.ports.publisher import Order, Publisher, Trusted
from kiosk.ports.screen import Action, ChangeDirection, Link, Quit, Screen, Standing, Told, View
from kiosk.ports.seeing import Camera, Frame, Grey, Picture, Reader, Scanner
from kiosk.ports.signal import Lamps, Signal
from kiosk.ports.surroundings import Clock, Heartbeat, Witness

__all__ = [
    "OUTBOX_END",
    "OUTBOX_START",
    "Action",
    "Batch",
    "Camera",
    "ChangeDirection",
    "Clock",
    "Erased",
    "Frame",
    "Grey",
    "Heartbeat",
    "Journal",
    "Lamps",
    "Link",
    "Order",
    "Outbox",
    "Past",
    "Picture",
    "Position",
    "Publisher",
    "Quit",
    "Reader",
    "Scanner",
    "Screen",
    "Signal",
    "Standing",
    "Told",
    "Trusted",
    "View",
    "Waiting",
    "Witness",
]
