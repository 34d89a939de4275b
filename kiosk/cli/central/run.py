"""`kiosk central run`: collector and page."""

from pathlib import Path

import click

from kiosk.cli.door import CONFIG


@click.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
def run(config: Path) -> None:
    """Run the collector and its page until SIGTERM or Ctrl-C."""
    from kiosk.central import load_central_settings
    from kiosk.central import run as run_centre

    run_centre(load_central_settings(config))
