"""Pictures of one video device in the kernel's own buffers, as linux/videodev2.h has it."""

from collections.abc import Sequence
from contextlib import suppress
from ctypes import c_int
from errno import EINVAL, ENOTTY
from fractions import Fraction
from typing import Any

import videodev2 as v4l2

from kiosk.devices.cameras.v4l2.kernel import Kernel, Mapped
from kiosk.devices.cameras.v4l2.pixels import Layout
from kiosk.errors import DeviceAbsent

MJPEG, YUYV = v4l2.V4L2_PIX_FMT_MJPEG, v4l2.V4L2_PIX_FMT_YUYV
CAPTURE, MMAP = int(v4l2.V4L2_BUF_TYPE_VIDEO_CAPTURE), int(v4l2.V4L2_MEMORY_MMAP)
NEEDED = v4l2.V4L2_CAP_VIDEO_CAPTURE | v4l2.V4L2_CAP_STREAMING
BUFFERS = 4


class Stream:
    """Runs from the moment it is made. The device may choose another size than the one that is asked for.

    OSError goes through as the kernel raises it; DeviceAbsent: it is no such camera, or gives no such pixels.
    """

    def __init__(
        self, path: str, size: tuple[int, int], fps: float, formats: Sequence[int], kernel: Kernel
    ) -> None:
        self._kernel = kernel
        self._file: int | None = kernel.open(path)
        self._buffers: list[Mapped] = []
        try:
            self._check(path)
            self.is_mjpeg, self.layout = self._choose(path, size, formats)
            self._set_rate(fps)
            self._reserve()
            self._ask(v4l2.VIDIOC_STREAMON, c_int(CAPTURE))
        except BaseException:
            self.close()
            raise

    def newest(self, timeout_s: float) -> bytes | None:
        """The last picture that is complete, older ones dropped; None: none came within the time."""
        if self._file is None or not self._kernel.wait(self._file, timeout_s):
            return None
        newest = None
        with suppress(BlockingIOError):
            while True:
                newest = self._take() or newest
        return newest

    def close(self) -> None:
        """Twice is fine, and so is a device that is gone."""
        file = self._file
        if file is None:
            return
        with suppress(OSError):
            self._ask(v4l2.VIDIOC_STREAMOFF, c_int(CAPTURE))
        for buffer in self._buffers:
            buffer.close()
        self._file, self._buffers = None, []
        self._kernel.close(file)

    def _ask(self, request: int, argument: Any) -> Any:
        self._kernel.ioctl(self._file or 0, request, argument)
        return argument

    def _check(self, path: str) -> None:
        try:
            said = self._ask(v4l2.VIDIOC_QUERYCAP, v4l2.v4l2_capability())
        except OSError as error:
            if error.errno not in (ENOTTY, EINVAL):
                raise
            raise DeviceAbsent(f"'{path}' is no camera; 'v4l2-ctl --list-devices' shows them.") from error
        of_driver = not said.capabilities & v4l2.V4L2_CAP_DEVICE_CAPS
        if (said.capabilities if of_driver else said.device_caps) & NEEDED != NEEDED:
            raise DeviceAbsent(
                f"'{path}' gives no pictures; a camera has several such files, so try the one before."
            )

    def _choose(self, path: str, size: tuple[int, int], formats: Sequence[int]) -> tuple[bool, Layout]:
        for pixels in formats:
            wanted = v4l2.v4l2_format(type=CAPTURE)
            wanted.fmt.pix.width, wanted.fmt.pix.height = size
            wanted.fmt.pix.pixelformat = pixels
            given = self._ask(v4l2.VIDIOC_S_FMT, wanted).fmt.pix
            if given.pixelformat == pixels:
                return pixels == MJPEG, Layout(given.width, given.height, given.bytesperline)
        raise DeviceAbsent(f"The camera '{path}' gives no such pixels; set format=auto, or take another.")

    def _set_rate(self, fps: float) -> None:
        """As near as the device can; some have one rate only and refuse to be asked."""
        wanted = v4l2.v4l2_streamparm(type=CAPTURE)
        interval = 1 / Fraction(fps).limit_denominator(1000)
        wanted.parm.capture.timeperframe.numerator = interval.numerator
        wanted.parm.capture.timeperframe.denominator = interval.denominator
        try:
            self._ask(v4l2.VIDIOC_S_PARM, wanted)
        except OSError as error:
            if error.errno not in (ENOTTY, EINVAL):
                raise

    def _reserve(self) -> None:
        wanted = v4l2.v4l2_requestbuffers(count=BUFFERS, type=CAPTURE, memory=MMAP)
        for index in range(self._ask(v4l2.VIDIOC_REQBUFS, wanted).count):
            buffer = self._ask(v4l2.VIDIOC_QUERYBUF, _buffer(index))
            self._buffers.append(self._kernel.map(self._file or 0, buffer.length, buffer.m.offset))
            self._ask(v4l2.VIDIOC_QBUF, _buffer(index))

    def _take(self) -> bytes | None:
        """None: it came incomplete. Raises BlockingIOError when there is no more."""
        buffer = self._ask(v4l2.VIDIOC_DQBUF, _buffer(0))
        broken = buffer.flags & v4l2.V4L2_BUF_FLAG_ERROR or not buffer.bytesused
        picture = None if broken else self._buffers[buffer.index][: buffer.bytesused]
        self._ask(v4l2.VIDIOC_QBUF, _buffer(buffer.index))
        return picture


def _buffer(index: int) -> Any:
    return v4l2.v4l2_buffer(index=index, type=CAPTURE, memory=MMAP)
