"""Lights and a buzzer."""

from dataclasses import dataclass
from typing import Protocol

from kiosk.domain.verdict import Verdict


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

    def identify(self) -> None:
        """All lights and a tone for some seconds, by which it is found among others; no door opens."""

    def clear(self) -> None:
        """All lights and the tone off, at once."""

    def lamps(self) -> Lamps:
        """What is lit now."""

    def close(self) -> None: ...
