"""What the centre asks of kiosks: written down by whoever asks, sent by the collector, answered by kiosks."""

from kiosk.central.orders.answers import keep_answers, note_arrivals
from kiosk.central.orders.configs import configure
from kiosk.central.orders.day_keys import renew
from kiosk.central.orders.dispatcher import Dispatcher
from kiosk.central.orders.orders import Order, Orders, ask

__all__ = [
    "Dispatcher",
    "Order",
    "Orders",
    "ask",
    "configure",
    "keep_answers",
    "note_arrivals",
    "renew",
]
