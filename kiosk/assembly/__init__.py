"""The only room that picks devices by address and joins the parts."""

from kiosk.assembly.configured import configured, known_to, retention_of, rules_of
from kiosk.assembly.kiosk import Kiosk

__all__ = ["Kiosk", "configured", "known_to", "retention_of", "rules_of"]
