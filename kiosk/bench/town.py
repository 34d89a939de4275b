"""A small town for demos and measurements: a broker and a centre, as processes of this machine's own."""

import queue
import random
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from kiosk.errors import CentreError, DeviceAbsent, KioskError

START_S = 20.0
STOP_S = 5.0
FLOW = "max_inflight_messages 200\nmax_queued_messages 20000\nset_tcp_nodelay true\n"
"""As in `config/`: without it the broker holds small messages back for up to 40 ms."""

CENTRE_PAGE = "The centre's page: "


class Resident:
    """A program of the town; it can be started, killed, and started again.

    `sign_of_life`: part of a line on its standard error; `start` raises `failure` if that does not come.
    """

    def __init__(self, name: str, command: list[str], sign_of_life: str, failure: type[KioskError]) -> None:
        self._name, self._command = name, command
        self._sign_of_life, self._failure = sign_of_life, failure
        self._process: Process | None = None
        self.first_words = ""

    def start(self) -> None:
        self._process = Process(self._command)
        line = self._process.wait_for_line(self._sign_of_life)
        if line is None:
            self._process.kill()
            raise self._failure(f"{self._name} does not start: {self._process.last_words}")
        self.first_words = line

    def kill(self) -> None:
        """As a pulled plug does; twice is fine."""
        if self._process:
            self._process.kill()

    def close(self) -> None:
        if self._process:
            self._process.stop()


class Broker(Resident):
    """mosquitto on a free port of 127.0.0.1, with a configuration of its own, remembering nothing on disk."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
        if program is None:
            raise DeviceAbsent("mosquitto is not on this machine; install the package mosquitto.")
        self.port = free_port()
        self.url = f"mqtt://127.0.0.1:{self.port}"
        config = folder / "mosquitto.conf"
        config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n{FLOW}"
            "log_dest stderr\nlog_type error\nlog_type warning\nlog_type notice\nlog_type information\n"
            "connection_messages false\n",
            encoding="utf-8",
        )
        super().__init__("The broker", [program, "-c", str(config)], " running", DeviceAbsent)


class CentreProcess(Resident):
    """`kiosk central run`, with its page on `listen` (port 0: any that is free); guests may look.

    `database`: a file that it shares with others; None: `centre.db` in its own folder. `keys`: its folder of
    keys; None: it has none.
    """

    def __init__(
        self,
        folder: Path,
        broker: str,
        listen: str,
        database: Path | None = None,
        keys: Path | None = None,
    ) -> None:
        self.database = f"sqlite:///{(database or folder / 'centre.db').resolve()}"
        config = folder / "central.toml"
        config.write_text(
            f'[central]\ndatabase = "{self.database}"\nbroker = "{broker}"\nlisten = "{listen}"\n'
            + "guests = true\n"
            + (f'keys = "{keys}"\n' if keys else ""),
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "kiosk", "central", "run", "--config", str(config)]
        super().__init__("The centre", command, CENTRE_PAGE, CentreError)

    @property
    def url(self) -> str:
        """Of its page."""
        return self.first_words.removeprefix(CENTRE_PAGE)


class Process:
    """A child process; its standard error is read all along, so that it never blocks on it."""

    def __init__(self, command: list[str]) -> None:
        self.last_words = ""
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for this process, which then stops its children in order
        )
        threading.Thread(target=self._read, args=(self._child.stderr,), daemon=True).start()

    def wait_for_line(self, part: str) -> str | None:
        """The first line with that part in it; None if it did not come in time, or the process ended."""
        try:
            while (line := self._lines.get(timeout=START_S)) is not None:
                if part in line:
                    return line
        except queue.Empty:
            pass
        return None

    def kill(self) -> None:
        self._child.kill()
        self._child.wait()

    def stop(self) -> None:
        self._child.terminate()
        try:
            self._child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self.last_words = line.strip()
                self._lines.put(self.last_words)
        self._lines.put(None)


class Town:
    """A broker and a centre in `folder`, running from the moment it is made; used as a context."""

    def __init__(self, folder: Path, listen: str = "127.0.0.1:0") -> None:
        with ExitStack() as parts:
            self.broker = Broker(folder)
            self.centre = CentreProcess(folder, self.broker.url, listen)
            for resident in (self.broker, self.centre):
                parts.callback(resident.close)
                resident.start()
            self._parts = parts.pop_all()

    def __enter__(self) -> "Town":
        return self

    def __exit__(self, *_error: object) -> None:
        self._parts.close()


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens just now.

    Below those that the kernel gives to clients, so that none takes it while its owner is down.
    """
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311 - spreads, hides nothing
        if free_or(port):
            return port


def free_or(port: int) -> int:
    """That port if nobody listens there, else 0: any that is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port
