"""`kiosk central registry`: areas, agencies, sites and kiosks, from CSV files and into them."""

from collections import Counter
from pathlib import Path

import click

from kiosk.cli.central.database import database_of
from kiosk.cli.door import CONFIG
from kiosk.cli.words import say
from kiosk.errors import UsageError

CSV = click.Path(path_type=Path, exists=True, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
SHEET_NAMES = click.Choice(["areas", "agencies", "sites", "kiosks"])


@click.group()
def registry() -> None:
    """Import and export areas, agencies, sites and kiosks."""


@registry.command(name="import")
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.argument("files", metavar="CSV...", nargs=-1, required=True, type=CSV)
def import_sheets(config: Path, files: tuple[Path, ...]) -> None:
    """Add what is new and change what differs; all of it, or nothing if anything is wrong."""
    from kiosk.central.accounts.audit import COMMAND_LINE
    from kiosk.central.accounts.scope import EVERYWHERE
    from kiosk.central.registry import Registry, read_sheets

    sheets = read_sheets([(str(file), file.read_bytes()) for file in files])
    with database_of(config) as engine:
        changes = Registry(engine).put(sheets, EVERYWHERE, COMMAND_LINE)
    rows = sum(len(read) for read in sheets.rows.values())
    for kind, count in Counter(change.kind for change in changes).items():
        added = sum(change.before is None for change in changes if change.kind == kind)
        click.echo(f"{kind}: {added} added, {count - added} changed")
    click.echo(f"{rows - len(changes)} of {rows} were there already.")


@registry.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.option("--out", "folder", type=FOLDER, help="Write areas.csv, agencies.csv, … into this folder.")
@click.argument("sheet", type=SHEET_NAMES, required=False)
def export(config: Path, folder: Path | None, sheet: str | None) -> None:
    """Write one sheet to standard output, or all into a folder; the import reads them again."""
    from kiosk.central.accounts.scope import EVERYWHERE
    from kiosk.central.registry import SHEETS, Registry, write_sheet

    if (folder is None) == (sheet is None):
        raise UsageError("Name one sheet (areas, agencies, sites or kiosks), or a folder with --out for all.")
    with database_of(config) as engine:
        for known in SHEETS:
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
                path = folder / f"{known.name}.csv"
                with path.open("w", encoding="utf-8", newline="") as file:
                    file.writelines(write_sheet(known, Registry(engine).records(EVERYWHERE, known)))
                say(f"{path}")
            elif known.name == sheet:
                for line in write_sheet(known, Registry(engine).records(EVERYWHERE, known)):
                    click.echo(line, nl=False)
