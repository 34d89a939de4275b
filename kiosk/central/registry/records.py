"""What the registry knows: areas, agencies, sites and kiosks, as values."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from kiosk.central.registry.hours import OpeningHours
from kiosk.feed.topics import Place

SiteKey = tuple[str, str, str]  # area, agency, site


class SiteStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class KioskState(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"
    STOLEN = "stolen"


@dataclass(frozen=True, slots=True)
class Area:
    area: str
    name: str

    @property
    def key(self) -> str:
        return self.area


@dataclass(frozen=True, slots=True)
class Agency:
    agency: str
    name: str

    @property
    def key(self) -> str:
        return self.agency


@dataclass(frozen=True, slots=True)
class Site:
    """A building whose gates share their counts. `office`: who answers for it."""

    area: str
    agency: str
    site: str
    name: str
    address: str = ""
    office: str = ""
    opening_hours: OpeningHours = field(default_factory=OpeningHours)
    staff_expected: int = 0
    status: SiteStatus = SiteStatus.ACTIVE

    @property
    def key(self) -> SiteKey:
        return self.area, self.agency, self.site


@dataclass(frozen=True, slots=True)
class Kiosk:
    """Where it hangs, or hung last if it is retired or stolen."""

    kiosk: str
    area: str
    agency: str
    site: str
    gate: str = ""
    state: KioskState = KioskState.ACTIVE

    @property
    def key(self) -> str:
        return self.kiosk

    @property
    def site_key(self) -> SiteKey:
        return self.area, self.agency, self.site


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a kiosk hung, and when. `until` None: it hangs there."""

    place: Place
    gate: str
    since: datetime  # aware, UTC
    until: datetime | None


Record = Area | Agency | Site | Kiosk


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one record. `before` None: it is new."""

    before: Record | None
    after: Record

    @property
    def kind(self) -> str:
        return type(self.after).__name__.lower()

    @property
    def target(self) -> str:
        key = self.after.key
        return key if isinstance(key, str) else "/".join(key)

    @property
    def area(self) -> str | None:
        """None: of no area alone."""
        return None if isinstance(self.after, Agency) else self.after.area

    @property
    def fields(self) -> dict[str, list[Any]]:
        """What differs: before and after."""
        old, new = columns(self.before) if self.before else {}, columns(self.after)
        return {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}


def columns(record: Record) -> dict[str, Any]:
    """A record as its table, and a sheet, hold it."""
    values = asdict(record)
    if isinstance(record, Site):
        values["opening_hours"] = str(record.opening_hours)
    return values
