"""What is shown, and what people do at it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kiosk.domain.occupancy import Occupancy
from kiosk.domain.quality import Grade
from kiosk.domain.verdict import Direction, Verdict
from kiosk.ports.seeing import Frame
from kiosk.ports.signal import Lamps


@dataclass(frozen=True, slots=True)
class ChangeDirection:
    """The direction button was pressed."""


@dataclass(frozen=True, slots=True)
class Quit:
    """The window was closed."""


Action = ChangeDirection | Quit


@dataclass(frozen=True, slots=True)
class Told:
    """What a visitor is told: one verdict, with what it needs to be said in words.

    `display` is the masked line of a person; it lives in memory only. `seq` is of the entry; None: there is
    none. `grade` is how well a board scans; None: it was not measured.
    """

    verdict: Verdict
    reason: str
    direction: Direction | None
    at: datetime
    first_at: datetime | None = None
    kind: str = "unknown"
    grade: Grade | None = None
    seq: int | None = None
    display: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """The feed as the guard sees it: connected or not, and entries without a receipt.

    `receipt_age_s`: since the last receipt; None: there was none.
    """

    connected: bool
    waiting: int
    receipt_age_s: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is wrong for days rather than at this moment, by name: `certificate`, `no_centre_key`,
    `set_aside`, `conflict`."""

    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """All that the screen shows at one moment; drawing it is the screen's work."""

    now: datetime  # aware, UTC
    direction: Direction
    occupancy: Occupancy  # of the whole site
    link: Link | None  # None: a kiosk on its own
    frame: Frame | None = None  # of this very moment; None: no live picture
    told: Told | None = None
    history: tuple[Told, ...] = ()  # newest first
    faults: tuple[str, ...] = ()  # `camera`, `reader`, `disk`, `clock`, …
    warnings: tuple[str, ...] = ()  # `no_centre_key`, `certificate`, `set_aside`, `conflict`; the door works
    message: str | None = None  # from the centre, in its own words
    lamps: Lamps | None = None  # drawn only where the signal is simulated


class Screen(Protocol):
    """Draws a view; used from the main thread, never blocks for the network or the camera."""

    @property
    def url(self) -> str | None:
        """Where it can be looked at; None: it is no page."""

    def show(self, view: View) -> None: ...

    def actions(self) -> Sequence[Action]:
        """What people did at the screen since the last call."""

    def close(self) -> None: ...
