"""What a kiosk shows at one moment, with an invented visitor."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from kiosk.devices.screen.site import Site
from kiosk.domain.occupancy import Certainty, Counts, Occupancy
from kiosk.domain.quality import Grade
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.ports import Frame, Lamps, Link, Told, View

NOW = datetime(2026, 11, 23, 1, 15, 42, tzinfo=UTC)
NAME = "N. V. Thử"
DISPLAY = f"{NAME} · nam · 1990"
SITE = Site("UBND phường Thuận Hóa", gate="Cổng chính", hotline="1900 1075", contact="baove@example.vn")
IDLE = View(NOW, Direction.IN, Occupancy(Counts(entered=118, left=76)), Link(connected=True, waiting=0))

ALREADY = (Reason.ALREADY_IN, Reason.ALREADY_OUT)
INSPECTED = (Reason.BOARD_OK, Reason.BOARD_HARD_TO_SCAN)
MAGENTA = (255, 0, 255)


def told(reason: Reason, **changes: Any) -> Told:
    """What a visitor is told for this reason, at NOW."""
    return replace(Told(_verdict(reason), reason, Direction.IN, NOW, display=DISPLAY), **changes)


def telling(reason: Reason, **changes: Any) -> View:
    return replace(IDLE, told=told(reason, **changes))


def frame(
    *, age_s: float = 0, colour: tuple[int, int, int] = MAGENTA, width: int = 64, height: int = 36
) -> Frame:
    """A camera's picture in one colour, taken `age_s` before NOW."""
    picture = np.full((height, width, 3), colour, np.uint8)
    grey = np.full((height, width), 128, np.uint8)
    return Frame(grey, NOW - timedelta(seconds=age_s), picture)


def _verdict(reason: Reason) -> Verdict:
    if reason is Reason.OK:
        return Verdict.ACCEPTED
    if reason is Reason.JOURNAL_UNAVAILABLE:
        return Verdict.FAULT
    if reason in ALREADY:
        return Verdict.ALREADY
    return Verdict.INSPECTED if reason in INSPECTED else Verdict.REJECTED


HISTORY = tuple(
    told(reason, at=NOW - timedelta(minutes=minutes)) for minutes, reason in enumerate((*Reason, Reason.OK))
)
BUSY = replace(
    IDLE,
    frame=frame(),
    history=HISTORY,
    faults=("camera", "disk", "clock", "journal", "signal"),
    lamps=Lamps(green=True, yellow=True, red=True, tone_hz=880),
    link=Link(connected=False, waiting=12_345),
    occupancy=Occupancy(Counts(entered=98_765, left=12_345), Certainty.ABOUT, ("thuan-hoa-2", "thuan-hoa-3")),
)
"""As much as can be at once."""

VIEWS = {
    "idle": replace(IDLE, frame=frame()),
    "busy": BUSY,
    "no camera picture": IDLE,
    "graded board": replace(BUSY, told=told(Reason.BOARD_HARD_TO_SCAN, grade=Grade.F, display=None)),
    "no history": replace(IDLE, frame=frame(), lamps=Lamps()),
    **{str(reason): replace(BUSY, told=told(reason)) for reason in Reason},
}
