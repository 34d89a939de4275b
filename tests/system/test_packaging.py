"""What is installed is whole, and a door does without what the centre alone needs."""

import fnmatch
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kiosk.cli.command import OF_THE_CENTRE

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "kiosk"

WITHOUT_THE_CENTRE = (
    f"import sys; sys.modules |= dict.fromkeys({OF_THE_CENTRE!r}); from kiosk.cli import main; main()"
)


def kiosk_without_the_centre(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`kiosk` where only a door is installed."""
    command = [sys.executable, "-c", WITHOUT_THE_CENTRE, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_every_file_that_is_no_code_is_taken_along() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    others = [
        path.name
        for path in PACKAGE.rglob("*.*")
        if path.suffix not in (".py", ".pyc") and "__pycache__" not in path.parts
    ]

    assert others
    assert [name for name in others if not any(fnmatch.fnmatch(name, known) for known in patterns)] == []


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}

    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize(
    "arguments", [["--help"], ["run", "--help"], ["check-config", str(ROOT / "config/kiosk.toml")]]
)
def test_a_door_without_the_centre_s_packages_has_its_commands(arguments: list[str]) -> None:
    done = kiosk_without_the_centre(*arguments)

    assert done.returncode == 0, done.stderr


def test_without_its_packages_the_centre_says_what_to_install() -> None:
    done = kiosk_without_the_centre("central", "run", "--config", str(ROOT / "config/central.toml"))

    assert done.returncode == 1
    assert done.stderr.endswith("pip install 'entrance-kiosk[central]'.\n")
