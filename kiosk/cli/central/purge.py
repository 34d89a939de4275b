"""`kiosk central purge`: identities whose time is over."""

from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.central.database import database_of
from kiosk.cli.door import CONFIG
from kiosk.cli.words import print_json


@click.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def purge(config: Path, as_json: bool) -> None:
    """Take out now every identity that is older than keep_days, as the running centre does by itself."""
    from kiosk.central import load_central_settings
    from kiosk.central.erasing.purge import Purge

    keep_days = load_central_settings(config).central.keep_days
    with database_of(config) as engine:
        identities = Purge(engine, keep_days).whole(datetime.now(UTC))
    if as_json:
        print_json({"identities": identities, "keep_days": keep_days})
    else:
        click.echo(f"{identities} identities that were older than {keep_days} days were taken out.")
