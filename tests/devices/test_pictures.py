"""The pictures of the documents can be made anew at any time, and stay small."""

import subprocess
import sys
from pathlib import Path

import zxingcpp
from PIL import Image

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


def test_the_script_makes_the_picture_of_the_same_board_each_time(tmp_path: Path) -> None:
    subprocess.run([sys.executable, PICTURES / "board.py", tmp_path], check=True)

    with Image.open(tmp_path / "board.png") as new, Image.open(PICTURES / "board.png") as kept:
        assert new.size == kept.size
        (made,), (shown,) = zxingcpp.read_barcodes(new), zxingcpp.read_barcodes(kept)
        assert made.bytes == shown.bytes


def test_the_script_makes_every_picture_of_the_screen(tmp_path: Path) -> None:
    subprocess.run([sys.executable, PICTURES / "make.py", tmp_path], check=True)
    made = {path.name: path for path in tmp_path.iterdir()}
    shown = [*PICTURES.glob("screen-*.png"), PICTURES / "kiosk.png"]
    assert made.keys() == {path.name for path in shown}
    for name, path in made.items():
        assert path.stat().st_size < 150_000
        with Image.open(path) as new, Image.open(PICTURES / name) as kept:
            assert new.size == kept.size
