"""The pictures of the documents can be made anew at any time, and stay small."""

import subprocess
import sys
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


def test_the_script_makes_every_picture_of_the_screen(tmp_path: Path) -> None:
    subprocess.run([sys.executable, PICTURES / "make.py", tmp_path], check=True)
    made = {path.name: path for path in tmp_path.iterdir()}
    shown = [*PICTURES.glob("screen-*.png"), PICTURES / "kiosk.png"]
    assert made.keys() == {path.name for path in shown}
    for name, path in made.items():
        assert path.stat().st_size < 150_000
        with Image.open(path) as new, Image.open(PICTURES / name) as kept:
            assert new.size == kept.size
