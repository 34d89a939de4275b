"""The centre's database, for commands that work on it beside a centre that runs, or without one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine


@contextmanager
def database_of(config: Path) -> "Iterator[Engine]":
    """Of a central.toml; raises SettingsError or CentreError."""
    from kiosk.central import load_central_settings
    from kiosk.central.database import open_database

    engine = open_database(load_central_settings(config).central.database)
    try:
        yield engine
    finally:
        engine.dispose()
