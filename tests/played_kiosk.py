"""`kiosk run` with three parts that a test plays: a clock that is set, a camera that shows cards on demand, a
screen that tells what is on it. Run as `python played_kiosk.py kiosk.toml clock.json`; a line on standard
input is a card, each change on the screen a line of JSON on standard output.
"""

import json
import os
import queue
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import segno

import kiosk.assembly.kiosk
from kiosk.cli import main
from kiosk.devices.kinds import KINDS
from kiosk.domain.entry import ClockState
from kiosk.errors import CameraStalled
from kiosk.ports import Action, Frame, View

CARDS: "queue.SimpleQueue[str]" = queue.SimpleQueue()
CLOCK = Path(sys.argv[2] if len(sys.argv) > 2 else "clock.json")


class Setting(NamedTuple):
    """How the clock stands. `booted_s`: when the boot began, on CLOCK_BOOTTIME. `passed_s`: time that is made
    to have passed, on every clock of the machine; `wrong_by_s`: what the one with the date shows too much.
    """

    boot: str = "first"
    booted_s: float = 0.0
    trusted: bool = True
    passed_s: float = 0.0
    wrong_by_s: float = 0.0


class SetClock:
    """As the file says, which is replaced as a whole."""

    def now(self) -> datetime:
        setting = read_setting()
        return datetime.now(UTC) + timedelta(seconds=setting.passed_s + setting.wrong_by_s)

    def state(self) -> ClockState:
        setting = read_setting()
        uptime_s = time.clock_gettime(time.CLOCK_BOOTTIME) - setting.booted_s + setting.passed_s
        return ClockState(setting.trusted, setting.boot, round(uptime_s * 1000))


def read_setting() -> Setting:
    return Setting(**json.loads(CLOCK.read_text()))


def set_clock(file: Path, setting: Setting) -> None:
    new = file.with_suffix(".new")
    new.write_text(json.dumps(setting._asdict()))
    os.replace(new, file)


class DemandedCamera:
    """Each card that is demanded is a scene of its own; in between nothing is before the camera."""

    def __init__(self) -> None:
        self._clock, self._scenes = SetClock(), 0

    def read(self, timeout_s: float) -> Frame | None:
        try:
            card = CARDS.get(timeout=0.05)
        except queue.Empty:
            return Frame(np.full((48, 64), 128, np.uint8), taken_at=self._clock.now())
        if card == "stall":
            raise CameraStalled("no frame came")
        self._scenes += 1
        code = segno.make(card, micro=False, encoding="utf-8")
        rows = [[255 - 255 * dark for dark in row] for row in code.matrix_iter(scale=4, border=4)]
        return Frame(np.array(rows, np.uint8), taken_at=self._clock.now(), scene=self._scenes)

    def close(self) -> None:
        pass


class TellingScreen:
    """Says what changed, but for the time."""

    url = None

    def __init__(self, _site: object) -> None:
        self._last: dict[str, Any] = {}

    def show(self, view: View) -> None:
        told = view.history[0] if view.history else None
        seen = {
            "inside": view.occupancy.inside,
            "entered": view.occupancy.counts.entered,
            "certainty": view.occupancy.certainty,
            "unheard": view.occupancy.unheard,
            "faults": view.faults,
            "connected": bool(view.link and view.link.connected),
            "told": told and [told.verdict, told.reason, told.direction, told.seq],
            "answered": len(view.history) and told and told.at.timestamp(),
        }
        if seen != self._last:
            self._last = seen
            sys.stdout.write(json.dumps(seen) + "\n")
            sys.stdout.flush()

    def actions(self) -> Sequence[Action]:
        return ()

    def close(self) -> None:
        pass


def play() -> None:
    KINDS["camera"]["demanded"] = f"{__name__}:DemandedCamera"
    KINDS["screen"]["telling"] = f"{__name__}:TellingScreen"
    kiosk.assembly.kiosk.SystemClock = SetClock  # type: ignore[attr-defined,misc,assignment]
    threading.Thread(target=lambda: [CARDS.put(line.rstrip("\n")) for line in sys.stdin], daemon=True).start()
    sys.argv = ["kiosk", "run", "--config", sys.argv[1]]
    main()


if __name__ == "__main__":
    play()
