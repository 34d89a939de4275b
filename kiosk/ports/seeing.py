"""What sees: a source of frames, what finds codes in them, and what reads codes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from kiosk.domain.code import Code

Grey = NDArray[np.uint8]  # (height, width); may be strided
Picture = NDArray[np.uint8]  # (height, width, 3), R G B


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture: `grey` for decoding, `picture` for the preview (None: the grey one serves).

    `scene` numbers the pictures of a source in which each picture is shown once and is a presentation
    of its own; None: a frame of a continuous view, of which the next is on its way.
    """

    grey: Grey = field(repr=False)
    taken_at: datetime  # aware, UTC
    picture: Picture | None = field(default=None, repr=False)
    scene: int | None = None


class Camera(Protocol):
    """A source of frames, used from one thread."""

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame, newest first; None when there will be no more (the last picture was shown).

        Raises CameraStalled if none came in time.
        """

    def close(self) -> None:
        """Lets the device go; twice is fine."""


class Scanner(Protocol):
    """Finds codes in a frame, used from one thread."""

    def scan(self, frame: Frame) -> Sequence[Code]:
        """Every code read in this frame; an empty sequence is no fault."""

    def close(self) -> None: ...


@runtime_checkable
class Reader(Protocol):
    """Reads codes by itself, without a camera; used from one thread."""

    def read(self, timeout_s: float) -> Sequence[Code]:
        """What was read within the time; an empty sequence is no fault.

        Raises DeviceError when the reader is gone, or fails.
        """

    def close(self) -> None:
        """Lets the device go; twice is fine."""
