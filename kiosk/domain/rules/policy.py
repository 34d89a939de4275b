"""What a site allows, as plain values."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kiosk.domain.board import Venue
from kiosk.domain.rules.opening import Hours
from kiosk.domain.verdict import Role

DEFAULT_KINDS = ("cccd", "can_cuoc", "national_qr", "bhyt", "pass", "board", "operator")
KINDS = (*DEFAULT_KINDS, "dcc")
"""Every kind that rules may allow. Vaccination certificates have all expired, so they are off by default."""

DEFAULT_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class DirectionRule(StrEnum):
    """How the direction of a check-in is found."""

    IN = "in"
    OUT = "out"
    BUTTON = "button"  # as last chosen at the kiosk
    TOGGLE = "toggle"  # the other one than the same person's last


class Passback(StrEnum):
    """What is said to somebody whose last passage went the same way, longer ago than a repetition."""

    OFF = "off"  # nothing
    SOFT = "soft"  # accepted, and the entry is marked
    HARD = "hard"  # rejected


class AutoOut(StrEnum):
    """When those are checked out whom nobody saw going."""

    OFF = "off"  # never
    CLOSING = "closing"  # at closing those who may not stay, all others when the day turns
    DAY_STARTS = "day_starts"  # when the day turns


@dataclass(frozen=True, slots=True)
class Rules:
    """`zone` is the site's: hours and days are its own. `any_hour`: roles that hours do not bind.

    `sites` (`AREA/AGENCY/SITE`) are those whose passes count here. `capacity`: how many may be inside; None:
    any number. `only_listed`: it has an allow list. `venue` is whose board hangs here; None: any
    venue's board is right.
    """

    direction: DirectionRule = DirectionRule.IN
    already_within: timedelta = timedelta(seconds=300)
    toggle_after: timedelta = timedelta(seconds=60)
    kinds: frozenset[str] = frozenset(DEFAULT_KINDS)
    sites: frozenset[str] = frozenset()
    default_role: Role = Role.VISITOR
    venue: Venue | None = None
    zone: ZoneInfo = DEFAULT_ZONE
    hours: Hours = Hours()  # noqa: RUF009 - frozen
    any_hour: frozenset[Role] = frozenset({Role.OPERATOR})
    passback: Passback = Passback.OFF
    capacity: int | None = None
    only_listed: bool = False
    auto_out: AutoOut = AutoOut.CLOSING
    auto_out_after: timedelta = timedelta(seconds=1800)

    @property
    def window(self) -> timedelta:
        """For so long a passage matters beyond the day's end."""
        return max(self.already_within, self.toggle_after)
