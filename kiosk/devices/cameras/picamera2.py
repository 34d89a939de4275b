"""`picamera2:` – the camera module of a Raspberry Pi, through picamera2 and libcamera."""

import threading
from concurrent.futures import CancelledError
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Literal

from kiosk.devices.address import outside
from kiosk.errors import AddressError, CameraStalled, DeviceAbsent, DeviceError
from kiosk.ports import Frame

COLOUR = "XBGR8888"
"""Red, green, blue and one byte to spare, in this order in memory."""

BUFFERS = 4
CLOSE_WITHIN_S = 1.5
"""Closing may block for good when the camera does; it is not waited for any longer."""

RANGES = {
    "width": (320, 4608),
    "height": (240, 2592),
    "fps": (1, 120),
    "lens": (0, 32),
    "exposure_us": (0, 1_000_000),
    "gain": (0, 64),
}

Focus = Literal["continuous", "fixed", "auto"]


class Picamera2Camera:
    """One configuration for good: colours for the preview and luma for decoding, both `width` by `height`.

    `focus`: `continuous` follows, `auto` finds its distance once, at the start, `fixed` stays at `lens`
    dioptres (6: 17 cm). `exposure_us` and `gain` 0: automatic. What the camera has no control for is left
    out. Raises AddressError for an option out of its range, DeviceAbsent where picamera2 or a camera is
    missing, DeviceError when the camera cannot be started.
    """

    def __init__(
        self,
        *,
        width: int = 1280,
        height: int = 720,
        fps: float = 30.0,
        focus: Focus = "continuous",
        lens: float = 6.0,
        exposure_us: int = 0,
        gain: float = 0.0,
    ) -> None:
        self.check(width=width, height=height, fps=fps, lens=lens, exposure_us=exposure_us, gain=gain)
        self._device: Any = _open()
        try:
            known = self._device.camera_controls
            controls = _controls(fps, focus, lens, exposure_us, gain)
            configuration = self._device.create_video_configuration(
                main={"format": COLOUR, "size": (width, height)},
                lores={"format": "YUV420", "size": (width, height)},
                controls={name: value for name, value in controls.items() if name in known},
                buffer_count=BUFFERS,
                queue=False,
                display=None,
                encode=None,
            )
            self._device.configure(configuration)
            main, luma = (self._device.stream_configuration(name) for name in ("main", "lores"))
            self._width, self._height = luma["size"]
            self._coloured = (main["format"], main["size"]) == (COLOUR, luma["size"])
            self._device.start()
        except (RuntimeError, OSError) as error:
            self.close()
            raise DeviceError(
                f"The camera cannot be started ({error}); check its ribbon cable, or ask for another size."
            ) from error

    @staticmethod
    def check(**options: Any) -> None:
        """Raises AddressError for an option out of its range; opens nothing."""
        problems = outside(RANGES, options)
        problems += [f"{name}: must be even." for name in ("width", "height") if options.get(name, 0) % 2]
        if not problems and options.get("exposure_us", 0) > 1_000_000 / options.get("fps", 30):
            problems.append("exposure_us: longer than a picture lasts; lower fps or exposure_us.")
        if problems:
            raise AddressError("; ".join(problems))

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame; None after `close`. Raises CameraStalled if none came in time."""
        device = self._device
        if device is None:
            return None
        try:
            with device.captured_request(wait=max(timeout_s, 0.001)) as request:
                taken_at = datetime.now(UTC)
                luma = request.make_array("lores")
                colours = request.make_array("main") if self._coloured else None
        except CancelledError:
            return None
        except TimeoutError:
            device.cancel_all_and_flush()
            raise CameraStalled(
                "The camera gives no pictures; check its ribbon cable at both ends."
            ) from None
        except (RuntimeError, OSError) as error:
            raise DeviceError(f"The camera fails ({error}); check its ribbon cable at both ends.") from error
        return Frame(
            luma[: self._height, : self._width],  # rows are padded, and the colour difference lies below
            taken_at=taken_at,
            picture=None if colours is None else colours[:, :, :3],
        )

    def close(self) -> None:
        """Ends a wait of another thread, too. Raises DeviceError if the camera does not let go in time."""
        device, self._device = self._device, None
        if device is None:
            return
        device.cancel_all_and_flush()
        closing = threading.Thread(target=_close, args=[device], name="camera-close", daemon=True)
        closing.start()
        closing.join(CLOSE_WITHIN_S)
        if closing.is_alive():
            raise DeviceError("The camera does not let go; if this comes again, switch the machine off.")


def _open() -> Any:
    try:
        from picamera2 import Picamera2
    except ImportError as error:
        raise DeviceAbsent(
            f"'{error.name}' is not on this machine; on a Raspberry Pi install the package python3-picamera2,"
            " and let the kiosk's environment see the system's packages."
        ) from error
    # Asked first, for the constructor loses a file descriptor each time that it finds no camera.
    if not Picamera2.global_camera_info():
        raise DeviceAbsent(
            "No camera was found; switch the machine off, check the ribbon cable at both ends, start again."
        )
    try:
        return Picamera2()
    except (RuntimeError, OSError) as error:
        if _is_busy(error):
            raise DeviceError(
                "Another program has the camera; stop it ('sudo fuser /dev/media*' names it),"
                " such as rpicam-hello or a second kiosk."
            ) from error
        raise DeviceError(
            f"The camera cannot be opened ({_first(error)}); check its ribbon cable at both ends."
        ) from error


def _controls(fps: float, focus: Focus, lens: float, exposure_us: int, gain: float) -> dict[str, Any]:
    from libcamera import controls

    frame_us = round(1_000_000 / fps)
    wanted: dict[str, Any] = {"FrameDurationLimits": (frame_us, frame_us)}
    match focus:
        case "continuous":
            wanted["AfMode"] = controls.AfModeEnum.Continuous
        case "auto":
            wanted |= {"AfMode": controls.AfModeEnum.Auto, "AfTrigger": controls.AfTriggerEnum.Start}
        case "fixed":
            wanted |= {"AfMode": controls.AfModeEnum.Manual, "LensPosition": lens}
    if exposure_us:
        wanted["ExposureTime"] = exposure_us
    if gain:
        wanted["AnalogueGain"] = gain
    return wanted


def _close(device: Any) -> None:
    with suppress(RuntimeError, OSError):  # what is still held is found out when it is opened again
        device.close()


def _first(error: BaseException) -> BaseException:
    """picamera2 wraps libcamera's own words in general ones."""
    return _first(error.__cause__) if error.__cause__ else error


def _is_busy(error: BaseException) -> bool:
    return "busy" in str(_first(error)).lower()
