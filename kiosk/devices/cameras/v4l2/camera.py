"""`v4l2:PATH` as a camera: its address, its pictures, and what is said when it fails."""

import errno
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from kiosk.devices.address import outside
from kiosk.devices.cameras.v4l2.kernel import Kernel
from kiosk.devices.cameras.v4l2.pixels import from_mjpeg, from_yuyv
from kiosk.errors import AddressError, CameraStalled, DeviceAbsent, DeviceError
from kiosk.ports import Frame

if TYPE_CHECKING:
    from kiosk.devices.cameras.v4l2.stream import Stream

RANGES = {"width": (160, 4096), "height": (120, 3072), "fps": (1, 240)}
Format = Literal["auto", "mjpeg", "yuyv"]
REAL = Kernel()


class V4l2Camera:
    """A webcam; `width`, `height` and `fps` are wishes, of which the camera takes what it has next to them.

    `format` auto: MJPEG, which fits through USB in any size, else YUYV. `kernel` stands for the machine.
    Raises AddressError for an option out of its range, DeviceAbsent where there is no such camera,
    DeviceError when it is in use or may not be read.
    """

    def __init__(
        self,
        path: str,
        kernel: Kernel = REAL,
        *,
        width: int = 1280,
        height: int = 720,
        fps: float = 30.0,
        format: Format = "auto",  # noqa: A002  # as in the address
    ) -> None:
        self.check(path, width=width, height=height, fps=fps)
        self._path = path
        self._stream: Stream | None = _open(path, (width, height), fps, format, kernel)

    @staticmethod
    def check(path: str, **options: Any) -> None:
        """Raises AddressError for an option out of its range; opens nothing."""
        if problems := outside(RANGES, options):
            raise AddressError("; ".join(problems))

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame; None after `close`.

        Raises CameraStalled if none came in time, DeviceAbsent when the camera was unplugged.
        """
        due_s = time.monotonic() + timeout_s
        while (stream := self._stream) is not None:
            try:
                picture = stream.newest(max(0.0, due_s - time.monotonic()))
            except OSError as error:
                raise _sentence(self._path, error) from error
            if picture is not None and (frame := _frame(picture, stream)):
                return frame
            if time.monotonic() >= due_s:
                raise CameraStalled("The camera gives no pictures; check its cable, or plug it in again.")
        return None

    def close(self) -> None:
        stream, self._stream = self._stream, None
        if stream:
            stream.close()


def _open(path: str, size: tuple[int, int], fps: float, format_: Format, kernel: Kernel) -> "Stream":
    try:
        from kiosk.devices.cameras.v4l2.stream import MJPEG, YUYV, Stream
    except ImportError as error:
        raise DeviceAbsent(
            f"'{error.name}' is not on this machine; pip install 'entrance-kiosk[video]'."
        ) from error
    formats = {"auto": [MJPEG, YUYV], "mjpeg": [MJPEG], "yuyv": [YUYV]}[format_]
    try:
        return Stream(path, size, fps, formats, kernel)
    except OSError as error:
        raise _sentence(path, error) from error


def _frame(picture: bytes, stream: "Stream") -> Frame | None:
    """None: it is damaged."""
    taken_at = datetime.now(UTC)
    pixels = from_mjpeg(picture) if stream.is_mjpeg else from_yuyv(picture, stream.layout)
    return Frame(pixels[0], taken_at, pixels[1]) if pixels else None


def _sentence(path: str, error: OSError) -> DeviceError:
    match error.errno:
        case errno.ENOENT:
            return DeviceAbsent(f"There is no camera at '{path}'; plug it in, or name the file that it has.")
        case errno.ENODEV | errno.ENXIO:
            return DeviceAbsent(f"The camera at '{path}' is gone; plug it in again.")
        case errno.EBUSY:
            return DeviceError(f"Another program has '{path}'; stop it ('fuser {path}' names it).")
        case errno.EACCES | errno.EPERM:
            return DeviceError(f"'{path}' may not be read; put the kiosk's user into the group video.")
    return DeviceError(f"The camera at '{path}' fails ({error.strerror}); plug it in again.")
