"""`kiosk bench latency`: from the frame to the light, beside what decoding and one fsync take alone."""

import os
import queue
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin
from PIL import Image

from kiosk.assembly import Kiosk, configured
from kiosk.bench.door import Door
from kiosk.devices.cameras.simulated import render
from kiosk.devices.cameras.simulated.people import invent
from kiosk.devices.pictures import read_grey
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.domain.code import Code
from kiosk.feed.topics import Place
from kiosk.loop import Stop
from kiosk.ports import Frame, Told

VISITORS, FPS = 60, 4
SEED = 1
GREEN, RED = 17, 27
LIGHTS = (f"GPIO{GREEN}", f"GPIO{RED}")
LIT_WITHIN_S = 5.0
PAGE = bytes(4096)
"""What a transaction of one entry adds to the journal at least."""

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")


class NotingPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """A pin without hardware; the instants at which either of the two lights went on are common to all."""

    lit: ClassVar[queue.SimpleQueue[datetime]] = queue.SimpleQueue()

    def _change_state(self, value: float) -> bool:
        if value and self.info.name in LIGHTS:
            self.lit.put(datetime.now(UTC))
        return bool(super()._change_state(value))


@dataclass(slots=True)
class Stopwatch:
    """Told of each verdict; when its light is lit, and while the loop has nothing to do, it takes the time
    of what cannot be avoided: to decode the same picture, and one write with fsync on the same disk.
    """

    folder: Path
    pictures: list[Path]
    stops: "queue.SimpleQueue[Stop]"
    latency_ms: list[float] = field(default_factory=list)
    decode_ms: list[float] = field(default_factory=list)
    fsync_ms: list[float] = field(default_factory=list)
    _scanner: CascadeScanner = field(default_factory=CascadeScanner)

    def told(self, code: Code, told: Told) -> None:
        if code.scene is not None:
            while (lit_at := NotingPin.lit.get(timeout=LIT_WITHIN_S)) < code.seen_at:
                """Of the light before, which was lit again."""
            self.latency_ms.append(1000 * (lit_at - code.seen_at).total_seconds())
            self.decode_ms.append(self._decode(self.pictures[code.scene]))
            self.fsync_ms.append(self._fsync())

    def says(self, sentence: str) -> None:
        """Nobody is there to be told."""

    def ended(self) -> None:
        self.stops.put(None)

    def _decode(self, picture: Path) -> float:
        frame = Frame(read_grey(picture), taken_at=datetime.now(UTC), scene=0)
        begun_s = time.perf_counter()
        self._scanner.scan(frame)
        return 1000 * (time.perf_counter() - begun_s)

    def _fsync(self) -> float:
        with (self.folder / "pages").open("ab", buffering=0) as pages:
            begun_s = time.perf_counter()
            pages.write(PAGE)
            os.fsync(pages.fileno())
            return 1000 * (time.perf_counter() - begun_s)


def measure(visitors: int = VISITORS, fps: float = FPS) -> dict[str, Any]:
    """Milliseconds, median and p95, over visitors of whom each second one is accepted and the others refused.

    `latency`: from the instant the picture was there to the instant a pin went on (gpiozero's mock pins), in
    a whole kiosk: hand-over, decoding, rules, journal, light. `decode` and `fsync`: the same picture and one
    page on the same disk, alone. `over_ms`: p95 of the first less p95 of the two others.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pictures = _drawn(folder / "visitors", visitors)
        camera = f"folder:{folder}/visitors?fps={fps:g}"
        door = Door(folder, PLACE, camera, "none:", signal=f"gpio:?green={GREEN}&red={RED}")
        stops: queue.SimpleQueue[Stop] = queue.SimpleQueue()
        watch = Stopwatch(folder, pictures, stops)
        before = Device.pin_factory
        Device.pin_factory = MockFactory(pin_class=NotingPin)
        try:
            with Kiosk(configured(door.write()), stops, watch) as kiosk:
                kiosk.run()
        finally:
            Device.pin_factory = before
    parts = {"latency": watch.latency_ms, "decode": watch.decode_ms, "fsync": watch.fsync_ms}
    p95 = {part: float(np.percentile(ms, 95)) for part, ms in parts.items()}
    return {
        "frames": len(watch.latency_ms),
        **{
            f"{part}_ms": {"median": round(float(np.median(ms)), 3), "p95": round(p95[part], 3)}
            for part, ms in parts.items()
        },
        "over_ms": round(p95["latency"] - p95["decode"] - p95["fsync"], 3),
    }


def _drawn(folder: Path, visitors: int) -> list[Path]:
    """Frames of 1280 x 720 in which somebody holds up a card, then something that is none, and so on."""
    folder.mkdir()
    paths = []
    for number in range(visitors):
        kind = ("cccd", "unknown")[number % 2]
        content = invent(kind, np.random.default_rng([SEED, number])).content
        paths.append(folder / f"{number:04d}.png")
        Image.fromarray(render(content, "perspective", 0.2, SEED + number)).save(paths[-1], compress_level=1)
    return paths
