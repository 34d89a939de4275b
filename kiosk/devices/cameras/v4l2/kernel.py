"""The few calls of the kernel that a stream of pictures needs."""

import fcntl
import mmap
import os
import select
from typing import Any, Protocol


class Mapped(Protocol):
    """A buffer of the kernel's, seen from here."""

    def __getitem__(self, part: slice) -> bytes: ...

    def close(self) -> None: ...


class Kernel:
    """Each raises OSError as the kernel answers."""

    def open(self, path: str) -> int:
        return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def ioctl(self, file: int, request: int, argument: Any) -> None:
        """`argument` is a ctypes structure that the kernel reads and fills."""
        fcntl.ioctl(file, request, argument)

    def map(self, file: int, length: int, offset: int) -> Mapped:
        return mmap.mmap(file, length, mmap.MAP_SHARED, mmap.PROT_READ, offset=offset)

    def wait(self, file: int, timeout_s: float) -> bool:
        """Whether there is a picture, or a failure, within the time."""
        poll = select.poll()
        poll.register(file, select.POLLIN)
        return bool(poll.poll(1000 * timeout_s))

    def close(self, file: int) -> None:
        os.close(file)
