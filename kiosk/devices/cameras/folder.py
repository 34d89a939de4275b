"""`folder:PATH`: the pictures of a folder, each shown once, as if a visitor held it to the camera."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kiosk.devices.cameras.pace import Pace
from kiosk.devices.pictures import read_picture
from kiosk.errors import CameraStalled, DeviceAbsent, UsageError
from kiosk.ports import Frame

SUFFIXES = frozenset(
    [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".pbm", ".pgm", ".ppm"]
)
"""What counts as a picture, in lower case; anything else in the folder is left alone."""


class FolderCamera:
    """Shows the pictures of a folder in the order of their names; each is a scene of its own.

    `shown` counts the pictures so far, those that could not be read included; `unreadable` names these,
    each once. Raises DeviceAbsent where there is no folder, or no picture in it.
    """

    def __init__(self, path: str, *, fps: float = 10.0, loop: bool = False) -> None:
        self._pace = Pace(fps)
        self._folder = Path(path)
        self._pictures = _pictures_in(self._folder)
        self._coming: Iterator[Path] = itertools.cycle(self._pictures) if loop else iter(self._pictures)
        self.shown = 0
        self.unreadable: list[str] = []

    @staticmethod
    def check(path: str, *, fps: float = 10.0, loop: bool = False) -> None:
        """Raises AddressError for a pace that cannot be; looks into no folder."""
        Pace(fps)

    def read(self, timeout_s: float) -> Frame | None:
        """The next picture that can be read; None after the last one, and after `close`.

        Raises CameraStalled if the next is not due within `timeout_s`, or if a looping folder holds no
        picture that can be read.
        """
        if not self._pace.wait(timeout_s):
            return None
        for path in itertools.islice(self._coming, len(self._pictures)):
            self.shown += 1
            try:
                grey, picture = read_picture(path)
            except UsageError:
                if path.name not in self.unreadable:
                    self.unreadable.append(path.name)
                continue
            return Frame(grey, taken_at=datetime.now(UTC), picture=picture, scene=self.shown - 1)
        if next(self._coming, None) is None:
            return None
        raise CameraStalled(f"No picture in '{self._folder}' can be read; put readable ones there.")

    def close(self) -> None:
        self._pace.stop()


def _pictures_in(folder: Path) -> list[Path]:
    try:
        found = sorted(
            path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file()
        )
    except NotADirectoryError:
        raise DeviceAbsent(f"'{folder}' is not a folder; give the folder that holds the pictures.") from None
    except OSError as error:
        raise DeviceAbsent(
            f"The folder '{folder}' cannot be opened ({error.strerror}); check its name and its rights."
        ) from error
    if not found:
        raise DeviceAbsent(f"The folder '{folder}' holds no pictures; put PNG or JPEG files there.")
    return found
