"""A PostgreSQL of one's own, on a free port, with its data in a folder of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from waiting import wait_until

from kiosk.bench.town import free_port

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
STOP_S = 30
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
def running_postgresql() -> Iterator[PostgreSQL]:
    """Started, and stopped with its folder removed. Nothing survives it, so nothing waits for the disk."""
    program = PROGRAMS[-1]
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to be root
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="postgresql-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        initdb = [
            program.with_name("initdb"),
            "-D",
            folder / "data",
            "-U",
            ADMIN,
            "-E",
            "UTF8",
            "-A",
            "trust",
        ]
        subprocess.run([*initdb, "--locale=C.UTF-8", "-N"], user=user, check=True, stdout=subprocess.DEVNULL)
        options = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [program, "-D", folder / "data", "-p", str(port), *options], user=user, stderr=log, cwd="/"
            )
        server = PostgreSQL(port)
        try:
            wait_until(server.answers)
            yield server
        finally:
            server.close()
            process.send_signal(signal.SIGINT)  # "fast": it ends its connections by itself
            process.wait(STOP_S)
