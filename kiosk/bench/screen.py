"""`kiosk bench screen`: CPU milliseconds a frame, drawing and presenting apart."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pygame

from kiosk.devices.cameras.simulated import SimulatedCamera
from kiosk.devices.screen.drawing import Drawing
from kiosk.devices.screen.site import Site
from kiosk.domain.occupancy import Counts, Occupancy
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.ports import Frame, Link, Told, View

SIZES = ((800, 480), (1280, 720))
FRAMES = 60
VERDICTS = 12
NOW = datetime(2026, 11, 23, 1, 15, 42, tzinfo=UTC)
SITE = Site("UBND phường Thuận Hóa", gate="Cổng chính", hotline="1900 1075", contact="baove@example.vn")
IDLE = View(NOW, Direction.IN, Occupancy(Counts(118, 76)), Link(connected=True, waiting=0))
ACCEPTED = Told(Verdict.ACCEPTED, Reason.OK, Direction.IN, NOW, display="N. V. Thử · nam · 1990")


def measure() -> dict[str, Any]:
    """`preview`: only the camera's picture changes; `still`: nothing does; `verdict`: one comes and goes.

    `present`: the surface is shown, whole, by SDL's driver of this machine (`driver`); without a display
    that is a dummy, which costs next to nothing.
    """
    frames = _frames()
    pygame.display.init()
    pygame.font.init()
    try:
        sizes = {f"{width}x{height}": _at(width, height, frames) for width, height in SIZES}
        return {"driver": pygame.display.get_driver(), "sizes": sizes}
    finally:
        pygame.display.quit()


def choose_driver() -> None:
    """Without a display SDL's dummy driver stands in for one."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("SDL_VIDEODRIVER", "dummy")


def _at(width: int, height: int, frames: list[Frame]) -> dict[str, Any]:
    surface = pygame.display.set_mode((width, height))
    drawing = Drawing(SITE, surface)
    previews = [replace(IDLE, frame=frame) for frame in frames]
    verdicts = [replace(view, told=ACCEPTED) if i % 2 else view for i, view in enumerate(previews[:VERDICTS])]
    seconds = [replace(IDLE, now=NOW + timedelta(milliseconds=i)) for i in range(FRAMES)]
    drawing.draw(previews[0])
    return {
        "draw_ms": {
            "preview": _median_ms(previews, drawing.draw),
            "still": _median_ms(seconds, drawing.draw),
            "verdict": _median_ms(verdicts, drawing.draw),
        },
        "present_ms": _median_ms(previews, lambda _view: pygame.display.flip()),
    }


def _median_ms(views: list[View], show: Callable[[View], object]) -> float:
    taken: list[float] = []
    for view in views:
        begun_s = time.process_time()
        show(view)
        taken.append(1000 * (time.process_time() - begun_s))
    return round(statistics.median(taken), 3)


def _frames() -> list[Frame]:
    camera = SimulatedCamera(seed=1, speed=0)
    return [frame for _ in range(FRAMES) if (frame := camera.read(5)) is not None]
