"""A PostgreSQL of one's own, on a free port, with its data in a folder of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from kiosk.bench.town import free_port
from kiosk.errors import CentreError

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
"""As Debian installs it; the last is the newest."""

START_S = 30.0
STOP_S = 30.0
ADMIN = "centre"


class PostgreSQL:
    """Running; every database that it makes is new and empty."""

    def __init__(self, port: int) -> None:
        self._address = f"postgresql://{ADMIN}@127.0.0.1:{port}"
        self._numbers = count(1)
        self._engine = create_engine(f"{self._address}/postgres", isolation_level="AUTOCOMMIT")

    def answers(self) -> bool:
        try:
            with self._engine.connect():
                return True
        except OperationalError:
            return False

    def new_database(self) -> str:
        """Its URL."""
        name = f"centre{next(self._numbers)}"
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        return f"{self._address}/{name}"

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def running_postgresql(settings: Sequence[str] = ()) -> Iterator[PostgreSQL]:
    """Started with these settings (`fsync=off`) beside its defaults; stopped with its folder removed.

    Raises CentreError if it does not come up.
    """
    program = PROGRAMS[-1]
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to be root
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="postgresql-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        initdb = [str(program.with_name("initdb")), "-D", f"{folder}/data", "-U", ADMIN, "-A", "trust", "-N"]
        initdb += ["-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(initdb, user=user, check=True, stdout=subprocess.DEVNULL, cwd="/")
        options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", *settings]
        command = [str(program), "-D", f"{folder}/data", "-p", str(port)]
        command += [word for option in options for word in ("-c", option)]
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(command, user=user, stderr=log, cwd="/")
        server = PostgreSQL(port)
        try:
            _wait_for(server)
            yield server
        finally:
            server.close()
            process.send_signal(signal.SIGINT)  # "fast": it ends its connections by itself
            process.wait(STOP_S)


def _wait_for(server: PostgreSQL) -> None:
    deadline_s = time.monotonic() + START_S
    while not server.answers():
        if time.monotonic() > deadline_s:
            raise CentreError("PostgreSQL does not start; look at the machine's load, and try again.")
        time.sleep(0.05)
