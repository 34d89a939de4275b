"""A webcam as the kernel shows it: the calls of Video4Linux, answered as a UVC camera's driver does."""

import errno
import os
from collections import deque
from collections.abc import Callable
from typing import Any

import videodev2 as v4l2

from kiosk.devices.cameras.v4l2.kernel import Kernel

CAPTURE = v4l2.V4L2_CAP_VIDEO_CAPTURE | v4l2.V4L2_CAP_STREAMING
BUFFER_BYTES = 1 << 20


class Webcam(Kernel):
    """Gives the pictures in `coming`; an exception among them is raised, None is a picture that broke."""

    def __init__(self, formats: tuple[int, ...] = (v4l2.V4L2_PIX_FMT_MJPEG, v4l2.V4L2_PIX_FMT_YUYV)) -> None:
        self.formats, self.size, self.padding = formats, (0, 0), 0
        self.capabilities = CAPTURE
        self.coming: deque[bytes | OSError | None] = deque()
        self.open_files, self.mapped, self.running = 0, 0, False
        self.plugged_in = True
        self.refuses: OSError | None = None
        self.rate: tuple[int, int] | None = None
        self._memory: list[bytearray] = []
        self._queued: deque[int] = deque()
        self._answers: dict[int, Callable[[Any], None]] = {
            v4l2.VIDIOC_QUERYCAP: self._query,
            v4l2.VIDIOC_S_FMT: self._set_format,
            v4l2.VIDIOC_S_PARM: self._set_rate,
            v4l2.VIDIOC_REQBUFS: self._request,
            v4l2.VIDIOC_QUERYBUF: self._query_buffer,
            v4l2.VIDIOC_QBUF: lambda buffer: self._queued.append(buffer.index),
            v4l2.VIDIOC_DQBUF: self._dequeue,
            v4l2.VIDIOC_STREAMON: lambda _: self._run(True),
            v4l2.VIDIOC_STREAMOFF: lambda _: self._run(False),
        }

    def open(self, path: str) -> int:
        if self.refuses:
            raise self.refuses
        if not self.plugged_in:
            raise failure(errno.ENOENT)
        self.open_files += 1
        return 1000

    def ioctl(self, file: int, request: int, argument: Any) -> None:
        if not self.plugged_in:
            raise failure(errno.ENODEV)
        self._answers[request](argument)

    def map(self, file: int, length: int, offset: int) -> Any:
        self.mapped += 1
        return Seen(self, self._memory[offset // BUFFER_BYTES])

    def wait(self, file: int, timeout_s: float) -> bool:
        """Nobody waits here: there is a picture, or the time is over."""
        return bool(self.coming) or not self.plugged_in

    def close(self, file: int) -> None:
        self.open_files -= 1

    def _query(self, said: Any) -> None:
        said.capabilities = v4l2.V4L2_CAP_DEVICE_CAPS | CAPTURE
        said.device_caps = self.capabilities

    def _set_format(self, wanted: Any) -> None:
        pix = wanted.fmt.pix
        if pix.pixelformat not in self.formats:
            pix.pixelformat = self.formats[0]
        if self.size != (0, 0):
            pix.width, pix.height = self.size
        pix.bytesperline = 2 * pix.width + self.padding

    def _set_rate(self, wanted: Any) -> None:
        interval = wanted.parm.capture.timeperframe
        if self.rate is None:
            self.rate = (interval.numerator, interval.denominator)
        else:
            raise failure(errno.EINVAL)

    def _request(self, wanted: Any) -> None:
        wanted.count = min(wanted.count, 3)
        self._memory = [bytearray(BUFFER_BYTES) for _ in range(wanted.count)]

    def _query_buffer(self, buffer: Any) -> None:
        buffer.length, buffer.m.offset = BUFFER_BYTES, BUFFER_BYTES * buffer.index

    def _run(self, running: bool) -> None:
        self.running = running

    def _dequeue(self, buffer: Any) -> None:
        if not self.coming or not self._queued:
            raise failure(errno.EAGAIN)
        picture = self.coming.popleft()
        if isinstance(picture, OSError):
            raise picture
        buffer.index = self._queued.popleft()
        buffer.flags = v4l2.V4L2_BUF_FLAG_ERROR if picture is None else 0
        data = picture or b"half a picture"
        self._memory[buffer.index][: len(data)] = data
        buffer.bytesused = len(data)


class Seen:
    def __init__(self, webcam: Webcam, memory: bytearray) -> None:
        self._webcam, self._memory = webcam, memory

    def __getitem__(self, part: slice) -> bytes:
        return bytes(self._memory[part])

    def close(self) -> None:
        self._webcam.mapped -= 1


def failure(number: int) -> OSError:
    """As Python raises it: EAGAIN is a BlockingIOError, and so on."""
    return OSError(number, os.strerror(number))
