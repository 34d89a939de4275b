"""`simulated:`: invented visitors walk up to a camera that is drawn, frame by frame, for the real decoder."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Lock

import numpy as np
from PIL import Image, ImageChops

from kiosk.devices.cameras.pace import Pace
from kiosk.devices.cameras.simulated.day import AWAY_S, Gap, day
from kiosk.devices.cameras.simulated.looks import Look
from kiosk.devices.cameras.simulated.scenery import Backdrop
from kiosk.devices.cameras.simulated.stage import Stage
from kiosk.devices.cameras.simulated.visits import Visit, single_frame
from kiosk.errors import AddressError
from kiosk.ports import Frame, Grey

TRUTH_KEPT = 20_000
"""Contents that an endless day remembers."""


class SimulatedCamera:
    """A day of visitors, the same for the same options; time is counted in frames, so a slow machine has a
    longer day and misses nobody.

    `visitors` 0: without end; else `read` gives None after the last has gone and a second of empty scene.
    `ease` 1 is friendly to every reader, 0 hard on all. `pace` stretches how long a code is held.
    Raises AddressError for an option out of its range.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        visitors: int = 0,
        fps: float = 15.0,
        width: int = 1280,
        height: int = 720,
        ease: float = 0.6,
        pace: float = 1.0,
    ) -> None:
        _check("seed", seed, 0, 2**31 - 1)
        _check("visitors", visitors, 0, 1_000_000)
        _check("width", width, 320, 3840)
        _check("height", height, 240, 2160)
        _check("ease", ease, 0, 1)
        _check("pace", pace, 0.5, 20)
        self._pace = Pace(fps)
        self._stage = Stage(width, height, seed)
        self._seed = seed
        self._last_frames = round(fps) or 15
        self._truth: deque[bytes] = deque(maxlen=None if visitors else TRUTH_KEPT)
        self._lock = Lock()
        away_frames = int(AWAY_S * fps) + 1 if fps else 0
        self._shots = self._day(day(seed, visitors, away_frames, pace, ease))

    @property
    def truth(self) -> list[bytes]:
        """The contents presented so far, one for each code and presentation; from any thread."""
        with self._lock:
            return list(self._truth)

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame; None when the day is over, and after `close`.

        Raises CameraStalled if it is not due within `timeout_s`.
        """
        if not self._pace.wait(timeout_s):
            return None
        shot = next(self._shots, None)
        if shot is None:
            return None
        return Frame(np.asarray(shot.grey), taken_at=datetime.now(UTC), picture=_coloured(shot))

    def close(self) -> None:
        self._pace.stop()

    def _day(self, coming: Iterator[Gap | Visit]) -> Iterator[Backdrop]:
        number, room = 0, Look()
        for number, part in enumerate(coming, start=1):
            match part:
                case Gap():
                    room = part.room
                    yield from self._empty(part, number)
                case Visit():
                    with self._lock:
                        self._truth.extend(part.contents)
                    yield from part.frames(self._stage)
        yield from self._empty(Gap(self._last_frames, room), number + 1)

    def _empty(self, gap: Gap, number: int) -> Iterator[Backdrop]:
        for frame in range(gap.frames):
            yield self._stage.take((), (), gap.room, np.random.default_rng([self._seed, 2, number, frame]))


def render(
    content: bytes, condition: str, dial: float, seed: int, *, width: int = 1280, height: int = 720
) -> Grey:
    """One held code under one named condition (see conditions.CONDITIONS) at `dial` 0 to 1: a grey frame."""
    stage = Stage(width, height, seed)
    return np.asarray(single_frame(stage, content, condition, dial, np.random.default_rng([seed, 3])).grey)


def _coloured(shot: Backdrop) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    red = ImageChops.add(shot.grey, shot.red, 1, -128)
    blue = ImageChops.add(shot.grey, shot.blue, 1, -128)
    return np.asarray(Image.merge("RGB", (red, shot.grey, blue)))


def _check(option: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise AddressError(f"{option}={value:g}: must be from {least:g} to {most:g}.")
