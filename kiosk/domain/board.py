"""A venue's board: the sign at an entrance whose code says which place this is."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Venue:
    """A place as its board and its kiosks name it: ids of area and site, and the name on the wall."""

    area: str
    site: str
    name: str

    @property
    def key(self) -> tuple[str, str]:
        """Which place it is, whatever it is called."""
        return self.area, self.site

    def is_called(self, name: str) -> bool:
        """Whether people would take both names for the same: capitals and spaces make no difference."""
        return _as_read(self.name) == _as_read(name)


@dataclass(frozen=True, slots=True)
class Board:
    """What an issuer says of a venue, from `issued` on until `expires` (aware, UTC)."""

    venue: Venue
    issued: datetime
    expires: datetime

    def last_day(self, zone: tzinfo) -> date:
        """On which it still holds."""
        return (self.expires - timedelta(seconds=1)).astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Help:
    """Whom a board tells people to call, and to write to; `contact` may be empty."""

    hotline: str
    contact: str = ""


def _as_read(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
