"""The registry: areas, agencies, sites, and the kiosks that hang there."""

from kiosk.central.registry.fleet import places, places_of, stolen_among
from kiosk.central.registry.reading import Fault, Row, Sheets, read_form, read_sheets
from kiosk.central.registry.records import (
    Agency,
    Area,
    Change,
    Kiosk,
    KioskState,
    Placement,
    Site,
    SiteKey,
    SiteStatus,
)
from kiosk.central.registry.registry import Registry, RegistryFaults
from kiosk.central.registry.sheets import AGENCIES, AREAS, KIOSKS, SHEETS, SITES, Sheet
from kiosk.central.registry.writing import write_sheet

__all__ = [
    "AGENCIES",
    "AREAS",
    "KIOSKS",
    "SHEETS",
    "SITES",
    "Agency",
    "Area",
    "Change",
    "Fault",
    "Kiosk",
    "KioskState",
    "Placement",
    "Registry",
    "RegistryFaults",
    "Row",
    "Sheet",
    "Sheets",
    "Site",
    "SiteKey",
    "SiteStatus",
    "places",
    "places_of",
    "read_form",
    "read_sheets",
    "stolen_among",
    "write_sheet",
]
