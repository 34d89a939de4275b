"""The kernel's own input events, as linux/input.h has them: 24 bytes each, 16 on a 32-bit machine."""

import errno
import fcntl
import os
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

LAYOUT = struct.Struct("@LLHHi")
"""Seconds and microseconds, type, code, value."""

AT_ONCE = 64
SYN, KEY = 0, 1
DROPPED = 3
"""The code of a SYN event: the kernel's buffer ran over, and some events are missing."""

UP, DOWN = 0, 1
GRAB = 0x40044590
"""EVIOCGRAB: nobody else gets the events, so that no code is typed into a console."""

SET_CLOCK = 0x400445A0
"""EVIOCSCLOCKID."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `at_s` is on the clock that is never set."""

    at_s: float
    type: int
    code: int = field(repr=False)
    value: int


def open_events(path: str) -> int:
    """The file of an input device, for this process alone. Raises OSError as the kernel answers."""
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.ioctl(file, SET_CLOCK, struct.pack("i", time.CLOCK_MONOTONIC))
        fcntl.ioctl(file, GRAB, 1)
    except OSError:
        os.close(file)
        raise
    return file


def read_events(file: int) -> Iterator[Event]:
    """What there is now. Raises OSError when the device is gone."""
    data = os.read(file, AT_ONCE * LAYOUT.size)
    if not data:
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
    for seconds, micros, kind, code, value in LAYOUT.iter_unpack(data):
        yield Event(seconds + micros / 1_000_000, kind, code, value)
