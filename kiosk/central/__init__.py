"""The centre: takes entries in from every kiosk, keeps each once, and shows them."""

from kiosk.central.centre import Centre, run
from kiosk.central.settings import CentralSettings, CentralTable, load_central_settings

__all__ = ["CentralSettings", "CentralTable", "Centre", "load_central_settings", "run"]
