"""What the kiosk needs of the world, as small protocols; contract suites hold the devices to them."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from kiosk.domain.code import Code
from kiosk.domain.entry import ClockState, Draft, Entry, JsonObject
from kiosk.domain.verdict import Direction, Verdict
from kiosk.feed.orders import Body, Name, Result
from kiosk.feed.receipt import Receipt

Grey = NDArray[np.uint8]  # (height, width); may be strided
Picture = NDArray[np.uint8]  # (height, width, 3), R G B


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture: `grey` for decoding, `picture` for the preview (None: the grey one serves).

    `scene` numbers the pictures of a source in which each picture is shown once and is a presentation
    of its own; None: a frame of a continuous view, of which the next is on its way.
    """

    grey: Grey = field(repr=False)
    taken_at: datetime  # aware, UTC
    picture: Picture | None = field(default=None, repr=False)
    scene: int | None = None


class Camera(Protocol):
    """A source of frames, used from one thread."""

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame, newest first; None when there will be no more (the last picture was shown).

        Raises CameraStalled if none came in time.
        """

    def close(self) -> None:
        """Lets the device go; twice is fine."""


class Scanner(Protocol):
    """Finds codes in a frame, used from one thread."""

    def scan(self, frame: Frame) -> Sequence[Code]:
        """Every code read in this frame; an empty sequence is no fault."""

    def close(self) -> None: ...


@runtime_checkable
class Reader(Protocol):
    """Reads codes by itself, without a camera; used from one thread."""

    def read(self, timeout_s: float) -> Sequence[Code]:
        """What was read within the time; an empty sequence is no fault.

        Raises DeviceError when the reader is gone, or fails.
        """

    def close(self) -> None:
        """Lets the device go; twice is fine."""


@dataclass(frozen=True, slots=True)
class Lamps:
    """What the lights and the buzzer do at one moment."""

    green: bool = False
    yellow: bool = False
    red: bool = False
    tone_hz: int = 0


class Signal(Protocol):
    """Lights and buzzer. `show` returns at once; a new verdict replaces the one that is shown."""

    def show(self, verdict: Verdict) -> None: ...

    def clear(self) -> None:
        """All lights and the tone off, at once."""

    def lamps(self) -> Lamps:
        """What is lit now."""

    def close(self) -> None: ...


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
    none.
    """

    verdict: Verdict
    reason: str
    direction: Direction | None
    at: datetime
    first_at: datetime | None = None
    kind: str = "unknown"
    seq: int | None = None
    display: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """Accepted check-ins since the day started."""

    entered: int = 0
    left: int = 0

    @property
    def inside(self) -> int:
        return max(0, self.entered - self.left)

    def plus(self, direction: Direction) -> "Counts":
        """One more."""
        if direction is Direction.IN:
            return Counts(self.entered + 1, self.left)
        return Counts(self.entered, self.left + 1)


@dataclass(frozen=True, slots=True)
class Link:
    """The feed as the guard sees it: connected or not, and entries without a receipt."""

    connected: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class View:
    """All that the screen shows at one moment; drawing it is the screen's work."""

    now: datetime  # aware, UTC
    direction: Direction
    counts: Counts
    link: Link | None  # None: a kiosk on its own
    frame: Frame | None = None  # of this very moment; None: no live picture
    told: Told | None = None
    history: tuple[Told, ...] = ()  # newest first
    faults: tuple[str, ...] = ()  # `camera`, `reader`, `disk`, `clock`, …
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


class Journal(Protocol):
    """The kiosk's own record. What it returns as recorded survives a power cut."""

    def record(self, draft: Draft) -> "Future[Entry]":
        """Writes an entry and its place in the outbox in one transaction.

        The future raises JournalUnavailable when the entry is not on disk.
        """

    def settle(self, receipt: Receipt) -> None:
        """Takes out of the outbox what the receipt covers, soon; from any thread."""

    def uses(self, pass_id: bytes) -> int:
        """How often a pass was used, if its uses are counted; what was recorded, at once."""

    @property
    def fault(self) -> str | None:
        """`disk` (full) or `journal`, while entries cannot be recorded; it heals by itself."""

    def entries(self) -> int: ...

    def waiting(self) -> int:
        """Entries without a receipt."""

    def quarantined(self) -> int:
        """Entries that the centre refused."""

    def close(self) -> None: ...


Position = tuple[int, int]
"""A place in the outbox, by which entries are ordered."""

OUTBOX_START: Position = (0, 0)
OUTBOX_END: Position = (2**62, 0)


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one epoch as on the wire, and the place of the last of them."""

    epoch: str
    entries: list[JsonObject] = field(repr=False)
    last: Position


class Outbox(Protocol):
    """The entries without a receipt, in their order. JournalUnavailable: they cannot be read."""

    def end(self) -> Position:
        """The place of the newest entry."""

    def after(self, position: Position, up_to: Position, most: int) -> Batch | None:
        """The next after `position`, none beyond `up_to`, at most so many; None: there are no more."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What the centre wishes to be done here, once. It was checked: it is the centre's, new, and in time.

    `ends`: later it is not to be done any more (aware, UTC). `correlation`: by which the centre knows the
    answer.
    """

    name: Name
    body: Body = field(repr=False)
    ends: datetime
    correlation: bytes | None = None


class Publisher(Protocol):
    """Takes entries from the journal's outbox to the centre, and brings what the centre asks."""

    def open(self) -> None:
        """Begins, and never waits for the network."""

    def wake(self) -> None:
        """There is a new entry in the outbox."""

    def link(self) -> Link | None:
        """None: nothing is sent."""

    def orders(self) -> Sequence[Order]:
        """What the centre has asked since the last call, each once; from one thread."""

    def answer(self, order: Order, result: Result) -> None:
        """Tells the centre what became of an order, as soon as there is a connection; from any thread."""

    def close(self) -> None: ...


class Heartbeat(Protocol):
    """Tells the supervisor that the kiosk is alive."""

    def ready(self, status: str) -> None: ...

    def beat(self) -> None: ...

    def stopping(self) -> None: ...

    def close(self) -> None: ...


class Witness(Protocol):
    """Hears what happens at the door, as it happens."""

    def says(self, sentence: str) -> None:
        """What staff should know, without anything personal; from any thread."""

    def told(self, code: Code, told: Told) -> None:
        """A visitor was answered; on the main thread."""

    def ended(self) -> None:
        """There will be no more pictures, and all codes were answered; on the main thread."""


class Clock(Protocol):
    """Time, and how far it can be trusted."""

    def now(self) -> datetime:
        """Aware, UTC."""

    def state(self) -> ClockState:
        """Trust, boot id and time since boot, as entries record it."""
