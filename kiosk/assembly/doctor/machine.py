"""The machine: its clock, heat, power and room, the packages that the kiosk needs, and what is plugged in."""

import ctypes.util
import os
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from kiosk.devices.clock import SystemClock
from kiosk.devices.scanners.keyboard.present import keyboards
from kiosk.devices.vitals import read_vitals
from kiosk.domain.diagnosis import Facts, Finding, fault, of_clock, of_machine, ok, warning

NEEDED = {
    "cascade": ("zxingcpp", "libzbar"),
    "zxing": ("zxingcpp",),
    "zbar": ("libzbar",),
    "picamera2": ("picamera2", "libcamera"),
    "v4l2": ("av", "videodev2"),
    "file": ("av",),
    "gpio": ("lgpio",),
    "pygame": ("pygame",),
    "web": ("pygame",),
}
"""What each kind of device is made of: modules of Python, and one library."""

FROM = {
    "zxingcpp": "pip install zxing-cpp",
    "libzbar": "apt-get install libzbar0",
    "picamera2": "apt-get install python3-picamera2",
    "libcamera": "apt-get install python3-libcamera",
    "av": "pip install 'entrance-kiosk[video]'",
    "videodev2": "pip install 'entrance-kiosk[video]'",
    "lgpio": "apt-get install python3-lgpio",
    "pygame": "pip install pygame-ce",
}


def look_at_clock() -> Iterator[Finding]:
    yield of_clock(Facts(clock_trusted=SystemClock().state().trusted))


def look_at_vitals(folder: Path) -> Iterator[Finding]:
    """The disk is the one that holds `folder`, or will."""
    place = next(place for place in (folder.resolve(), *folder.resolve().parents) if place.exists())
    vitals = read_vitals(place)
    yield from of_machine(
        Facts(
            disk_free_mb=vitals.disk_free_mb,
            memory_free_mb=vitals.memory_free_mb,
            temperature_c=vitals.temperature_c,
            throttled=int(vitals.throttled, 16) if vitals.throttled else None,
        )
    )


def look_at_packages(kinds: Iterable[str]) -> Iterator[Finding]:
    """Those that the devices of these kinds need."""
    needed = list(dict.fromkeys(name for kind in kinds for name in NEEDED.get(kind, ())))
    absent = [name for name in needed if not _is_there(name)]
    for name in absent:
        yield fault("packages", f"{name} is not here; {FROM[name]}.")
    if not absent:
        yield ok("packages", f"All are here: {', '.join(needed)}." if needed else "None is needed.")


def look_at_what_is_there() -> Iterator[Finding]:
    """Of a machine that nobody has configured yet: what could be named in its `kiosk.toml`."""
    cameras = [str(path) for path in sorted(Path("/dev").glob("video[0-9]*"))]
    yield _there("camera", cameras, "plug one in, or try with 'simulated:'")
    typing = [keyboard.path for keyboard in keyboards()]
    yield _there("reader", typing, "the camera alone serves, too")
    pins = [str(path) for path in sorted(Path("/dev").glob("gpiochip*"))]
    yield _there("signal", pins, "without pins try with 'simulated:'")
    displays = [os.environ[name] for name in ("WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)]
    cards = [str(path) for path in sorted(Path("/dev/dri").glob("card*"))]
    yield _there("screen", displays or cards, "without a display try with 'web:'")
    absent = [name for name in FROM if not _is_there(name)]
    ways = "; ".join(f"{name}: {FROM[name]}" for name in absent)
    yield warning("packages", f"Not here, and perhaps needed: {ways}.") if absent else ok("packages", "All.")


def _there(part: str, found: list[str], otherwise: str) -> Finding:
    return (
        ok(part, f"There is {', '.join(found)}.") if found else warning(part, f"There is none; {otherwise}.")
    )


def _is_there(name: str) -> bool:
    if name == "libzbar":
        return ctypes.util.find_library("zbar") is not None
    return find_spec(name) is not None
