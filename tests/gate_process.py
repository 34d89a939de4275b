"""A real kiosk as a process, before which a test holds cards, and whose clock a test sets."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from played_kiosk import Setting, set_clock
from waiting import wait_until

from kiosk.feed.topics import Place

CONFIG = """
[kiosk]
id = "{place.kiosk}"
area = "{place.area}"
agency = "{place.agency}"
site = "{place.site}"
name = "UBND phường Thuận Hóa"
[devices]
camera = "demanded:"
scanner = "zxing:"
signal = "none:"
screen = "telling:"
feed = "{feed}"
heartbeat = "none:"
[checkin]
direction = "{direction}"
toggle_after_s = 300
[journal]
path = "{journal}"
[mqtt]
window = {window}
"""

KEYS = """
[keys]
centre = "{keys}/centre.pub"
sign = "{keys}/kiosk.sign"
seal = "{keys}/kiosk.seal"
gates = "{keys}/gates"
"""


RIGHT = Setting()


def card(number: int) -> str:
    """Of an invented person."""
    return f"046090{number:06d}||Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Huế|15042021"


class GateProcess:
    """Gone at `close`; it can be killed, and started again."""

    def __init__(
        self,
        folder: Path,
        place: Place,
        feed: str = "none:",
        *,
        direction: str = "toggle",
        keys: Path | None = None,
        setting: Setting = RIGHT,
        window: int = 100,
    ) -> None:
        self.place, self.setting = place, setting
        self.journal = folder / f"{place.kiosk}.db"
        self._config, self._clock = folder / f"{place.kiosk}.toml", folder / f"{place.kiosk}.json"
        self._log = folder / f"{place.kiosk}.log"
        self._env = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
        text = CONFIG.format(place=place, feed=feed, direction=direction, journal=self.journal, window=window)
        self._config.write_text(text + (KEYS.format(keys=keys) if keys else ""), encoding="utf-8")
        self.start()

    def start(self) -> None:
        set_clock(self._clock, self.setting)
        self.screen: dict[str, Any] = {}
        script = Path(__file__).with_name("played_kiosk.py")
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(script), str(self._config), str(self._clock)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self._env,
            )
        self._following = threading.Thread(target=self._follow, args=(self._process.stdout,), daemon=True)
        self._following.start()
        wait_until(lambda: self.screen)

    def reboot(self, boot: str, **changes: Any) -> None:
        """The plug was pulled, and is in again."""
        self.kill()
        self.setting = Setting(boot, time.clock_gettime(time.CLOCK_BOOTTIME), **changes)
        self.start()

    def set_clock(self, **changes: Any) -> None:
        self.setting = self.setting._replace(**changes)
        set_clock(self._clock, self.setting)

    def let_pass(self, seconds: float) -> None:
        """So much time, on every clock."""
        self.set_clock(passed_s=self.setting.passed_s + seconds)

    def show(self, number: int) -> tuple[str, str, str]:
        """Holds up the card of a person; verdict, reason, and direction."""
        before = self.screen["answered"]
        assert self._process.stdin
        self._process.stdin.write(card(number) + "\n")
        self._process.stdin.flush()
        wait_until(lambda: self.screen["answered"] != before)
        verdict, reason, direction, _ = self.screen["told"]
        return verdict, reason, direction

    @property
    def occupancy(self) -> tuple[int, str]:
        return self.screen["inside"], self.screen["certainty"]

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """As a pulled plug does."""
        self._process.kill()
        self._process.wait()
        self._let_go()

    def stop(self) -> int:
        self._process.terminate()
        code = self._process.wait(10)
        self._let_go()
        return code

    def close(self) -> None:
        """Twice is fine."""
        if self._process.poll() is None:
            self.kill()

    def _let_go(self) -> None:
        self._following.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def _follow(self, lines: Any) -> None:
        for line in lines:
            self.screen = json.loads(line)
