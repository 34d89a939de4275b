"""install.sh says what it can do, and refuses the rest in a sentence.

Whole installations are tried by `tests/appliance/in-a-root.sh`, in fresh systems of their own.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTALL = ROOT / "install.sh"
SCRIPTS = [
    INSTALL,
    ROOT / ".ci/run",
    ROOT / "install.d/take-over-config",
    ROOT / "install.d/read-only-root",
    ROOT / "tests/appliance/in-a-root.sh",
]

TAKEN_FOR_GRANTED = ("bash", "cat", "dirname", "env", "flock", "grep")

AS_NOBODY = ("runuser", "-u", "nobody", "--") if os.geteuid() == 0 else ()


class Checkout:
    """The script beside a pyproject.toml, and nothing set up; with a search path of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._programs = folder / "bin"
        self._programs.mkdir()
        for name in ("install.sh", "pyproject.toml"):
            shutil.copy(ROOT / name, folder)
        shutil.copytree(ROOT / "install.d", folder / "install.d")
        for program in TAKEN_FOR_GRANTED:
            (self._programs / program).symlink_to(str(shutil.which(program)))

    def has(self, program: str, script: str) -> None:
        path = self._programs / program
        path.write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def install(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run by somebody who is not root."""
        return run(*AS_NOBODY, "env", f"PATH={self._programs}", str(self.folder / "install.sh"), *arguments)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def checkout() -> Iterator[Checkout]:
    with tempfile.TemporaryDirectory(prefix="a checkout ") as folder:
        Path(folder).chmod(0o755)
        yield Checkout(Path(folder))


def test_help_names_what_there_is() -> None:
    done = run(str(INSTALL), "--help")

    assert done.returncode == 0
    assert all(f"./install.sh {word}" in done.stdout for word in ("demo", "test", "--help"))


def test_what_it_cannot_do_is_refused_with_what_it_can() -> None:
    done = run(str(INSTALL), "upgrade")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert all(f"'./install.sh {word}'" in done.stderr for word in ("demo", "test", "--help"))


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--purge"], "--purge goes with --uninstall"),
        (["--wheelhouse"], "--wheelhouse needs a folder"),
        (["--dry-run", "--force"], "'--force' is not known"),
    ],
)
def test_options_that_make_no_sense_are_refused_before_anything_is_done(
    arguments: list[str], why: str
) -> None:
    done = run(str(INSTALL), *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{why}; './install.sh --help' says what there is.\n"


def test_all_that_hinders_an_installation_is_said_at_once(checkout: Checkout) -> None:
    checkout.has("uname", "echo armv7l")
    checkout.has("df", "printf 'Avail\\n  12\\n'")
    checkout.has("tail", "read -r; read -r room; echo $room")
    checkout.has("python3", "exit 1")

    done = checkout.install("--wheelhouse", str(checkout.folder / "bin"))

    assert done.returncode == 1
    assert done.stderr.startswith("[1/7] Checks\nIt cannot be installed yet:\n")
    for hindrance in (
        "It needs root",
        "there is no apt-get",
        "not a 64-bit one (armv7l)",
        "There is no systemd",
        "has 12 MB free and needs 1500",
        "holds no wheels",
        "Python is older than 3.11",
    ):
        assert hindrance in done.stderr


@pytest.mark.skipif(
    not Path("/etc/debian_version").exists() or not shutil.which("systemctl"), reason="this is no Debian"
)
@pytest.mark.parametrize("what", [[], ["central"], ["--uninstall", "--purge"]])
def test_a_dry_run_says_what_it_would_do_and_does_none_of_it(what: list[str]) -> None:
    before = set(Path("/etc").rglob("*kiosk*"))

    done = run(str(INSTALL), *what, "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "  would: " in done.stderr
    assert set(Path("/etc").rglob("*kiosk*")) == before


def test_every_file_that_is_installed_is_there() -> None:
    lines = (ROOT / "install.d/files.sh").read_text(encoding="utf-8")
    files = re.findall(r'^    "((?:systemd|config|install\.d)/\S+) ', lines, re.M)

    assert len(files) > 8
    assert [name for name in files if not (ROOT / name).is_file()] == []


def test_on_a_system_without_apt_it_says_so_and_does_nothing(checkout: Checkout) -> None:
    done = checkout.install("demo")

    assert done.returncode == 1
    assert done.stderr == "This is neither Debian nor Ubuntu (there is no apt-get); run it on one of them.\n"
    assert not (checkout.folder / ".venv").exists()


@pytest.mark.parametrize("command", ["demo", "test"])
def test_missing_packages_are_named_with_their_reason_and_without_root_or_sudo_it_goes_no_further(
    checkout: Checkout, command: str
) -> None:
    checkout.has("dpkg-query", "exit 1")
    checkout.has("apt-get", f"touch '{checkout.folder}/touched'")

    done = checkout.install(command)

    assert done.returncode == 1
    assert "  mosquitto          the message broker" in done.stderr
    assert "there is no sudo; as root, run: apt-get install python3-venv" in done.stderr.splitlines()[-1]
    assert not (checkout.folder / "touched").exists()


def test_somebody_whom_sudo_refuses_is_told_what_to_run(checkout: Checkout) -> None:
    checkout.has("dpkg-query", "exit 1")
    checkout.has("apt-get", "exit 1")
    checkout.has("sudo", "exit 1")

    done = checkout.install("demo")

    assert done.returncode == 1
    assert "sudo lets you not; as root, run: apt-get install python3-venv" in done.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_scripts_are_executable_and_stop_at_the_first_failure(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert "\nset -euo pipefail\n" in script.read_text(encoding="utf-8")
