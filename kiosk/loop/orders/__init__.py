"""What the centre asks of this kiosk, done on the main thread beside the door's own work."""

from kiosk.loop.orders.deeds import Deeds
from kiosk.loop.orders.orders import Orders

__all__ = ["Deeds", "Orders"]
