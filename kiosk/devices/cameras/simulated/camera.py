"""`simulated:`: invented visitors walk up to a camera that is drawn, frame by frame, for the real decoder."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Lock

import numpy as np
from PIL import Image, ImageChops

from kiosk.devices.cameras.pace import Pace
from kiosk.devices.cameras.simulated.day import AWAY_S, Gap, day, longest_frames
from kiosk.devices.cameras.simulated.scene.looks import Look
from kiosk.devices.cameras.simulated.scene.scenery import Backdrop
from kiosk.devices.cameras.simulated.scene.stage import Stage
from kiosk.devices.cameras.simulated.visits import HELD, Visit, alone
from kiosk.errors import AddressError
from kiosk.ports import Frame, Grey

TRUTH_KEPT = 20_000
"""Contents that an endless day remembers."""

RANGES = {
    "seed": (0, 2**31 - 1),
    "visitors": (0, 1_000_000),
    "fps": (1, 60),
    "speed": (1, 4),
    "width": (320, 3840),
    "height": (240, 2160),
    "ease": (0, 1),
    "pace": (0.5, 20),
}
"""Least and most of each option; a speed of 0 is allowed too."""


class SimulatedCamera:
    """A day of visitors, the same for the same options; time is counted in frames, so a slow machine has a
    longer day and misses nobody.

    `visitors` 0: without end; else `read` gives None after the last has gone and a second of empty scene.
    `ease` 1 is friendly to every reader, 0 hard on all. `pace` stretches how long a code is held.
    `speed` is how fast the day passes, 0: as fast as it is drawn. At any speed but 1 the pictures carry the
    day's own time, `fps` pictures a second; such a day of so many visitors is over before now, so that
    nothing happens in the future.
    Raises AddressError for an option out of its range.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        visitors: int = 0,
        fps: float = 15.0,
        speed: float = 1.0,
        width: int = 1280,
        height: int = 720,
        ease: float = 0.6,
        pace: float = 1.0,
    ) -> None:
        self.check(
            seed=seed,
            visitors=visitors,
            fps=fps,
            speed=speed,
            width=width,
            height=height,
            ease=ease,
            pace=pace,
        )
        self._pace = Pace(fps * speed)
        self._interval = timedelta(seconds=1 / fps)
        day_long = self._interval * longest_frames(visitors, pace) + timedelta(seconds=1)
        self._next_at = None if speed == 1 else datetime.now(UTC) - day_long
        self._stage = Stage(width, height, seed)
        self._seed = seed
        self._last_frames = round(fps)
        self._truth: deque[bytes] = deque(maxlen=None if visitors else TRUTH_KEPT)
        self._lock = Lock()
        self._shots = self._day(day(seed, visitors, int(AWAY_S * fps) + 1, pace, ease))

    @staticmethod
    def check(**options: float) -> None:
        """Raises AddressError for options out of their range; draws nothing."""
        problems = []
        for name, value in options.items():
            least, most = RANGES[name]
            if not least <= value <= most and (name, value) != ("speed", 0):
                problems.append(f"{name}={value:g}: must be from {least:g} to {most:g}.")
        if problems:
            raise AddressError("; ".join(problems))

    @property
    def truth(self) -> list[bytes]:
        """The contents presented so far, in order, once for each time they were held up; from any thread.

        Who comes back does so after AWAY_S, so it is another presentation for any shorter cooldown.
        """
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
        return Frame(np.asarray(shot.grey), taken_at=self._now(), picture=_coloured(shot))

    def close(self) -> None:
        self._pace.stop()

    def _now(self) -> datetime:
        if self._next_at is None:
            return datetime.now(UTC)
        now, self._next_at = self._next_at, self._next_at + self._interval
        return now

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
    return next(bring(content, condition, dial, seed, (HELD,), width=width, height=height))


def bring(
    content: bytes,
    condition: str,
    dial: float,
    seed: int,
    steps: tuple[float, ...],
    *,
    width: int = 1280,
    height: int = 720,
) -> Iterator[Grey]:
    """The same code brought to the camera: a grey frame for each step, 0 at the door, 1 held, 2 gone."""
    stage = Stage(width, height, seed)
    for shot in alone(stage, content, condition, dial, steps, np.random.default_rng([seed, 3])):
        yield np.asarray(shot.grey)


def _coloured(shot: Backdrop) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    red = ImageChops.add(shot.grey, shot.red, 1, -128)
    blue = ImageChops.add(shot.grey, shot.blue, 1, -128)
    return np.asarray(Image.merge("RGB", (red, shot.grey, blue)))
