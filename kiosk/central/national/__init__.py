"""The national centre: hands on every passage, and proves by counts that it arrived.

The interface of the real one is not published. What is spoken here is CloudEvents 1.0 in JSON over HTTP, with
the names of its data in the configuration: `docs/national.md` is the whole of it, for whoever builds the
other side.
"""

from kiosk.central.national.exporter import Exporter, State, Step, Told
from kiosk.central.national.reconciliation import DayCount, reconcile
from kiosk.central.national.sync import NationalSync, national_of

__all__ = ["DayCount", "Exporter", "NationalSync", "State", "Step", "Told", "national_of", "reconcile"]
