"""`kiosk bench idle`: what an empty entrance costs, beside pyzbar on each of the same frames."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.bench.engines import by_pyzbar
from kiosk.bench.screen import IDLE, SITE
from kiosk.devices.cameras.simulated import SimulatedCamera
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.devices.screen.drawing import Drawing
from kiosk.errors import DeviceError
from kiosk.ports import Frame, Grey

SECONDS, FPS = 20, 15
NOISE = 4.0
SIZE = (1024, 600)


def measure() -> dict[str, Any]:
    """CPU milliseconds a frame at 1280x720, over 20 s of an empty room at 15 frames a second.

    `scan`: the kiosk's scanner; `preview`: its screen, which shows each picture. `ratio`: what the scanner
    takes over what pyzbar takes; `whole_ratio`: scanner and screen over pyzbar.
    """
    frames = _empty_room()
    scanner = CascadeScanner()
    pygame.font.init()
    drawing = Drawing(SITE, pygame.Surface(SIZE))
    try:
        scan_ms = _cpu_ms(frames, scanner.scan)
        preview_ms = _cpu_ms(frames, lambda frame: drawing.draw(replace(IDLE, frame=frame)))
        pyzbar_ms = _cpu_ms(frames, lambda frame: by_pyzbar(frame.grey))
    finally:
        scanner.close()
    return {
        "frames": len(frames),
        "scan_ms": round(scan_ms, 3),
        "preview_ms": round(preview_ms, 3),
        "pyzbar_ms": round(pyzbar_ms, 3),
        "ratio": round(scan_ms / pyzbar_ms, 4),
        "whole_ratio": round((scan_ms + preview_ms) / pyzbar_ms, 4),
    }


def _cpu_ms(frames: list[Frame], work: Callable[[Frame], object]) -> float:
    """The mean over the frames."""
    work(frames[0])
    begun_s = time.process_time()
    for frame in frames:
        work(frame)
    return 1000 * (time.process_time() - begun_s) / len(frames)


def _empty_room() -> list[Frame]:
    """One picture of a room before anybody came, under the noise of a camera, anew in each frame."""
    first = SimulatedCamera(seed=1, speed=0).read(1)
    if first is None:
        raise DeviceError("The simulated camera gave no picture; report it.")
    noise = np.random.default_rng(1).normal(0, NOISE, first.grey.shape).astype(np.int16)
    return [
        Frame(_noisy(first.grey, np.roll(noise, 7919 * number)), taken_at=first.taken_at)
        for number in range(SECONDS * FPS)
    ]


def _noisy(grey: Grey, noise: NDArray[np.int16]) -> Grey:
    noisy: Grey = np.clip(grey + noise, 0, 255).astype(np.uint8)
    return noisy
