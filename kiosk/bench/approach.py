"""`kiosk bench approach`: a code is brought to the camera under every condition; how soon it is read."""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from typing import Any

import numpy as np

from kiosk.bench.engines import bare_engines, by_zxing
from kiosk.bench.trials import CONTENTS, EVALUATION
from kiosk.devices.cameras.simulated import bring
from kiosk.devices.cameras.simulated.people import invent
from kiosk.devices.cameras.simulated.scene.conditions import CONDITIONS
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.ports import Frame, Grey

FPS = 30
DIALS = (0.5, 0.8)
"""One that most engines read, and one that few do."""

STEPS = (*np.linspace(0.4, 0.85, 4).tolist(), *(1.0,) * 18)
"""Walks up in 4 frames and holds still for 18, which is less than a second."""

Look = Callable[[Grey], set[bytes]]


@dataclass(frozen=True, slots=True)
class Approach:
    condition: str
    dial: float
    seed: int
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class First:
    """The frame, from 1, of the first reading, and the milliseconds since the first frame was taken."""

    frame: int
    ms: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """None: never read. `no_frame_read`: none of the frames is read by any of the bare engines."""

    condition: str
    kiosk: First | None
    zxing: First | None
    no_frame_read: bool


def measure(seeds: int = 1) -> dict[str, Any]:
    """Frames and ms to the first reading, over the approaches that the kiosk and zxing-cpp both read.

    ms: a picture each 1/30 s, and the CPU time of the reading; who is still busy with a picture begins the
    next one late. `read`: how many were read at all. `no_frame_read`: approaches of which no bare engine
    (pyzbar, zxing-cpp, OpenCV where installed) reads a single frame; `yet_read`: those that the kiosk reads.
    """
    tasks = approaches(EVALUATION[:seeds])
    workers = min(4, len(os.sched_getaffinity(0)))
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        outcomes = list(pool.map(watched, tasks, chunksize=2))
    return {
        "sequences": len(outcomes),
        "frames": len(STEPS),
        "fps": FPS,
        "engines": list(bare_engines()),
        **_row(outcomes),
        "conditions": {
            name: {"sequences": len(own), **_row(own)}
            for name in CONDITIONS
            if (own := [outcome for outcome in outcomes if outcome.condition == name])
        },
    }


def approaches(seeds: Sequence[int]) -> list[Approach]:
    """Every condition at each dial, once a seed; the kinds of codes take turns."""
    return [
        Approach(condition, dial, seed, _content(seed, number, step))
        for seed in seeds
        for number, condition in enumerate(CONDITIONS)
        for step, dial in enumerate(DIALS)
    ]


def _content(seed: int, number: int, step: int) -> bytes:
    kind = CONTENTS[(seed + number + step) % len(CONTENTS)]
    return invent(kind, np.random.default_rng([seed, number, step])).content


def watched(approach: Approach, steps: tuple[float, ...] = STEPS) -> Outcome:
    """Frames are drawn once, and only as long as somebody has not read the code."""
    drawn = bring(approach.content, approach.condition, approach.dial, approach.seed, steps)
    scanner = CascadeScanner()
    kiosk, zxing = Watcher(partial(_live, scanner)), Watcher(by_zxing)
    seen: list[Grey] = []
    for grey in drawn:
        seen.append(grey)
        for watcher in (kiosk, zxing):
            watcher.see(grey, approach.content)
        if kiosk.first and zxing.first:
            break
    scanner.close()
    blind = zxing.first is None and not any(
        engine(grey) for name, engine in bare_engines().items() if name != "zxing" for grey in seen
    )
    return Outcome(approach.condition, kiosk.first, zxing.first, blind)


class Watcher:
    """One engine on a view that goes on at FPS, with the time that it takes to look."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._frames, self._free_ms = 0, 0.0
        self.first: First | None = None

    def see(self, grey: Grey, content: bytes) -> None:
        if self.first:
            return
        taken_ms = 1000 * self._frames / FPS
        self._frames += 1
        begun_s = time.process_time()
        contents = self._look(grey)
        self._free_ms = max(self._free_ms, taken_ms) + 1000 * (time.process_time() - begun_s)
        if content in contents:
            self.first = First(self._frames, self._free_ms)


def _live(scanner: CascadeScanner, grey: Grey) -> set[bytes]:
    return {code.data for code in scanner.scan(Frame(grey, taken_at=datetime.now(UTC)))}


def _row(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    both = [(one.kiosk, one.zxing) for one in outcomes if one.kiosk and one.zxing]
    hard = [outcome for outcome in outcomes if outcome.no_frame_read]
    return {
        "kiosk": _soon([kiosk for kiosk, _ in both], sum(1 for one in outcomes if one.kiosk)),
        "zxing": _soon([zxing for _, zxing in both], sum(1 for one in outcomes if one.zxing)),
        "no_frame_read": len(hard),
        "yet_read": sum(1 for outcome in hard if outcome.kiosk),
    }


def _soon(firsts: Sequence[First], read: int) -> dict[str, Any]:
    frames, ms = [first.frame for first in firsts], [first.ms for first in firsts]
    return {
        "read": read,
        "frames_median": _percentile(frames, 50),
        "frames_p95": _percentile(frames, 95),
        "ms_median": _percentile(ms, 50),
        "ms_p95": _percentile(ms, 95),
    }


def _percentile(values: Sequence[float], share: float) -> float | None:
    return round(float(np.percentile(values, share)), 1) if values else None
