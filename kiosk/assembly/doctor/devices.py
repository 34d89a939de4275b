"""Camera, scanner, signal and screen: each is opened, used once, and let go."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from tempfile import gettempdir
from typing import Any

import numpy as np
import segno

from kiosk.assembly.configured import site_of
from kiosk.devices.address import Address, load
from kiosk.devices.kinds import KINDS
from kiosk.domain.diagnosis import Finding, fault, ok, warning
from kiosk.ports import Frame, Reader
from kiosk.settings import Settings

FRAME_WITHIN_S = 4.0
DARK, FLAT = 12.0, 2.0
"""Of 255: the mean of a picture without light, and the deviation of one that shows nothing."""

TEST_CODE, MODULE, QUIET = "kiosk doctor", 6, 4

PRETENDING = "{kind}: is for trying, never for a door; name a real one."


def look_at_camera(address: str) -> Iterator[Finding]:
    kind = Address.parse(address).kind
    with closing(_device("camera", address)) as camera:
        frame: Frame | None = camera.read(FRAME_WITHIN_S)
    if frame is None:
        yield warning("camera", f"{kind}: has no more pictures; loop=yes shows them again.")
        return
    height, width = frame.grey.shape
    if kind in ("simulated", "file", "folder"):
        yield warning("camera", f"{width}x{height}. {PRETENDING.format(kind=kind)}")
    elif frame.grey.mean() < DARK:
        yield warning("camera", f"{width}x{height}, and dark: take its cap off, or switch on the light.")
    elif frame.grey.std() < FLAT:
        yield warning("camera", f"{width}x{height}, and the same all over: see what stands before it.")
    else:
        yield ok("camera", f"{kind}: gives pictures of {width}x{height}.")


def look_at_scanner(address: str) -> Iterator[Finding]:
    kind = Address.parse(address).kind
    with closing(_device("scanner", address)) as scanner:
        if isinstance(scanner, Reader):
            yield ok("reader", f"{kind}: is plugged in.")
            return
        read = scanner.scan(_frame_of_a_code())
    if [code.data for code in read] == [TEST_CODE.encode()]:
        yield ok("scanner", f"{kind}: reads a code.")
    else:
        yield fault("scanner", f"{kind}: does not read a plain code; install the kiosk's packages anew.")


def look_at_signal(address: str) -> Iterator[Finding]:
    os.environ.setdefault("LG_WD", gettempdir())  # else lgpio leaves a file where the doctor was called
    _device("signal", address).close()
    kind = Address.parse(address).kind
    lamps = "; whether each lamp lights, self_test=yes shows" if kind == "gpio" else ""
    yield ok("signal", f"{kind}: can be had{lamps}.")


def look_at_screen(settings: Settings) -> Iterator[Finding]:
    _device("screen", settings.devices.screen, site_of(settings)).close()
    yield ok("screen", f"{Address.parse(settings.devices.screen).kind}: can be had.")


def with_the_kiosk(part: str) -> Callable[[], Iterator[Finding]]:
    """Of a part that is in use by the kiosk that runs."""
    return lambda: iter([ok(part, "The kiosk that runs has it, and tells of its faults.")])


def _device(port: str, address: str, *given: Any) -> Any:
    device, arguments = load(address, KINDS[port])
    return device(*given, **arguments)


def _frame_of_a_code() -> Frame:
    modules = segno.make(TEST_CODE, micro=False).matrix
    light = np.pad(1 - np.array([list(row) for row in modules], np.uint8), QUIET, constant_values=1)
    grey = np.kron(255 * light, np.ones((MODULE, MODULE), np.uint8)).astype(np.uint8)
    return Frame(grey, taken_at=datetime.now(UTC))
