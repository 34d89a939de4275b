"""What every camera promises, whatever is behind it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from films import film
from PIL import Image

from kiosk.devices.address import load
from kiosk.devices.kinds import KINDS, check_address
from kiosk.errors import AddressError, CameraStalled, DeviceAbsent
from kiosk.ports import Camera, Frame

PATIENCE_S = 30.0


@dataclass(frozen=True)
class Kind:
    """How a kind of camera is opened: one that ends soon, and one of a picture a second that never does.

    A camera that is plugged in does neither: it goes on and on, and has no `slow`.
    """

    short: str
    slow: str = ""
    scenes: bool = False
    mistake: str = "fsp=1"
    meant: str = "fps"

    @property
    def bare(self) -> str:
        return self.short.partition("?")[0]


KINDS_OF_CAMERA = {
    "folder": Kind("folder:{pictures}?fps=240", "folder:{pictures}?fps=1&loop=yes", scenes=True),
    "simulated": Kind(
        "simulated:?visitors=1&speed=0&width=320&height=240",
        "simulated:?fps=1&width=320&height=240",
    ),
    "file": Kind(
        "file:{pictures}/short.mp4?pace=fast",
        "file:{pictures}/slow.mp4?loop=yes",
        mistake="lop=yes",
        meant="loop",
    ),
    "picamera2": Kind("picamera2:?width=640&height=480"),
    "v4l2": Kind("v4l2:/dev/video0?width=640&height=480"),
}
MADE = [name for name, kind in KINDS_OF_CAMERA.items() if kind.slow]
PLUGGED_IN = [pytest.param(name, marks=pytest.mark.hardware) for name in KINDS_OF_CAMERA if name not in MADE]


@pytest.fixture(params=[*MADE, *PLUGGED_IN])
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS_OF_CAMERA[request.param]


@pytest.fixture(params=MADE)
def made(request: pytest.FixtureRequest) -> Kind:
    """One that the test can end, or hold back."""
    return KINDS_OF_CAMERA[request.param]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[str], Camera]]:
    """Opens an address as the assembly does, and closes what it opened."""
    for number, mode in enumerate(("L", "RGB", "RGBA")):
        Image.new(mode, (64, 48), number).save(tmp_path / f"{number}.png")
    stills = [np.full((48, 64, 3), 20 * number, np.uint8) for number in range(5)]
    film(tmp_path / "short.mp4", stills)
    film(tmp_path / "slow.mp4", stills, fps=1)
    cameras: list[Camera] = []

    def open_camera(address: str) -> Camera:
        device, arguments = load(address.format(pictures=tmp_path), KINDS["camera"])
        try:
            cameras.append(device(**arguments))
        except DeviceAbsent as absent:
            if any(address.startswith(name) for name in MADE):
                raise
            pytest.skip(str(absent))
        return cameras[-1]

    yield open_camera
    for camera in cameras:
        camera.close()


def frames(camera: Camera) -> list[Frame]:
    return list(islice(iter(lambda: camera.read(PATIENCE_S), None), 200))


def test_every_kind_of_camera_is_held_to_this() -> None:
    assert KINDS_OF_CAMERA.keys() == KINDS["camera"].keys()


def test_every_frame_has_a_grey_picture_and_a_coloured_one_of_its_size(
    kind: Kind, opened: Callable[[str], Camera]
) -> None:
    taken = frames(opened(kind.short))
    assert taken
    for frame in taken:
        assert (frame.grey.ndim, frame.grey.dtype) == (2, np.uint8)
        assert frame.picture is None or frame.picture.shape == (*frame.grey.shape, 3)
        assert frame.picture is None or frame.picture.dtype == np.uint8


def test_every_frame_says_when_it_was_taken_later_ones_later(
    kind: Kind, opened: Callable[[str], Camera]
) -> None:
    times = [frame.taken_at for frame in frames(opened(kind.short))]
    assert all(time.tzinfo is UTC for time in times)
    assert times == sorted(times)


def test_pictures_that_are_presentations_of_their_own_are_numbered_a_view_that_goes_on_is_not(
    kind: Kind, opened: Callable[[str], Camera]
) -> None:
    scenes = [frame.scene for frame in frames(opened(kind.short))]
    assert scenes == (list(range(len(scenes))) if kind.scenes else [None] * len(scenes))


def test_after_the_last_picture_there_are_no_more(made: Kind, opened: Callable[[str], Camera]) -> None:
    camera = opened(made.short)
    frames(camera)
    assert camera.read(PATIENCE_S) is None


def test_a_picture_that_is_not_there_in_time_is_a_stall_and_comes_later(
    made: Kind, opened: Callable[[str], Camera]
) -> None:
    camera = opened(made.slow)
    assert camera.read(PATIENCE_S) is not None
    with pytest.raises(CameraStalled, match="not due yet"):
        camera.read(timeout_s=0.001)
    assert camera.read(PATIENCE_S) is not None


def test_closing_ends_the_wait_of_another_thread(made: Kind, opened: Callable[[str], Camera]) -> None:
    camera = opened(made.slow)
    assert camera.read(PATIENCE_S) is not None
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(camera.read, PATIENCE_S)
        camera.close()
        assert waiting.result(PATIENCE_S) is None


def test_closing_twice_is_fine_and_then_there_are_no_more_pictures(
    made: Kind, opened: Callable[[str], Camera]
) -> None:
    camera = opened(made.slow)
    camera.close()
    camera.close()
    assert camera.read(PATIENCE_S) is None


@pytest.mark.parametrize("name", KINDS_OF_CAMERA)
def test_an_option_that_a_camera_does_not_have_is_named_before_it_is_opened(name: str) -> None:
    kind = KINDS_OF_CAMERA[name]
    with pytest.raises(AddressError, match=rf"unknown option. Did you mean '{kind.meant}'\?"):
        check_address("camera", f"{kind.bare}?{kind.mistake}")


@pytest.mark.parametrize("name", [name for name, kind in KINDS_OF_CAMERA.items() if kind.meant == "fps"])
def test_a_pace_that_cannot_be_is_named_before_it_is_opened(name: str) -> None:
    with pytest.raises(AddressError, match=r"fps=0\.5: must be .*from 1 to \d+\."):
        check_address("camera", f"{KINDS_OF_CAMERA[name].bare}?fps=0.5")


def test_a_frame_shows_nothing_of_its_picture_when_it_is_printed(
    kind: Kind, opened: Callable[[str], Camera]
) -> None:
    frame = opened(kind.short).read(PATIENCE_S)
    assert frame is not None
    assert "array" not in repr(frame)
    assert frame.taken_at.utcoffset() == timedelta(0)
