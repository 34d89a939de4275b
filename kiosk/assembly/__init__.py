"""The only room that picks devices by address and joins the parts."""

from kiosk.assembly.configured import (
    believed_by,
    check_keys,
    configured,
    known_to,
    lists_of,
    retention_of,
    rules_of,
    trusted_by,
)
from kiosk.assembly.kiosk import Kiosk
from kiosk.assembly.service import Service

__all__ = [
    "Kiosk",
    "Service",
    "believed_by",
    "check_keys",
    "configured",
    "known_to",
    "lists_of",
    "retention_of",
    "rules_of",
    "trusted_by",
]
