"""What the rules are asked about: one site in figures, at one time; and what they answer with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kiosk.central.registry.records import Site
from kiosk.central.violations.rules.opening import OpenTime

UNHEARD = timedelta(minutes=10)
"""A kiosk reports each minute; later than this, what it recorded may not be here yet."""


@dataclass(frozen=True, slots=True)
class Day:
    """Of a day that is over. `left`: by a scan, not taken for gone; `staff`: different people."""

    day: date
    ends: datetime  # aware
    entries: int = 0
    presented: int = 0
    rejected: int = 0
    entered: int = 0
    left: int = 0
    staff: int = 0
    untrusted: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that did not arrive though later ones did. `since`: when the first of those later ones came."""

    epoch: str
    missing: int
    since: datetime


@dataclass(frozen=True, slots=True)
class HangingKiosk:
    """`heard` None: it never was."""

    kiosk: str
    since: datetime  # aware: hangs there
    heard: datetime | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class BoardLook:
    """What became of the last board that was shown and could be judged."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """Times are aware. `listening`: since then the centre hears kiosks without a break; None: it does not.
    `installed`: its first kiosk ever. `passed`: the last code held up, or the last one let through by hand.
    `guard`: the last deed of a guard; `shifts`: guards there sign on and off. `days`: the last weeks, the
    oldest first; a day of which nothing came is absent.
    """

    site: Site
    now: datetime
    open: OpenTime
    listening: datetime | None
    installed: datetime
    kiosks: tuple[HangingKiosk, ...]
    passed: datetime | None = None
    guard: datetime | None = None
    shifts: bool = False
    board: BoardLook | None = None
    days: tuple[Day, ...] = ()

    def heard_since(self, moment: datetime) -> bool:
        """Whether all its kiosks were: what they recorded until then is here, or its absence is told."""
        return all(kiosk.heard and kiosk.heard >= moment for kiosk in self.kiosks)

    @property
    def heard(self) -> bool:
        return self.heard_since(self.now - UNHEARD)

    @property
    def last_day(self) -> Day | None:
        return self.days[-1] if self.days else None


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of violation. `kiosk` empty: of the site as a whole. Times in the evidence are RFC 3339."""

    evidence: Mapping[str, int | str] = field(default_factory=dict)
    kiosk: str = ""


Finding = list[Sign] | None
"""None: it cannot be told now, so what was found before stands."""
