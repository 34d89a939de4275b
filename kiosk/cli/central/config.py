"""`kiosk central config`: what the centre gives to kiosks."""

from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.central.database import database_of
from kiosk.cli.door import CONFIG
from kiosk.cli.words import say
from kiosk.errors import UsageError

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def config() -> None:
    """What the centre gives to kiosks: whose passes they believe, and the other gates of their sites."""


@config.command()
@click.option("--config", "file", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.option(
    "--issuers", "folder", type=FOLDER, help="The issuers' .pub and .revoked files; else keys/issuers."
)
@click.option(
    "--kiosk", "kiosks", multiple=True, metavar="ID", help="Which kiosk, several times if need be; else all."
)
def publish(file: Path, folder: Path | None, kiosks: tuple[str, ...]) -> None:
    """Give kiosks the issuers' keys, what they revoked, and the keys of their sites' other kiosks.

    The running centre sends it, signed.
    """
    from kiosk.central import load_central_settings
    from kiosk.central.accounts.audit import COMMAND_LINE
    from kiosk.central.orders import Orders
    from kiosk.feed.orders.config import body_of
    from kiosk.keys.files import load_verifiers_of_kiosks
    from kiosk.keys.files.loading import load_issuers

    table = load_central_settings(file).central
    if folder is None and table.keys is None:
        raise UsageError("No folder of issuers is known; name it with --issuers, or set central.keys.")
    now = datetime.now(UTC)
    body = body_of(load_issuers(folder or (table.keys or Path()) / "issuers", now.date()))
    known = load_verifiers_of_kiosks(table.keys, now.date()) if table.keys else None
    with database_of(file) as engine:
        given = Orders(engine).configure(kiosks, body, COMMAND_LINE, now, known)
    for kiosk, serial in given.items():
        click.echo(f"{kiosk}: {serial}")
    counts = f"{len(body['issuers'])} keys of issuers, {len(body['revoked'])} passes revoked"
    say(f"{counts}; it goes out while the centre runs.")
