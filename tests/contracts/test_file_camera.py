"""A video is played like a camera: every picture, upright, in its own time."""

import struct
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from films import film

from kiosk.devices.address import load
from kiosk.devices.cameras.file import FileCamera
from kiosk.devices.cameras.simulated import SimulatedCamera
from kiosk.devices.kinds import KINDS
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.errors import DeviceAbsent, DeviceError
from kiosk.ports import Frame, Picture

PATIENCE_S = 30.0
FPS = 25


def stairs(count: int = 10) -> list[Picture]:
    """Each lighter than the one before, with a bright mark at the top left."""
    pictures = [np.full((48, 80, 3), 20 * number, np.uint8) for number in range(count)]
    for picture in pictures:
        picture[:16, :16] = (255, 60, 60)
    return pictures


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return film(tmp_path / "clip.mp4", stairs())


def camera_of(address: str) -> Any:
    device, arguments = load(address, KINDS["camera"])
    return device(**arguments)


def frames(camera: Any, most: int = 1000) -> Iterator[Frame]:
    yield from islice(iter(lambda: camera.read(PATIENCE_S), None), most)
    camera.close()


def levels(taken: Iterator[Frame]) -> list[int]:
    """How light each picture is."""
    pictures = [frame.picture for frame in taken if frame.picture is not None]
    return [round(float(picture[24:, 24:].mean()) / 20) for picture in pictures]


def test_every_code_that_is_held_up_in_a_video_is_found(tmp_path: Path) -> None:
    visitors = SimulatedCamera(seed=3, visitors=3, speed=0, fps=15, ease=1, width=960, height=540)
    shots = list(iter(lambda: visitors.read(PATIENCE_S), None))
    path = film(tmp_path / "walk-up.mp4", [shot.picture for shot in shots if shot.picture is not None])
    scanner = CascadeScanner()
    found = {
        code.data for frame in frames(camera_of(f"file:{path}?pace=fast")) for code in scanner.scan(frame)
    }
    scanner.close()
    assert len(visitors.truth) >= 3
    assert found == set(visitors.truth)


def test_every_picture_is_shown_once_and_none_is_a_scene_of_its_own(clip: Path) -> None:
    taken = list(frames(camera_of(f"file:{clip}?pace=fast")))
    assert levels(iter(taken)) == list(range(10))
    assert {frame.scene for frame in taken} == {None}


def test_at_its_own_pace_a_clip_lasts_as_long_as_it_was(clip: Path) -> None:
    taken = [frame.taken_at for frame in frames(camera_of(f"file:{clip}"))]
    assert taken[-1] - taken[0] >= timedelta(seconds=9 / FPS) - timedelta(milliseconds=5)
    assert datetime.now(UTC) - taken[-1] < timedelta(seconds=PATIENCE_S)


def test_played_fast_its_pictures_carry_the_clip_s_own_time_and_it_is_over_by_now(clip: Path) -> None:
    opened = datetime.now(UTC)
    taken = [frame.taken_at for frame in frames(camera_of(f"file:{clip}?pace=fast"))]
    assert {after - before for before, after in pairwise(taken)} == {timedelta(seconds=1 / FPS)}
    assert taken[-1] <= opened + timedelta(seconds=1)


def test_in_a_loop_it_begins_again_and_time_goes_on(clip: Path) -> None:
    taken = list(frames(camera_of(f"file:{clip}?loop=yes&pace=fast"), most=25))
    assert levels(iter(taken)) == [*range(10), *range(10), *range(5)]
    assert {b.taken_at - a.taken_at for a, b in pairwise(taken)} == {timedelta(seconds=1 / FPS)}


@pytest.mark.parametrize(
    ("codec", "pixels", "suffix"),
    [
        ("mpeg4", "yuv420p", "mp4"),
        ("mjpeg", "yuvj422p", "avi"),
        ("ffv1", "gray", "mkv"),
        ("png", "rgb24", "mov"),
    ],
)
def test_grey_and_colours_have_one_size_whatever_the_format(
    tmp_path: Path, codec: str, pixels: str, suffix: str
) -> None:
    path = film(tmp_path / f"clip.{suffix}", stairs(), codec=codec, pixels=pixels)
    for number, frame in enumerate(frames(camera_of(f"file:{path}?pace=fast"))):
        assert frame.picture is not None
        assert (frame.grey.shape, frame.picture.shape) == ((48, 80), (48, 80, 3))
        assert abs(int(frame.picture[40, 60].mean()) - 20 * number) < 12


def test_luma_is_not_copied_where_the_video_has_it(clip: Path) -> None:
    frame = camera_of(f"file:{clip}?pace=fast").read(PATIENCE_S)
    assert not frame.grey.flags.owndata
    assert not frame.grey.flags.writeable or frame.grey.base is not None


@pytest.mark.parametrize(
    ("matrix", "shape", "mark"),
    [
        ((0, 1, -1, 0), (80, 48), (8, 40)),
        ((-1, 0, 0, -1), (48, 80), (40, 72)),
        ((0, -1, 1, 0), (80, 48), (72, 8)),
    ],
    ids=["90", "180", "270"],
)
def test_a_video_that_was_taken_with_a_turned_phone_is_shown_upright(
    clip: Path, matrix: tuple[int, int, int, int], shape: tuple[int, int], mark: tuple[int, int]
) -> None:
    """The turn stands in the track's header (tkhd, ISO 14496-12), 48 bytes after its name's four."""
    data = bytearray(clip.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    a, b, c, d = (65536 * part for part in matrix)
    data[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    clip.write_bytes(data)
    frame = camera_of(f"file:{clip}?pace=fast").read(PATIENCE_S)
    assert frame.grey.shape == shape
    assert frame.picture[mark][0] > 150


def test_what_is_no_video_is_named_with_the_way_out(tmp_path: Path, clip: Path) -> None:
    (tmp_path / "notes.mp4").write_text("no video")
    (tmp_path / "cut.mp4").write_bytes(clip.read_bytes()[:200])
    with pytest.raises(DeviceAbsent, match=r"There is no video '.*none.mp4'; check its name"):
        FileCamera(str(tmp_path / "none.mp4"))
    with pytest.raises(DeviceAbsent, match="There is no video"):
        FileCamera(str(tmp_path))
    for name in ("notes.mp4", "cut.mp4"):
        with pytest.raises(DeviceError, match=f"{name}' cannot be read as a video; give another file"):
            FileCamera(str(tmp_path / name))


def test_a_file_with_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), format="s16", layout="mono")
        sound.sample_rate = 8000
        container.mux(stream.encode(sound))
    with pytest.raises(DeviceError, match="has no picture in it"):
        FileCamera(str(path))


def test_damage_in_the_middle_costs_some_pictures_and_no_more(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.avi", stairs(), codec="mjpeg", pixels="yuvj420p")
    data = bytearray(path.read_bytes())
    starts = [at for at in range(len(data)) if data[at : at + 3] == b"\xff\xd8\xff"]
    data[starts[4] : starts[4] + 40] = bytes(40)
    path.write_bytes(data)
    shown = levels(frames(camera_of(f"file:{path}?pace=fast")))
    assert shown[0] == 0
    assert shown[-1] == 9
    assert len(shown) >= 8


def test_a_video_of_which_no_picture_can_be_read_is_a_fault_also_in_a_loop(tmp_path: Path) -> None:
    path = film(tmp_path / "clip.avi", stairs(), codec="png", pixels="rgb24")
    path.write_bytes(path.read_bytes().replace(b"\x89PNG", b"\0\0\0\0"))
    for address in (f"file:{path}?pace=fast", f"file:{path}?loop=yes"):
        camera = camera_of(address)
        with pytest.raises(DeviceError, match=r"No picture of .* can be read; give another video"):
            camera.read(PATIENCE_S)
        camera.close()


def test_without_pyav_it_says_what_to_install(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(DeviceAbsent, match=r"pip install 'entrance-kiosk\[video\]'"):
        FileCamera(str(clip))
