"""`folder:` beyond what every camera promises."""

from pathlib import Path

import pytest
from PIL import Image

from kiosk.devices.cameras.folder import FolderCamera
from kiosk.errors import CameraStalled, DeviceAbsent

PATIENCE_S = 30.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def put(folder: Path, name: str, shade: int) -> None:
    Image.new("L", (40, 30), shade).save(folder / name)


def shades(camera: FolderCamera, count: int = 1000) -> list[int]:
    """One picture after the other: the grey of its first pixel."""
    seen = []
    while len(seen) < count and (frame := camera.read(PATIENCE_S)) is not None:
        seen.append(int(frame.grey[0, 0]))
    return seen


def test_pictures_come_once_each_in_the_order_of_their_names(folder: Path) -> None:
    for name, shade in (("b.png", 2), ("a.JPG", 1), ("c.webp", 3)):
        put(folder, name, shade)
    (folder / "notes.txt").write_text("not a picture, and not counted")
    (folder / "more.png").mkdir()
    camera = FolderCamera(str(folder), fps=0)
    assert shades(camera) == [1, 2, 3]
    assert (camera.shown, camera.unreadable) == (3, [])


def test_a_picture_that_cannot_be_read_is_counted_and_named_and_the_rest_go_on(folder: Path) -> None:
    put(folder, "a.png", 1)
    (folder / "b.png").write_bytes(b"no picture at all")
    put(folder, "c.png", 3)
    (folder / "d.jpg").write_bytes((folder / "a.png").read_bytes()[:30])
    camera = FolderCamera(str(folder), fps=0)
    assert shades(camera) == [1, 3]
    assert (camera.shown, camera.unreadable) == (4, ["b.png", "d.jpg"])


def test_the_number_of_a_scene_counts_pictures_that_could_not_be_read_too(folder: Path) -> None:
    (folder / "a.png").write_bytes(b"no picture at all")
    put(folder, "b.png", 2)
    frame = FolderCamera(str(folder), fps=0).read(PATIENCE_S)
    assert frame is not None
    assert frame.scene == 1


def test_a_loop_begins_again_with_new_scenes_and_names_an_unreadable_picture_once(folder: Path) -> None:
    put(folder, "a.png", 1)
    (folder / "b.png").write_bytes(b"no picture at all")
    camera = FolderCamera(str(folder), fps=0, loop=True)
    taken = [camera.read(PATIENCE_S) for _ in range(3)]
    assert [frame.scene for frame in taken if frame] == [0, 2, 4]
    assert camera.unreadable == ["b.png"]


def test_a_loop_of_nothing_but_unreadable_pictures_is_a_stall(folder: Path) -> None:
    (folder / "a.png").write_bytes(b"no picture at all")
    camera = FolderCamera(str(folder), fps=0, loop=True)
    with pytest.raises(CameraStalled, match=r"No picture in .* can be read; put readable ones there"):
        camera.read(PATIENCE_S)


def test_a_folder_that_is_not_there_is_a_file_or_holds_no_picture_is_said(folder: Path) -> None:
    (folder / "notes.txt").write_text("not a picture")
    with pytest.raises(DeviceAbsent, match=r"absent' cannot be opened \(No such file or directory\); check"):
        FolderCamera(str(folder / "absent"))
    with pytest.raises(DeviceAbsent, match=r"notes\.txt' is not a folder; give the folder"):
        FolderCamera(str(folder / "notes.txt"))
    with pytest.raises(DeviceAbsent, match="holds no pictures; put PNG or JPEG files there"):
        FolderCamera(str(folder))
