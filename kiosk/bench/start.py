"""`kiosk bench start`: from the start of a kiosk to the first code that it accepts, phase by phase."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from kiosk.bench.door import Door, draw_visitors
from kiosk.bench.town import free_port
from kiosk.errors import DeviceError
from kiosk.feed.topics import Place
from kiosk.keys.files import Owner, new_keys

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
PHASES = ("python", "imports", "configuration", "parts", "first_code")
WITHIN_S = 60.0

Marks = dict[str, tuple[float, float]]
"""When each phase ended: seconds since the start, and CPU seconds of the process until then."""


def measure(runs: int, progress: Callable[[int], None]) -> dict[str, Any]:
    """Milliseconds of each phase, as medians of `runs`: by the wall's clock, and of CPU.

    `python`: the interpreter; `imports`: libraries; `configuration`: read and checked, the devices' modules
    among it; `parts`: keys, journal, screen, feed and camera; `first_code`: seen, decided, on disk, lit.
    As after a power cut, with keys, a screen, and a broker that is away.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-start-") as name:
        config = _a_kiosk(Path(name))
        marks = []
        for number in range(runs):
            marks.append(_start(config))
            progress(number + 1)
    wall, cpu = ([_spans(mark, column) for mark in marks] for column in (0, 1))
    return {
        "runs": runs,
        "phases": {
            phase: {
                "ms": round(median(one[phase] for one in wall), 1),
                "cpu_ms": round(median(one[phase] for one in cpu), 1),
            }
            for phase in PHASES
        },
        "total_ms": round(median(sum(one.values()) for one in wall), 1),
        "total_cpu_ms": round(median(sum(one.values()) for one in cpu), 1),
    }


def _a_kiosk(folder: Path) -> Path:
    keys = folder / "keys"
    new_keys(Owner.KIOSK, keys)
    new_keys(Owner.CENTRE, folder / "centre")
    (folder / "centre/centre.pub").rename(keys / "centre.pub")
    draw_visitors(folder / "visitors", 1)
    door = Door(folder, PLACE, f"folder:{folder}/visitors?loop=yes", f"mqtt://127.0.0.1:{free_port()}", keys)
    config = door.write()
    config.write_text(config.read_text(encoding="utf-8").replace('"none:"', '"pygame:"', 1), encoding="utf-8")
    return config


def _start(config: Path) -> Marks:
    """Raises DeviceError for a kiosk that accepts nothing."""
    environment = os.environ | {"SDL_VIDEODRIVER": "dummy"}
    begun_s = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.bench.startup", str(config)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=WITHIN_S,
    )
    marks: Marks = {}
    for line in done.stdout.splitlines():
        phase, _, times = line.partition(" ")
        if phase in PHASES:
            at_s, cpu_s = map(float, times.split())
            marks[phase] = (at_s - begun_s, cpu_s)
    if "first_code" not in marks:
        raise DeviceError(f"The kiosk accepted nothing: {done.stderr.strip()[-200:] or 'it said nothing'}")
    return marks


def _spans(marks: Marks, column: int) -> dict[str, float]:
    """Milliseconds of each phase."""
    ends = [0.0, *(marks[phase][column] for phase in PHASES)]
    return {phase: 1000 * (ends[n + 1] - ends[n]) for n, phase in enumerate(PHASES)}
