"""PostgreSQL's own programs for backups; the address is in their environment, where others do not see it."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from kiosk.errors import CentreError

DEBIAN = Path("/usr/lib/postgresql")


def dump(database: str, to: Path) -> None:
    """The database as pg_dump's own format, of one instant. Raises CentreError."""
    to.touch(mode=0o600)
    _run("pg_dump", database, "--format=custom", "--no-owner", f"--file={to}")


def load(database: str, dumped: Path) -> None:
    """Into an empty database, all of it or nothing. Raises CentreError."""
    name = make_url(database).database or ""
    options = ("--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={name}")
    _run("pg_restore", database, *options, str(dumped))


def _run(program: str, database: str, *options: str) -> None:
    found = shutil.which(program) or next(map(str, sorted(DEBIAN.glob(f"*/bin/{program}"))[::-1]), None)
    if found is None:
        raise CentreError(f"The program {program} is not here; install the package postgresql-client.")
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, found above
        [found, "--no-password", *options],
        env=os.environ | _address(database),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join(done.stderr.split())[-300:]
        raise CentreError(
            f"{program} failed: {said}; check that the server runs and that it is of this version."
        )


def _address(database: str) -> dict[str, str]:
    url = make_url(database)
    parts = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    return {name: value for name, value in parts.items() if value}
