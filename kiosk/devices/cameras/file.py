"""`file:PATH` – a video, played like a camera, through PyAV."""

import threading
import time
from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from kiosk.errors import CameraStalled, DeviceAbsent, DeviceError
from kiosk.ports import Frame, Grey, Picture

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer

LUMA_FIRST = frozenset(
    ["yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12", "nv21", "gray"]
)
"""FFmpeg's names of the formats whose first plane is luma, a byte a pixel."""

USUAL_INTERVAL_S = 1 / 25
"""Between the last picture and the first one again, where the file does not tell its rate."""

Timed = tuple[float, "VideoFrame"]
"""A picture, and when it is shown, in seconds from the first one."""


class FileCamera:
    """Shows a video's pictures, turned upright, once or (`loop`) without end; none is left out.

    `pace`: `real` as it was taken, a slow machine longer; `fast` as fast as it goes, with pictures that
    carry the clip's own time: once through, it is over before now, so that nothing happens in the future.
    Raises DeviceAbsent where PyAV or the file is missing, DeviceError for a file that is no video.
    """

    def __init__(self, path: str, *, loop: bool = False, pace: Literal["real", "fast"] = "real") -> None:
        self._container = _open(path)
        self._coming = _turns(self._container, path) if loop else _once(self._container, path)
        self._next: Timed | None = None
        self._paced = pace == "real"
        self._began_at = datetime.now(UTC) - (timedelta() if loop else _length(self._container))
        self._began_s = time.monotonic()
        self._closed = threading.Event()
        self._in_use = threading.Lock()

    def read(self, timeout_s: float) -> Frame | None:
        """The next picture; None after the last one, and after `close`.

        Raises CameraStalled if it is not due within `timeout_s`, DeviceError if no picture can be read.
        """
        with self._in_use:
            if self._closed.is_set():
                return None
            self._next = self._next or next(self._coming, None)
            if self._next is None or (self._paced and not self._wait_for(self._next[0], timeout_s)):
                return None
            (at_s, picture), self._next = self._next, None
            taken_at = datetime.now(UTC) if self._paced else self._began_at + timedelta(seconds=at_s)
            return _frame(picture, taken_at)

    def close(self) -> None:
        """Ends a wait of another thread, too."""
        self._closed.set()
        with self._in_use:
            self._coming.close()
            self._container.close()

    def _wait_for(self, at_s: float, timeout_s: float) -> bool:
        """False as soon as it is closed. A picture that came late does not hurry the ones after it."""
        early_s = self._began_s + at_s - time.monotonic()
        if self._closed.wait(max(0.0, min(early_s, timeout_s))):
            return False
        if early_s > timeout_s:
            raise CameraStalled("The next picture is not due yet; wait longer for it.")
        self._began_s += max(0.0, -early_s)
        return True


def _open(path: str) -> "InputContainer":
    try:
        import av
    except ImportError as error:
        raise DeviceAbsent("PyAV is not on this machine; pip install 'entrance-kiosk[video]'.") from error
    if not Path(path).is_file():
        raise DeviceAbsent(f"There is no video '{path}'; check its name.")
    try:
        container = av.open(path)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise DeviceError(f"'{path}' cannot be read as a video; give another file.") from error
    if not container.streams.video:
        container.close()
        raise DeviceError(f"'{path}' has no picture in it; give a video.")
    return container


def _length(container: "InputContainer") -> timedelta:
    return timedelta(microseconds=container.duration or 0)


def _turns(container: "InputContainer", path: str) -> Generator[Timed]:
    """Again and again."""
    began_s = 0.0
    rate = container.streams.video[0].average_rate
    while True:
        shown_s = began_s
        for shown_s, picture in _once(container, path, began_s):
            yield shown_s, picture
        began_s = shown_s + (float(1 / rate) if rate else USUAL_INTERVAL_S)
        container.seek(0)


def _once(container: "InputContainer", path: str, began_s: float = 0.0) -> Generator[Timed]:
    first_s, shown_s = None, began_s
    for picture in _decoded(container):
        at_s = picture.time or 0.0
        first_s = at_s if first_s is None else first_s
        shown_s = max(shown_s, began_s + at_s - first_s)
        yield shown_s, picture
    if first_s is None:
        raise DeviceError(f"No picture of '{path}' can be read; give another video.")


def _decoded(container: "InputContainer") -> "Iterator[VideoFrame]":
    """What can be decoded of the first video in the file; damage in between is left out."""
    from av import FFmpegError

    try:
        for packet in container.demux(video=0):
            try:
                pictures = packet.decode()
            except FFmpegError:
                continue
            yield from pictures
    except FFmpegError:
        return


def _frame(picture: "VideoFrame", taken_at: datetime) -> Frame:
    quarters = round(picture.rotation / 90) % 4
    colours: Picture = picture.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
    return Frame(np.rot90(_luma(picture), quarters), taken_at, np.rot90(colours, quarters))


def _luma(picture: "VideoFrame") -> Grey:
    """Not copied where FFmpeg has it as a plane of its own."""
    if picture.format.name not in LUMA_FIRST:
        picture = picture.reformat(format="gray")
    plane = picture.planes[0]
    rows: Grey = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]
