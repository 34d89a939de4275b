"""The system's clock, and what the kernel knows of it."""

import ctypes
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kiosk.domain.entry import ClockState
from kiosk.errors import DeviceAbsent

TIME_ERROR = 5
"""What adjtimex(2) answers for a clock that is not synchronized: STA_UNSYNC or STA_CLOCKERR is set."""

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def kernel_answer() -> Callable[[], int]:
    """A call of adjtimex(2) that only reads: the state of the clock, negative where the kernel gives none.

    Only the returned state is used, which sums up the status bits, so that the layout of `struct timex`
    (it differs between 32 and 64 bits and between C libraries) does not matter: all zeros means that
    nothing is to be set, and the buffer is larger than any of the layouts (208 bytes at most).
    """
    try:
        adjtimex = ctypes.CDLL(None).adjtimex
    except AttributeError:
        return lambda: -1
    timex = ctypes.create_string_buffer(512)

    def ask() -> int:
        ctypes.memset(timex, 0, len(timex))
        return int(adjtimex(timex))

    return ask


class SystemClock:
    """Time in UTC, and how far it can be trusted: as the kernel says, never by the year.

    `clock_state` asks the kernel as adjtimex(2) does. Raises DeviceAbsent where the kernel gives no boot id.
    """

    def __init__(self, clock_state: Callable[[], int] | None = None) -> None:
        self._clock_state = clock_state or kernel_answer()
        try:
            self._boot = BOOT_ID.read_text(encoding="ascii").strip()
        except OSError as error:
            raise DeviceAbsent(f"{BOOT_ID} cannot be read; run the kiosk on Linux, with /proc.") from error

    def now(self) -> datetime:
        return datetime.now(UTC)

    def state(self) -> ClockState:
        return ClockState(
            trusted=0 <= self._clock_state() < TIME_ERROR,
            boot=self._boot,
            uptime_ms=time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000,
        )
