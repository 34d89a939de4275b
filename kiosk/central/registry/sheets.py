"""The registry as spreadsheets: areas, agencies, sites and kiosks, told apart by their columns."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.central.registry.hours import OpeningHours
from kiosk.central.registry.records import Agency, Area, Kiosk, KioskState, Record, Site, SiteStatus
from kiosk.central.wrong import Wrong
from kiosk.domain.visible import is_visible
from kiosk.feed.topics import ID

NAME_LETTERS = 200
STAFF_AT_MOST = 100_000

Parse = Callable[[str], Any]
"""Takes a cell without the space around it; raises Wrong with the way out."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`columns` in the order in which they are written; `key`: what a record cannot be told apart without."""

    name: str
    make: Callable[..., Record]
    columns: Mapping[str, Parse]
    key: frozenset[str]
    optional: frozenset[str] = frozenset()

    @property
    def required(self) -> list[str]:
        return [column for column in self.columns if column not in self.optional]

    @property
    def least(self) -> dict[str, str]:
        """What must be given to make a record, beside the key."""
        return {column: "" for column in self.required if column not in self.key}


def identifier(cell: str) -> str:
    if not re.fullmatch(ID, cell):
        raise Wrong("wrong_id", cell=cell)
    return cell


def line(cell: str) -> str:
    if not is_visible(cell):
        raise Wrong("wrong_line")
    if len(cell) > NAME_LETTERS:
        raise Wrong("wrong_length", count=len(cell), most=NAME_LETTERS)
    return cell


def name(cell: str) -> str:
    if not cell:
        raise Wrong("wrong_name")
    return line(cell)


def staff(cell: str) -> int:
    if not cell:
        return 0
    if not (cell.isascii() and cell.isdigit() and int(cell) <= STAFF_AT_MOST):
        raise Wrong("wrong_staff", cell=cell, most=STAFF_AT_MOST)
    return int(cell)


def status(cell: str) -> SiteStatus:
    try:
        return SiteStatus(cell or SiteStatus.ACTIVE)
    except ValueError:
        raise Wrong("wrong_status", cell=cell) from None


def state(cell: str) -> KioskState:
    try:
        return KioskState(cell or KioskState.ACTIVE)
    except ValueError:
        raise Wrong("wrong_state", cell=cell) from None


AREAS = Sheet("areas", Area, {"area": identifier, "name": name}, frozenset({"area"}))
AGENCIES = Sheet("agencies", Agency, {"agency": identifier, "name": name}, frozenset({"agency"}))
SITES = Sheet(
    "sites",
    Site,
    {
        "area": identifier,
        "agency": identifier,
        "site": identifier,
        "name": name,
        "address": line,
        "office": line,
        "opening_hours": OpeningHours.parse,
        "staff_expected": staff,
        "status": status,
    },
    frozenset({"area", "agency", "site"}),
    frozenset({"address", "office", "opening_hours", "staff_expected", "status"}),
)
KIOSKS = Sheet(
    "kiosks",
    Kiosk,
    {
        "kiosk": identifier,
        "area": identifier,
        "agency": identifier,
        "site": identifier,
        "gate": line,
        "state": state,
    },
    frozenset({"kiosk", "area", "agency", "site"}),
    frozenset({"gate", "state"}),
)

SHEETS = (AREAS, AGENCIES, SITES, KIOSKS)
"""In the order in which they rest on each other."""


def sheet_of(columns: set[str]) -> Sheet | None:
    """The sheet that has these columns' key; None: it is none of them."""
    if "kiosk" in columns:
        return KIOSKS
    if "site" in columns:
        return SITES
    if columns >= {"agency"} and "area" not in columns:
        return AGENCIES
    if "area" in columns:
        return AREAS
    return None
