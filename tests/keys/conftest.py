"""Keys as they are made for a kiosk and for the centre."""

from pathlib import Path

import pytest

from kiosk.keys.files import Owner, new_keys


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    new_keys(Owner.KIOSK, tmp_path / "kiosk")
    return tmp_path / "kiosk"


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    new_keys(Owner.CENTRE, tmp_path / "centre")
    return tmp_path / "centre"
