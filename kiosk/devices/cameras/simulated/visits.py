"""How visitors come, hold their codes to the camera, and go: frame by frame."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.random import Generator

from kiosk.devices.cameras.simulated.people import Invented
from kiosk.devices.cameras.simulated.scene.carriers import Carrier, carry
from kiosk.devices.cameras.simulated.scene.conditions import CARD, CONDITIONS, PAPER, PHONE, everyday
from kiosk.devices.cameras.simulated.scene.looks import Look
from kiosk.devices.cameras.simulated.scene.pose import FOCAL_OF_WIDTH, Pose
from kiosk.devices.cameras.simulated.scene.scenery import Backdrop, Bystander
from kiosk.devices.cameras.simulated.scene.stage import Held, Stage

CARRIERS = {
    "cccd": (CARD, CARD, PHONE),
    "can_cuoc": (CARD, CARD, PHONE),
    "national_qr": (PHONE, PHONE, PAPER),
    "bhyt": (PHONE, PAPER),
    "unknown": (PHONE, PAPER),
}
"""What each kind is shown on, the usual more often."""

PX_PER_MODULE = {CARD: (3.0, 4.2), PAPER: (3.6, 5.5), PHONE: (3.6, 5.5)}
"""How large a module is in the picture while the code is held."""


@dataclass(frozen=True, slots=True)
class Showing:
    """One code that is about to be held up, and how."""

    carrier: Carrier
    look: Look
    px_per_module: float
    aside: float  # of the frame's width, from its middle


@dataclass(frozen=True, slots=True)
class Visit:
    """One or two people with their codes. A visit lasts `len(steps)` frames."""

    contents: tuple[bytes, ...] = field(repr=False)
    showings: tuple[Showing, ...]
    people: tuple[Bystander, ...]
    steps: tuple[float, ...]  # 0 at the door, 1 while held, 2 gone
    seed: int

    def frames(self, stage: Stage) -> Iterator[Backdrop]:
        for number, step in enumerate(self.steps):
            yield _shot(stage, self, step, np.random.default_rng([self.seed, number]))


HELD = 1.0
"""The step in which a code is held still."""

LONGEST_COMING, LONGEST_HOLD, GOING = 4.0, 6.4, 2.0
"""Frames at pace 1."""


def approach(pace: float, rng: Generator) -> tuple[float, ...]:
    """Walks up, holds, and leaves; at least 3, 3 and 2 frames."""
    coming = max(3, round(float(rng.uniform(3, LONGEST_COMING)) * pace))
    held = max(3, round(float(rng.uniform(4.6, LONGEST_HOLD)) * pace))
    going = max(2, round(GOING * pace))
    return (*np.linspace(0.3, 0.9, coming).tolist(), *[HELD] * held, *np.linspace(1.35, 1.7, going).tolist())


def visit(codes: tuple[Invented, ...], room: Look, ease: float, pace: float, rng: Generator) -> Visit:
    """An ordinary visit: everyday looks on the usual carriers."""
    asides = (float(rng.normal(0, 0.02)),) if len(codes) == 1 else (-0.24, 0.24)
    showings = []
    for code, aside in zip(codes, asides, strict=True):
        kinds = CARRIERS[code.kind] if len(codes) == 1 else (PHONE,)
        kind = str(rng.choice(kinds))
        look = everyday(kind, room, ease, rng)
        showings.append(show(code.content, kind, look, aside, rng))
    people = tuple(
        replace(Bystander.drawn(rng), across=0.5 + aside) if len(codes) > 1 else Bystander.drawn(rng)
        for aside in asides
    )
    contents = tuple(code.content for code in codes)
    return Visit(contents, tuple(showings), people, approach(pace, rng), int(rng.integers(2**31)))


def show(content: bytes, kind: str, look: Look, aside: float, rng: Generator) -> Showing:
    return Showing(carry(content, kind, look, rng), look, float(rng.uniform(*PX_PER_MODULE[kind])), aside)


def alone(
    stage: Stage, content: bytes, condition: str, dial: float, steps: tuple[float, ...], rng: Generator
) -> Iterator[Backdrop]:
    """A visitor with one code under one condition, on a carrier on which that happens: a frame a step."""
    wanted = CONDITIONS[condition]
    kind = str(rng.choice(wanted.carriers))
    look = wanted.change(Look(), dial, rng)
    showing = show(content, kind, look, float(rng.normal(0, 0.02)), rng)
    who = (Bystander.drawn(rng),)
    return Visit((content,), (showing,), who, steps, int(rng.integers(2**31))).frames(stage)


def _shot(stage: Stage, visit: Visit, step: float, rng: Generator) -> Backdrop:
    near = min(step, 2 - step)
    held = [
        Held(showing.carrier, _moving(showing.look, step), _pose(stage, showing, step, rng), person.skin)
        for showing, person in zip(visit.showings, visit.people, strict=True)
    ]
    people = tuple((person, near) for person in visit.people)
    return stage.take(held, people, visit.showings[0].look, rng)


def _moving(look: Look, step: float) -> Look:
    """While it comes and goes a code is out of focus and shaken."""
    off = abs(1 - step)
    return replace(look, defocus_px=look.defocus_px + 2.5 * off, motion_px=look.motion_px + 12 * off)


def _pose(stage: Stage, showing: Showing, step: float, rng: Generator) -> Pose:
    """Where the hand is: nearer with each step, then lowered; a hand trembles by a millimetre or two."""
    look, off = showing.look, abs(1 - step)
    reading = look.away_mm or stage.away_for(showing.carrier, showing.px_per_module)
    away = reading * (1 + look.farther) * (1 + 2.2 * off)
    away *= 1 + float(rng.normal(0, 0.012))
    mm_per_px = away / (FOCAL_OF_WIDTH * stage.width)
    right = showing.aside * stage.width * mm_per_px + float(rng.normal(0, 1.2))
    down = (0.02 + (0.55 if step > 1 else 0.25) * off) * stage.height * mm_per_px + float(rng.normal(0, 1.2))
    tilt = look.tilt + float(rng.normal(0, 0.015))
    return Pose(
        right,
        down,
        away,
        pitch=tilt * float(np.sin(look.tilt_towards)),
        yaw=tilt * float(np.cos(look.tilt_towards)),
        roll=look.turn + float(rng.normal(0, 0.012)) + 0.25 * off,
    )
