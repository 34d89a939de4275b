"""A door of the town: a kiosk as a process, whose verdicts are read as they are lit."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import segno

from kiosk.domain.verdict import Verdict
from kiosk.errors import DeviceError
from kiosk.feed.topics import Place

STOP_S = 5.0

CONFIG = """
[kiosk]
id = "{place.kiosk}"
area = "{place.area}"
agency = "{place.agency}"
site = "{place.site}"
name = "UBND phường Thuận Hóa"
[devices]
camera = "{camera}"
signal = "{signal}"
screen = "none:"
feed = "{feed}"
heartbeat = "none:"
[checkin]
already_within_s = 0
[journal]
path = "{journal}"
"""

KEYS = """
[keys]
centre = "{keys}/centre.pub"
sign = "{keys}/kiosk.sign"
seal = "{keys}/kiosk.seal"
"""


CERTIFICATE = """
[mqtt]
ca = "{folder}/ca.pem"
cert = "{folder}/kiosk.pem"
key = "{folder}/kiosk.key"
"""


@dataclass(frozen=True, slots=True)
class Door:
    """A kiosk's configuration, written into `folder`; each picture of `camera` is a visitor.

    `keys`: the folder of its own keys, with the centre's public ones as `centre.pub`; None: it has none.
    `certificate`: the folder that `kiosk keys ca` made for it; None: it shows none.
    `disk`: where its journal lies; None: in `folder`, too.
    """

    folder: Path
    place: Place
    camera: str
    feed: str
    keys: Path | None = None
    certificate: Path | None = None
    signal: str = "simulated:"
    disk: Path | None = None

    @property
    def journal(self) -> Path:
        return (self.disk or self.folder) / f"{self.place.kiosk}.db"

    def write(self) -> Path:
        config = self.folder / f"{self.place.kiosk}.toml"
        text = CONFIG.format(
            place=self.place, camera=self.camera, signal=self.signal, feed=self.feed, journal=self.journal
        )
        if self.keys:
            text += KEYS.format(keys=self.keys)
        if self.certificate:
            text += CERTIFICATE.format(folder=self.certificate)
        config.write_text(text, encoding="utf-8")
        return config


class DoorProcess:
    """The kiosk of a door, running from the moment it is made. What it complains of goes to `door.log`.

    `doorway`: the module that runs it, and tells its verdicts.
    """

    def __init__(self, door: Door, doorway: str = "kiosk.bench.doorway") -> None:
        self._log = (door.folder / "door.log").open("a", encoding="utf-8")
        self._child = subprocess.Popen(
            [sys.executable, "-m", doorway, str(door.write())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=os.environ | {"GPIOZERO_PIN_FACTORY": "mock", "GPIOZERO_MOCK_PIN_CLASS": "mockpwmpin"},
            start_new_session=True,
        )
        self._told: IO[str] = self._child.stdout or io.StringIO()

    @property
    def pid(self) -> int:
        return self._child.pid

    def told(self) -> Iterator[str]:
        """Each line until there are no more pictures; raises DeviceError if the kiosk ends before."""
        for line in self._told:
            if line == "ended\n":
                return
            yield line
        raise DeviceError("The kiosk ended before its pictures did; door.log says why.")

    def verdict(self) -> tuple[str, int | None]:
        """The next verdict, and the seq of its entry; raises DeviceError if the kiosk ends before."""
        line = self._told.readline()
        if not line.endswith("\n"):
            raise DeviceError("The kiosk ended before it told a verdict; door.log says why.")
        verdict, _, seq = line.strip().partition(" ")
        return verdict, int(seq) if seq.isdecimal() else None

    def lit(self, count: int) -> list[int]:
        """The seqs of the next so many accepted codes; raises DeviceError if the kiosk ends before."""
        seqs: list[int] = []
        while len(seqs) < count:
            verdict, seq = self.verdict()
            if verdict == Verdict.ACCEPTED and seq is not None:
                seqs.append(seq)
        return seqs

    def kill(self) -> list[int]:
        """As a pulled plug does; gives the seqs of what was lit, and not read yet. Twice is fine."""
        self._child.kill()
        return self._rest()

    def stop(self) -> int:
        """As systemd does; gives the exit code."""
        self._child.terminate()
        self._rest()
        return self._child.returncode

    def _rest(self) -> list[int]:
        if self._told.closed:
            return []
        seqs = [seq for line in self._told for seq in _accepted(line)]
        self._told.close()
        self._log.close()
        self._child.wait(STOP_S)
        return seqs


def _accepted(line: str) -> list[int]:
    """The seq in a whole line that tells of an accepted code."""
    verdict, _, seq = line.partition(" ")
    return [int(seq)] if verdict == "accepted" and line.endswith("\n") else []


def draw_visitors(folder: Path, count: int) -> None:
    """Pictures of the cards of so many invented people."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        text = f"046090{number:06d}||Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Huế|15042021"
        card = segno.make(text, micro=False, encoding="utf-8")
        card.save(str(folder / f"{number:04d}.png"), scale=4, border=4)
