"""The units of systemd: nothing in them is unknown to it, and little is left to who breaks in."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "systemd").glob("*.service"))

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_knows_all_that_is_in_a_unit(unit: Path, tmp_path: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    there = tmp_path / unit.name  # what it starts is not on every machine
    there.write_text(
        "\n".join("ExecStart=/bin/true" if line.startswith("ExecStart=") else line for line in lines)
    )

    assert analyze("verify", "--man=no", there).stderr == ""


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_exposes_no_more_than_1_9(unit: Path) -> None:
    done = analyze("security", "--offline=true", "--threshold=19", unit)

    assert done.returncode == 0, done.stdout.splitlines()[-1:] or done.stderr
