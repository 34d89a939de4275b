"""What the kiosk lives among: a supervisor, somebody who listens, and time."""

from datetime import datetime
from typing import Protocol

from kiosk.domain.code import Code
from kiosk.domain.entry import ClockState
from kiosk.ports.screen import Told


class Heartbeat(Protocol):
    """Tells the supervisor that the kiosk is alive."""

    def ready(self, status: str) -> None: ...

    def beat(self) -> None: ...

    def tell(self, status: str) -> None:
        """How the kiosk fares, for whoever asks the supervisor; the same again is not told again."""

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
