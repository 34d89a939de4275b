"""`kiosk journal`: looking into a journal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kiosk.cli.door import CONFIG
from kiosk.cli.words import print_json, say
from kiosk.devices.journal import JournalReader
from kiosk.devices.kinds import check_address
from kiosk.errors import UsageError
from kiosk.settings import load_settings

SHOWN = ("seq", "at", "event", "direction", "verdict", "reason", "kind")


def _which(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that name a journal."""
    for option in (
        click.option("--data", type=click.Path(path_type=Path), help="A folder that holds a journal.db."),
        click.option("--config", type=CONFIG, help="The kiosk.toml that names the journal."),
    ):
        command = option(command)
    return command


@click.group()
def journal() -> None:
    """Look into a journal."""


@journal.command("list")
@_which
@click.option("--json", "as_json", is_flag=True, help="Every entry whole, one line of JSON each.")
def list_entries(config: Path | None, data: Path | None, as_json: bool) -> None:
    """Show the entries, oldest first."""
    with _opened(config, data) as reader:
        for epoch, entry in reader.entries():
            if as_json:
                print_json({"epoch": epoch} | entry)
            else:
                click.echo("  ".join(str(entry[name] if entry[name] is not None else "-") for name in SHOWN))


@journal.command()
@_which
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def verify(config: Path | None, data: Path | None, as_json: bool) -> int:
    """Check that nothing in the journal is missing or was altered; exit code 1 if something is."""
    with _opened(config, data) as reader:
        entries = len(reader.keys())
        flaws = list(reader.verify())
    if as_json:
        found = [{"epoch": flaw.epoch, "seq": flaw.seq, "what": flaw.what} for flaw in flaws]
        print_json({"entries": entries, "flaws": found})
    else:
        for flaw in flaws:
            click.echo(f"Entry {flaw.seq} of epoch {flaw.epoch} {flaw.what}.")
        click.echo(f"{entries} entries, {len(flaws)} flaws.")
    if flaws:
        say("The journal is not what was recorded; keep the file, and report it to the centre.")
    return 1 if flaws else 0


@contextmanager
def _opened(config: Path | None, data: Path | None) -> Iterator[JournalReader]:
    if (config is None) == (data is None):
        raise UsageError("Which journal? Give --config FILE or --data FOLDER, one of them.")
    path = load_settings(config, check_address).journal.path if config else Path(str(data)) / "journal.db"
    reader = JournalReader(path)
    try:
        yield reader
    finally:
        reader.close()
