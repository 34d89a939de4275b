"""Picture files as people have them: turned, see-through, deep, broken, or not pictures at all."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk.devices.pictures import read_grey, read_picture
from kiosk.errors import UsageError

ORIENTATION = 0x0112


def test_a_picture_is_grey_for_decoding_and_coloured_for_the_screen(tmp_path: Path) -> None:
    Image.new("RGB", (30, 20), (255, 0, 0)).save(tmp_path / "red.png")
    grey, picture = read_picture(tmp_path / "red.png")
    assert (grey.shape, grey.dtype, int(grey[0, 0])) == ((20, 30), np.uint8, 76)
    assert picture.shape == (20, 30, 3)
    assert picture[0, 0].tolist() == [255, 0, 0]


def test_a_picture_is_turned_as_its_camera_noted(tmp_path: Path) -> None:
    image = Image.new("L", (30, 20))
    image.putpixel((0, 0), 255)
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # its top is on the right
    image.save(tmp_path / "turned.png", exif=exif)
    grey = read_grey(tmp_path / "turned.png")
    assert grey.shape == (30, 20)
    assert grey[0, 19] == 255


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_see_through_lies_on_white(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGBA", (30, 20), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 10, 20))
    image.convert(mode).save(tmp_path / "clear.png")
    grey = read_grey(tmp_path / "clear.png")
    assert (int(grey[5, 5]), int(grey[5, 20])) == (0, 255)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([[0, 32768, 65535]], np.uint16), [0, 127, 255]),
        (np.array([[0, 100, 255]], np.uint16), [0, 100, 255]),
    ],
    ids=["16 bits", "16 bits that hold 8"],
)
def test_deep_pictures_come_in_8_bits(tmp_path: Path, values: np.ndarray, expected: list[int]) -> None:  # type: ignore[type-arg]
    Image.fromarray(values).save(tmp_path / "deep.png")
    assert read_grey(tmp_path / "deep.png").tolist() == [expected]


def test_a_file_that_is_absent_no_picture_or_broken_is_said(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    Image.effect_noise((200, 200), 50).save(tmp_path / "whole.png")
    (tmp_path / "half.png").write_bytes((tmp_path / "whole.png").read_bytes()[:9000])
    for name, why in (
        ("absent.png", "There is no file '.*'; check its name"),
        ("text.png", "is not a picture; give a PNG or JPEG file"),
        ("half.png", "cannot be read .*; give another file"),
        (".", "cannot be read .*; give another file"),
    ):
        with pytest.raises(UsageError, match=why):
            read_grey(tmp_path / name)


def test_a_small_file_that_holds_a_huge_picture_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b""))
    with pytest.raises(UsageError, match="has more than 120000000 pixels; give a smaller picture"):
        read_grey(tmp_path / "bomb.png")
