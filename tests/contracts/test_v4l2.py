"""A camera of USB: its pictures in both formats, unplugged and back, and what is said when it fails."""

import errno
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from waiting import wait_until

from kiosk.devices.cameras.v4l2 import V4l2Camera
from kiosk.errors import CameraStalled, DeviceAbsent, DeviceError
from kiosk.loop import Eyes, Inbox

v4l2 = pytest.importorskip("videodev2", reason="videodev2 is not installed")
from webcam import Webcam, failure  # noqa: E402

RED, BLUE = (200, 30, 40), (20, 40, 210)
YUYV = v4l2.V4L2_PIX_FMT_YUYV
HUFFMAN_TABLES = b"\xff\xc4"


@pytest.fixture
def webcam() -> Webcam:
    return Webcam()


def opened(webcam: Webcam, width: int = 320, height: int = 240, **options: object) -> V4l2Camera:
    return V4l2Camera("/dev/video0", webcam, width=width, height=height, **options)  # type: ignore[arg-type]


def picture(colour: tuple[int, int, int], width: int = 320, height: int = 240) -> Image.Image:
    image = Image.new("RGB", (width, height), colour)
    image.paste((255, 255, 255), (0, 0, width // 2, height // 2))
    return image


def jpeg(colour: tuple[int, int, int], **size: int) -> bytes:
    file = BytesIO()
    picture(colour, **size).save(file, "JPEG", quality=95)
    return file.getvalue()


def yuyv(colour: tuple[int, int, int], padding: int = 0) -> bytes:
    planes = np.asarray(picture(colour).convert("YCbCr"))
    rows = np.zeros((240, 640 + padding), np.uint8)
    rows[:, :640:2], rows[:, 1:640:4], rows[:, 3:640:4] = planes[..., 0], planes[:, ::2, 1], planes[:, ::2, 2]
    return rows.tobytes()


def without_tables(data: bytes) -> bytes:
    """As many cameras send it, to save room."""
    while HUFFMAN_TABLES in data:
        at = data.index(HUFFMAN_TABLES)
        data = data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]
    return data


def test_the_kernel_s_calls_have_the_numbers_and_sizes_of_a_64_bit_linux() -> None:
    requests = [v4l2.VIDIOC_DQBUF, v4l2.VIDIOC_S_FMT, v4l2.VIDIOC_STREAMON]
    assert [number & 0xFFFFFFFF for number in requests] == [0xC0585611, 0xC0D05605, 0x40045612]


@pytest.mark.parametrize("tables", [True, False])
def test_mjpeg_is_shown_in_grey_and_colours(webcam: Webcam, tables: bool) -> None:
    webcam.coming.append(jpeg(RED) if tables else without_tables(jpeg(RED)))
    frame = opened(webcam).read(1)
    assert frame is not None
    assert frame.picture is not None
    assert (frame.grey.shape, frame.picture.shape, frame.scene) == ((240, 320), (240, 320, 3), None)
    assert np.abs(frame.picture[200, 300].astype(int) - RED).max() < 8
    assert (frame.grey[:110, :150] > 250).all()


@pytest.mark.parametrize("padding", [0, 64])
def test_yuyv_is_shown_in_grey_and_colours_without_the_padding_of_its_rows(
    webcam: Webcam, padding: int
) -> None:
    webcam.formats, webcam.padding = (YUYV,), padding
    webcam.coming.append(yuyv(BLUE, padding))
    frame = opened(webcam).read(1)
    assert frame is not None
    assert frame.picture is not None
    assert (frame.grey.shape, frame.picture.shape) == ((240, 320), (240, 320, 3))
    assert np.abs(frame.picture[200, 300].astype(int) - BLUE).max() < 8
    assert (frame.grey[:120, :160] > 250).all()


def test_the_size_that_the_camera_gives_is_taken(webcam: Webcam) -> None:
    webcam.formats, webcam.size = (YUYV,), (320, 240)
    webcam.coming.append(yuyv(RED))
    frame = opened(webcam, width=1280, height=720).read(1)
    assert frame is not None
    assert frame.grey.shape == (240, 320)


def test_the_rate_is_asked_for_and_a_camera_that_has_one_only_is_fine(webcam: Webcam) -> None:
    opened(webcam, fps=7.5).close()
    assert webcam.rate == (2, 15)
    opened(webcam, fps=30).close()
    assert webcam.rate == (2, 15)


def test_the_newest_picture_is_shown_and_every_buffer_goes_back(webcam: Webcam) -> None:
    camera = opened(webcam)
    for _ in range(20):
        webcam.coming.extend([jpeg(RED), jpeg(RED), jpeg(BLUE)])
        frame = camera.read(1)
        assert frame is not None
        assert frame.picture is not None
        assert frame.picture[200, 300, 2] > 150


def test_pictures_that_break_on_their_way_are_left_out(webcam: Webcam) -> None:
    camera = opened(webcam)
    webcam.coming.extend([jpeg(RED), None])
    assert camera.read(1) is not None
    webcam.coming.extend([jpeg(RED)[:300]])
    with pytest.raises(CameraStalled):
        camera.read(0)
    webcam.coming.extend([b"no picture at all", jpeg(RED)])
    assert camera.read(1) is not None


def test_no_picture_in_time_is_a_stall_and_the_camera_may_go_on(webcam: Webcam) -> None:
    camera = opened(webcam)
    with pytest.raises(CameraStalled, match="gives no pictures; check its cable"):
        camera.read(0)
    webcam.coming.append(jpeg(RED))
    assert camera.read(1) is not None


def test_an_unplugged_camera_is_a_fault_and_it_is_seen_again_when_it_is_back(webcam: Webcam) -> None:
    said: list[str] = []
    webcam.coming.append(jpeg(RED))
    eyes = Eyes(
        partial(opened, webcam), [], Inbox(timedelta(seconds=3)), say=said.append, fail=lambda defect: None
    )
    eyes.open()
    wait_until(lambda: eyes.sight.frame)
    webcam.plugged_in = False
    wait_until(lambda: eyes.sight.fault)
    assert said == ["The camera at '/dev/video0' is gone; plug it in again."]
    assert webcam.open_files == webcam.mapped == 0
    webcam.plugged_in = True
    webcam.coming.extend([jpeg(RED)] * 3)
    wait_until(lambda: eyes.sight.frame)
    eyes.close()
    assert (webcam.open_files, webcam.mapped, webcam.running) == (0, 0, False)


def test_closing_twice_is_fine_and_then_there_are_no_more_pictures(webcam: Webcam) -> None:
    camera = opened(webcam)
    camera.close()
    camera.close()
    assert camera.read(1) is None
    assert (webcam.open_files, webcam.mapped, webcam.running) == (0, 0, False)


@pytest.mark.parametrize(
    ("number", "kind", "sentence"),
    [
        (errno.ENOENT, DeviceAbsent, "There is no camera at '/dev/video0'; plug it in"),
        (
            errno.EACCES,
            DeviceError,
            "'/dev/video0' may not be read; put the kiosk's user into the group video.",
        ),
        (
            errno.EBUSY,
            DeviceError,
            "Another program has '/dev/video0'; stop it ('fuser /dev/video0' names it).",
        ),
        (errno.EIO, DeviceError, "The camera at '/dev/video0' fails (Input/output error); plug it in again."),
    ],
)
def test_a_camera_that_cannot_be_opened_says_why(
    webcam: Webcam, number: int, kind: type[DeviceError], sentence: str
) -> None:
    webcam.refuses = failure(number)
    with pytest.raises(kind) as refusal:
        opened(webcam)
    assert str(refusal.value).startswith(sentence)


def test_a_file_of_a_camera_that_gives_no_pictures_is_not_taken_for_one(webcam: Webcam) -> None:
    webcam.capabilities = v4l2.V4L2_CAP_META_CAPTURE
    with pytest.raises(DeviceAbsent, match="gives no pictures; a camera has several such files"):
        opened(webcam)
    assert webcam.open_files == 0


def test_pixels_that_the_camera_does_not_have_are_not_taken_for_others(webcam: Webcam) -> None:
    webcam.formats = (YUYV,)
    with pytest.raises(DeviceAbsent, match="gives no such pixels; set format=auto"):
        opened(webcam, format="mjpeg")
    assert webcam.open_files == 0


def test_what_is_no_camera_at_all_is_named() -> None:
    with pytest.raises(DeviceAbsent, match=f"'{os.devnull}' is no camera"):
        V4l2Camera(os.devnull)


def test_without_its_library_it_says_what_to_install(webcam: Webcam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "videodev2", None)
    monkeypatch.delitem(sys.modules, "kiosk.devices.cameras.v4l2.stream", raising=False)
    with pytest.raises(DeviceAbsent, match=r"pip install 'entrance-kiosk\[video\]'"):
        opened(webcam)


@pytest.fixture
def real_camera() -> Iterator[V4l2Camera]:
    found = sorted(Path("/dev/v4l/by-id").glob("usb-*-video-index0"))
    if not found:
        pytest.skip("no camera is plugged in (there is none in /dev/v4l/by-id)")
    camera = V4l2Camera(str(found[0]), width=640, height=480)
    yield camera
    camera.close()


def test_a_camera_that_is_plugged_in_gives_one_picture_after_the_other(real_camera: V4l2Camera) -> None:
    taken = [real_camera.read(5) for _ in range(10)]
    times = [frame.taken_at for frame in taken if frame]
    assert len(set(times)) == 10
