"""`kiosk central backup` and `restore`: database and keys in one file, and back."""

from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.central.database import database_of
from kiosk.cli.door import CONFIG
from kiosk.cli.words import say

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.option("--out", required=True, type=FILE, help="The file to write; never over another.")
def backup(config: Path, out: Path) -> None:
    """Write database and keys into one file for its owner alone, while the centre runs."""
    from kiosk.central import load_central_settings
    from kiosk.central.backups.backup import back_up

    length = back_up(load_central_settings(config).central, out, datetime.now(UTC))
    say(f"{out}: {length:,} bytes. It holds the private keys: keep it as safe as them.")


@click.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of the centre that it will be.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(config: Path, file: Path) -> None:
    """Put a backup where the configuration says, and ask the kiosks for what came since."""
    from kiosk.central import load_central_settings
    from kiosk.central.backups.restoring import ask_kiosks, put_back

    put_back(file, load_central_settings(config).central)
    with database_of(config) as engine:
        asked = ask_kiosks(engine, datetime.now(UTC))
    say(f"Restored. {len(asked.kiosks)} kiosks will be asked for what came since, once the centre runs.")
    if asked.unreached:
        say(f"These hang nowhere: {', '.join(asked.unreached)}.")
