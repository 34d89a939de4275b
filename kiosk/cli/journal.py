"""`kiosk journal`: looking into a journal."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kiosk.assembly import configured, retention_of
from kiosk.cli.door import CONFIG
from kiosk.cli.words import print_json, say
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import JournalReader, purge_all
from kiosk.domain.entry import JsonObject, to_rfc3339
from kiosk.domain.retention import Retention
from kiosk.domain.spreadsheet import csv_line
from kiosk.domain.timeline import Known, When
from kiosk.domain.visible import visible
from kiosk.errors import UsageError

EXPORTED = (
    *("seq", "event", "ref", "at", "clock", "boot", "uptime_ms", "direction", "verdict", "reason", "kind"),
    *("assurance", "role", "subject", "person", "salt", "operator", "notice", "data"),
    *("identity_digest", "chain"),
)
SHOWN = ("seq", "at", "clock", "event", "direction", "verdict", "reason", "kind", "not_before", "not_after")


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
@click.option("--csv", "as_csv", is_flag=True, help="The same columns as a table for a spreadsheet.")
def list_entries(config: Path | None, data: Path | None, as_json: bool, as_csv: bool) -> None:
    """Show the entries, oldest first, with times that are put right where the clock was set since."""
    _one_form(as_json, as_csv)
    with _opened(config, data) as reader:
        times = reader.times()  # a kiosk that runs may write on meanwhile
        timed = (
            (epoch, entry, _known(when))
            for (epoch, entry), when in zip(reader.entries(), times, strict=False)
        )
        if as_csv:
            _write_table(((epoch, entry | known) for epoch, entry, known in timed), SHOWN)
            return
        for epoch, entry, known in timed:
            if as_json:
                print_json({"epoch": epoch} | entry | {"known": known})
            else:
                click.echo(_line(entry | known))


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


@journal.command()
@_which
@click.option(
    "--csv", "as_csv", is_flag=True, help="A table for a spreadsheet; else a line of JSON an entry."
)
@click.option("--json", "as_json", is_flag=True, help="A line of JSON an entry (the default).")
def export(config: Path | None, data: Path | None, as_csv: bool, as_json: bool) -> None:
    """Write every entry whole to standard output, oldest first."""
    _one_form(as_json, as_csv)
    with _opened(config, data) as reader:
        if as_csv:
            _write_table(reader.entries(), EXPORTED)
        else:
            for epoch, entry in reader.entries():
                print_json({"epoch": epoch} | entry)


@journal.command()
@_which
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def purge(config: Path | None, data: Path | None, as_json: bool) -> None:
    """Take out now every identity whose time is over; the kiosk does so by itself, too."""
    retention = retention_of(configured(config)) if config else Retention()
    with _opened(config, data) as reader:
        path, kiosk = reader.path, reader.kiosk()
    taken_out = purge_all(path, kiosk, SystemClock(), retention)
    if as_json:
        print_json({"identities": taken_out})
    else:
        click.echo(f"{taken_out} identities taken out; every entry is still there.")


def _one_form(as_json: bool, as_csv: bool) -> None:
    if as_json and as_csv:
        raise UsageError("Give --csv or --json, one of them.")


def _known(when: When) -> JsonObject:
    """The time of an entry as it is known now, and how well: `trusted`, `corrected` or `untrusted`."""
    bounds = {"not_before": when.not_before, "not_after": when.not_after}
    told = {name: at and to_rfc3339(at) for name, at in bounds.items()}
    return {"at": to_rfc3339(when.at), "clock": when.known} | told


def _line(entry: JsonObject) -> str:
    told = "  ".join("-" if entry[name] is None else visible(str(entry[name])) for name in SHOWN[:-2])
    if entry["clock"] != Known.UNTRUSTED:
        return told
    earliest, latest = entry["not_before"] or "…", entry["not_after"] or "…"
    return f"{told}  between {earliest} and {latest}"


def _write_table(entries: Iterable[tuple[str, JsonObject]], columns: tuple[str, ...]) -> None:
    sys.stdout.write(csv_line(("epoch", *columns)))
    for epoch, entry in entries:
        sys.stdout.write(csv_line((epoch, *(_cell(entry[name]) for name in columns))))


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value


@contextmanager
def _opened(config: Path | None, data: Path | None) -> Iterator[JournalReader]:
    if (config is None) == (data is None):
        raise UsageError("Which journal? Give --config FILE or --data FOLDER, one of them.")
    path = configured(config).journal.path if config else Path(str(data)) / "journal.db"
    reader = JournalReader(path)
    try:
        yield reader
    finally:
        reader.close()
