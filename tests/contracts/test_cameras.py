"""What every camera promises, whatever is behind it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk.devices.address import load
from kiosk.devices.kinds import KINDS, check_address
from kiosk.errors import AddressError, CameraStalled
from kiosk.ports import Camera, Frame

PATIENCE_S = 30.0


@dataclass(frozen=True)
class Kind:
    """How a kind of camera is opened: one that ends soon, and one of a picture a second that never does."""

    short: str
    slow: str
    scenes: bool


KINDS_OF_CAMERA = {
    "folder": Kind("folder:{pictures}?fps=240", "folder:{pictures}?fps=1&loop=yes", scenes=True),
    "simulated": Kind(
        "simulated:?visitors=1&speed=0&width=320&height=240",
        "simulated:?fps=1&width=320&height=240",
        scenes=False,
    ),
}


@pytest.fixture(params=KINDS_OF_CAMERA)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS_OF_CAMERA[request.param]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[str], Camera]]:
    """Opens an address as the assembly does, and closes what it opened."""
    for number, mode in enumerate(("L", "RGB", "RGBA")):
        Image.new(mode, (64, 48), number).save(tmp_path / f"{number}.png")
    cameras: list[Camera] = []

    def open_camera(address: str) -> Camera:
        device, arguments = load(address.format(pictures=tmp_path), KINDS["camera"])
        cameras.append(device(**arguments))
        return cameras[-1]

    yield open_camera
    for camera in cameras:
        camera.close()


def frames(camera: Camera) -> list[Frame]:
    return list(iter(lambda: camera.read(PATIENCE_S), None))


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


def test_after_the_last_picture_there_are_no_more(kind: Kind, opened: Callable[[str], Camera]) -> None:
    camera = opened(kind.short)
    frames(camera)
    assert camera.read(PATIENCE_S) is None


def test_a_picture_that_is_not_there_in_time_is_a_stall_and_comes_later(
    kind: Kind, opened: Callable[[str], Camera]
) -> None:
    camera = opened(kind.slow)
    assert camera.read(PATIENCE_S) is not None
    with pytest.raises(CameraStalled, match="not due yet; raise fps"):
        camera.read(timeout_s=0.001)
    assert camera.read(PATIENCE_S) is not None


def test_closing_ends_the_wait_of_another_thread(kind: Kind, opened: Callable[[str], Camera]) -> None:
    camera = opened(kind.slow)
    assert camera.read(PATIENCE_S) is not None
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(camera.read, PATIENCE_S)
        camera.close()
        assert waiting.result(PATIENCE_S) is None


def test_closing_twice_is_fine_and_then_there_are_no_more_pictures(
    kind: Kind, opened: Callable[[str], Camera]
) -> None:
    camera = opened(kind.slow)
    camera.close()
    camera.close()
    assert camera.read(PATIENCE_S) is None


def test_an_option_that_a_camera_does_not_have_is_named_before_it_is_opened(
    kind: Kind, tmp_path: Path
) -> None:
    with pytest.raises(AddressError, match=r"fsp: unknown option. Did you mean 'fps'\?"):
        check_address("camera", kind.slow.format(pictures=tmp_path).replace("fps=", "fsp="))


def test_a_pace_that_cannot_be_is_named_before_it_is_opened(kind: Kind, tmp_path: Path) -> None:
    with pytest.raises(AddressError, match=r"fps=0\.5: must be .*from 1 to \d+\."):
        check_address("camera", kind.slow.format(pictures=tmp_path).replace("fps=1", "fps=0.5"))


def test_a_frame_shows_nothing_of_its_picture_when_it_is_printed(
    kind: Kind, opened: Callable[[str], Camera]
) -> None:
    frame = opened(kind.short).read(PATIENCE_S)
    assert frame is not None
    assert "array" not in repr(frame)
    assert frame.taken_at.utcoffset() == timedelta(0)
