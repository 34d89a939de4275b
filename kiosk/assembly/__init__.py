"""The only room that picks devices by address and joins the parts."""

from kiosk.assembly.configured import configured, issuers_of, known_to, lists_of, retention_of, rules_of
from kiosk.assembly.kiosk import Kiosk

__all__ = ["Kiosk", "configured", "issuers_of", "known_to", "lists_of", "retention_of", "rules_of"]
