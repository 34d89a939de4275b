"""What the centre asks of this kiosk, done on the main thread beside the door's own work."""

from kiosk.loop.orders.deeds import Deeds
from kiosk.loop.orders.door import Door
from kiosk.loop.orders.machine import Machine
from kiosk.loop.orders.orders import Orders
from kiosk.loop.orders.records import Records

__all__ = ["Deeds", "Door", "Machine", "Orders", "Records"]
