"""A card whose every flush takes two seconds: visitors wait for their light, and everything else lives on."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import pytest
from waiting import wait_until

from kiosk.bench.door import Door, draw_visitors
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal
from kiosk.domain.retention import Retention
from kiosk.feed.topics import Place

FLUSH_US = 2_000_000
PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace, to slow the disk down")
def test_while_an_entry_is_on_its_way_to_a_slow_disk_the_heart_beats_on(tmp_path: Path) -> None:
    draw_visitors(tmp_path / "pictures", 3)
    door = Door(tmp_path, PLACE, f"folder:{tmp_path}/pictures?fps=20", "none:")
    config = door.write()
    config.write_text(config.read_text().replace('heartbeat = "none:"', 'heartbeat = "systemd:"'))
    SqliteJournal(door.journal, PLACE.kiosk, SystemClock(), Retention(), fail=pytest.fail).close()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(60)
        kiosk = subprocess.Popen(
            [
                *("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"),
                *("-e", f"inject=fsync,fdatasync:delay_enter={FLUSH_US}"),
                *(sys.executable, "-m", "kiosk.bench.doorway", str(config)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000"},
            start_new_session=True,
        )
        happenings: list[str] = []
        listening = threading.Thread(target=_listen, args=(supervisor, happenings), daemon=True)
        listening.start()
        try:
            assert kiosk.stdout is not None
            for line in kiosk.stdout:
                happenings.append(line.strip())
                if line == "ended\n":
                    break
        finally:
            os.killpg(kiosk.pid, signal.SIGTERM)
            kiosk.wait(30)
            kiosk.stdout.close()
        wait_until(lambda: happenings[-1] == "STOPPING=1")
    lit = [number for number, happening in enumerate(happenings) if happening.startswith("accepted")]
    assert len(lit) == 3
    beats = [happenings[one:other].count("WATCHDOG=1") for one, other in pairwise(lit)]
    assert min(beats) >= 5, happenings


def _listen(supervisor: socket.socket, happenings: list[str]) -> None:
    while True:
        message = supervisor.recv(1000).decode()
        happenings.append(message)
        if message == "STOPPING=1":
            return
