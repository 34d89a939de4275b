"""`keyboard:` as a reader: its address, its device, and what is said when that fails."""

import errno
import os
import select
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from glob import glob

from kiosk.devices.scanners.keyboard.events import open_events, read_events
from kiosk.devices.scanners.keyboard.present import keyboards
from kiosk.devices.scanners.keyboard.typing import Typing
from kiosk.domain.code import Code
from kiosk.errors import AddressError, DeviceAbsent, DeviceError

FASTEST_MS, SLOWEST_MS = 5, 200


class KeyboardReader:
    """A reader that is a keyboard to the machine, set to the layout English (US) and to end with Enter.

    `path` of its device, best below /dev/input/by-id; `*` stands for anything. Without one: the keyboard
    whose own name has `name` in it, else the only one there is. `gap_ms`: keys further apart are a person's.
    `opener` gives the file that events are read from. Raises AddressError for a gap that cannot be,
    DeviceAbsent where there is no such reader, DeviceError when it is in use or may not be read.
    """

    def __init__(
        self,
        path: str = "",
        opener: Callable[[str], int] = open_events,
        *,
        name: str = "",
        gap_ms: int = 50,
    ) -> None:
        self.check(path, name=name, gap_ms=gap_ms)
        self._path = _found(path) if path else _only(name)
        try:
            self._file: int | None = opener(self._path)
        except OSError as error:
            raise _sentence(self._path, error) from error
        self._typing = Typing(gap_ms / 1000)

    @staticmethod
    def check(path: str = "", *, name: str = "", gap_ms: int = 50) -> None:
        """Raises AddressError for what cannot be; opens nothing."""
        if not FASTEST_MS <= gap_ms <= SLOWEST_MS:
            raise AddressError(f"gap_ms={gap_ms}: must be from {FASTEST_MS} to {SLOWEST_MS}.")
        if path and name:
            raise AddressError("name: a path is given already; keep one of them.")

    def read(self, timeout_s: float) -> Sequence[Code]:
        """What was read within the time, mostly nothing. Raises DeviceAbsent when it was unplugged."""
        due_s = time.monotonic() + timeout_s
        codes: list[Code] = []
        while self._file is not None and not codes and _ready(self._file, due_s - time.monotonic()):
            try:
                events = list(read_events(self._file))
            except OSError as error:
                raise _sentence(self._path, error) from error
            for event in events:
                if data := self._typing.take(event):
                    codes.append(Code(data, seen_at=datetime.now(UTC)))
        return codes

    def close(self) -> None:
        """Others get its keys again; twice is fine."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def _ready(file: int, timeout_s: float) -> bool:
    poll = select.poll()
    poll.register(file, select.POLLIN)
    return bool(poll.poll(1000 * max(0.0, timeout_s)))


def _found(pattern: str) -> str:
    found = sorted(glob(pattern))
    if not found:
        raise DeviceAbsent(f"There is no reader at '{pattern}'; plug it in.")
    return found[0]


def _only(name: str) -> str:
    there = keyboards()
    wanted = [keyboard for keyboard in there if name.casefold() in keyboard.name.casefold()]
    if len(wanted) == 1:
        return wanted[0].path
    if not there:
        raise DeviceAbsent("There is no USB reader on this machine; plug it in.")
    names = ", ".join(f"'{keyboard.name}'" for keyboard in there)
    raise DeviceAbsent(
        f"Which of these keyboards is the reader: {names}? Write keyboard:?name= and its name."
    )


def _sentence(path: str, error: OSError) -> DeviceError:
    match error.errno:
        case errno.ENODEV | errno.ENOENT | errno.ENXIO:
            return DeviceAbsent("The USB reader is gone; plug it in again.")
        case errno.EBUSY:
            return DeviceError(f"Another program has the reader; stop it ('fuser {path}' names it).")
        case errno.EACCES | errno.EPERM:
            return DeviceError(f"'{path}' may not be read; put the kiosk's user into the group input.")
        case errno.ENOTTY | errno.EINVAL:
            return DeviceAbsent(f"'{path}' is no input device; name one below /dev/input/by-id.")
    return DeviceError(f"The USB reader fails ({error.strerror}); plug it in again.")
