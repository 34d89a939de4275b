"""Disks that fail as real ones do: full, with an error of their own, read-only. Root alone can mount them."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from waiting import wait_until

PAGE = b"\0" * 4096


class Disk:
    """Mounted at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        with self._filler.open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(PAGE)
            except OSError:
                return

    def make_room(self) -> None:
        self._filler.unlink()


class SmallDisk(Disk):
    """2 MB in memory."""


class Card(Disk):
    """A file system of 8 MB in a file, as on an SD card."""

    def __init__(self, image: Path, folder: Path) -> None:
        super().__init__(folder)
        self._image = image

    def insert(self) -> None:
        mount("-o", "loop,errors=remount-ro", str(self._image), str(self.folder))

    def remove(self) -> None:
        """Whatever is open on it stays open, and fails."""
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)

    def fail(self) -> None:
        """The kernel finds an error on it, and from then on it is read-only, with all its files open."""
        device = _source(self.folder).name
        Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("tried", encoding="ascii")

    def change(self) -> None:
        """Taken out, repaired, and put back; nobody may hold on to what was open on it."""
        self.remove()
        wait_until(lambda: not self._in_use())
        subprocess.run(["e2fsck", "-p", str(self._image)], check=False, capture_output=True)
        self.insert()

    def make_read_only(self) -> None:
        """While nothing is open on it."""
        mount("-o", "remount,ro", str(self.folder))

    def make_writable(self) -> None:
        mount("-o", "remount,rw", str(self.folder))

    def _in_use(self) -> bool:
        found = subprocess.run(["losetup", "-j", str(self._image)], check=True, capture_output=True)
        return bool(found.stdout)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    _needs_root()
    folder.mkdir()
    mount("-t", "tmpfs", "-o", "size=2m", "small", str(folder))
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def card(folder: Path) -> Iterator[Card]:
    """Not inserted yet."""
    _needs_root()
    folder.mkdir()
    image = folder.with_suffix(".img")
    image.write_bytes(bytes(8_000_000))
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
    try:
        yield Card(image, folder)
    finally:
        while folder.is_mount():
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


def _source(folder: Path) -> Path:
    found = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    return Path(next(source for source, where, *_ in reversed(found) if where == str(folder)))


def _needs_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a disk")
