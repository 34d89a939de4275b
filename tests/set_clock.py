"""A clock that stands still until a test sets it; it is always trusted."""

from datetime import datetime

from kiosk.devices.clock import SystemClock
from kiosk.domain.entry import ClockState


class SetClock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def state(self) -> ClockState:
        return SystemClock(lambda: 0).state()
