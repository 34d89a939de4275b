"""A pass: whom an issuer lets in, where, when, and how often. An operator's badge is one too."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

from kiosk.domain.person import Namespace, Person
from kiosk.domain.place import ID
from kiosk.domain.verdict import Role
from kiosk.domain.window import ALL_DAY, Window

PASS, OPERATOR = "pass", "operator"
EVERY_DAY = frozenset(range(1, 8))
ANY = "*"

_SITE = re.compile(rf"(?:(?:{ID}|\*)/){{0,2}}(?:{ID}|\*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What an issuer says. `sites` are `SITE`, `AGENCY/SITE` or `AREA/AGENCY/SITE`, where `*` stands for any.

    It is valid from `valid_from` on, until `valid_to` (aware, UTC), on `days` (1 Monday to 7 Sunday) and in
    `hours` of the site's zone; hours over midnight belong to the day on which they began.
    """

    id: bytes = field(repr=False)  # 8 random bytes
    issuer: str
    name: str = field(repr=False)
    sites: tuple[str, ...]
    valid_from: datetime
    valid_to: datetime
    host: str | None = field(default=None, repr=False)
    days: frozenset[int] = EVERY_DAY
    hours: Window = ALL_DAY
    uses: int | None = None  # check-ins; None: no limit
    role: Role = Role.VISITOR

    @property
    def kind(self) -> str:
        return OPERATOR if self.role is Role.OPERATOR else PASS

    @property
    def number(self) -> str:
        """The id as people write it: 16 hexadecimal digits."""
        return self.id.hex()

    @property
    def person(self) -> Person:
        return Person(Namespace.PASS, self.number, self.name)

    def is_for(self, places: Iterable[str]) -> bool:
        """Whether it is for one of these, `AREA/AGENCY/SITE` each."""
        return any(_covers(site, place) for site, place in product(self.sites, places))

    def counts_at(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether `now` (aware) is in one of its hours, on one of its days, at a site in this zone."""
        return any(day.isoweekday() in self.days for day in self.hours.opened(now, zone))

    def is_used_up(self, used: int) -> bool:
        return self.uses is not None and used >= self.uses


@dataclass(frozen=True, slots=True)
class Use:
    """A check-in by a pass that may be used only so often; kept until it expires (aware, UTC)."""

    pass_id: bytes = field(repr=False)
    until: datetime


def is_site(text: str) -> bool:
    return _SITE.fullmatch(text) is not None


def _covers(site: str, place: str) -> bool:
    """Compared from the end, so that the site alone is enough where its name is one of a kind."""
    pairs = zip(reversed(site.split("/")), reversed(place.split("/")), strict=False)
    return all(wanted in (ANY, part) for wanted, part in pairs)
