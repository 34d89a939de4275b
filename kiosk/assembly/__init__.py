"""The only room that picks devices by address and joins the parts."""

from kiosk.assembly.configured import configured, retention_of, rules_of
from kiosk.assembly.kiosk import Kiosk

__all__ = ["Kiosk", "configured", "retention_of", "rules_of"]
