"""A day at the entrance: who comes, in which order, and who comes back."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.random import Generator

from kiosk.devices.cameras.simulated.people import Invented, invent
from kiosk.devices.cameras.simulated.scene.conditions import room_light
from kiosk.devices.cameras.simulated.scene.looks import Look
from kiosk.devices.cameras.simulated.visits import GOING, LONGEST_COMING, LONGEST_HOLD, Visit, visit

KINDS = ("cccd",) * 7 + ("can_cuoc",) * 4 + ("national_qr",) * 4 + ("bhyt",) * 3 + ("unknown",) * 2
"""As often as an office in Vietnam would meet them."""

RETURNS = 0.12
"""Share of visits by somebody who was here a little earlier."""

PAIRS = 0.08
"""Share of visits by two people side by side."""

AWAY_S = 4.0
"""Nobody comes back sooner: a code that is seen again within the cooldown is still the same presentation."""

REMEMBERED = 1000
"""Contents that are not given to somebody else again."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty scene, for so many frames, in the light of the moment."""

    frames: int
    room: Look


LONGEST_GAP = 2.4
"""Frames at pace 1."""


def longest_frames(visitors: int, pace: float) -> int:
    """No day of so many visitors has more frames."""
    return visitors * (round((LONGEST_GAP + LONGEST_COMING + LONGEST_HOLD + GOING) * pace) + 4)


def day(seed: int, visitors: int, away_frames: int, pace: float, ease: float) -> Iterator[Gap | Visit]:
    """Visits and the gaps between them, without end if `visitors` is 0.

    `away_frames`: frames that somebody must have been gone before they come back.
    """
    rng = np.random.default_rng([seed, 1])
    recent: deque[bytes] = deque(maxlen=REMEMBERED)
    gone: deque[tuple[int, Invented]] = deque(maxlen=40)
    number = frame = 0
    start = float(rng.uniform(0, 2 * pi))
    while not visitors or number < visitors:
        room = room_light(start + 0.15 * number, ease)
        gap = Gap(max(1, round(float(rng.uniform(0.6, LONGEST_GAP)) * pace)), room)
        yield gap
        frame += gap.frames
        back = [code for left, code in gone if frame - left >= away_frames]
        pair = rng.random() < PAIRS and (not visitors or visitors - number >= 2)
        if back and rng.random() < RETURNS:
            codes: tuple[Invented, ...] = (back[int(rng.integers(len(back)))],)
        else:
            codes = tuple(_somebody_new(recent, rng) for _ in range(2 if pair else 1))
        coming = visit(codes, room, ease, pace, rng)
        yield coming
        number += len(codes)
        frame += len(coming.steps)
        gone = deque(((left, code) for left, code in gone if code not in codes), maxlen=gone.maxlen)
        gone.extend((frame, code) for code in codes)


def _somebody_new(recent: deque[bytes], rng: Generator) -> Invented:
    while True:
        code = invent(str(rng.choice(KINDS)), rng)
        if code.content not in recent:
            recent.append(code.content)
            return code
