"""The centre's keys and database, for commands about persons."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.central.database import database_of
from kiosk.errors import UsageError
from kiosk.keys.files import CentreKeys, load_centre_keys

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from kiosk.central import CentralTable


@dataclass(frozen=True, slots=True)
class WithKeys:
    """A centre that can open persons; those that have arrived are found by their trace keys."""

    table: "CentralTable"
    engine: "Engine"
    keys: CentreKeys


@contextmanager
def centre_with_keys(config: Path) -> Iterator[WithKeys]:
    """Of a central.toml; raises SettingsError, UsageError or CentreError."""
    from kiosk.central import load_central_settings
    from kiosk.central.tracing.index import TraceIndex

    table = load_central_settings(config).central
    if table.keys is None:
        raise UsageError("Persons are sealed to the centre's keys; name their folder as central.keys.")
    now = datetime.now(UTC)
    keys = load_centre_keys(table.keys, today=now.date())
    with database_of(config) as engine:
        TraceIndex(engine, keys).catch_up(now)
        yield WithKeys(table, engine, keys)


def typed_number() -> str:
    """From standard input: what stands on a command line others on this machine can see."""
    if sys.stdin.isatty():
        number: str = click.prompt("Number", hide_input=True, err=True)
    else:
        number = sys.stdin.readline()
    if not number.strip():
        raise UsageError("No number was typed; type it, or send it to standard input.")
    return number
