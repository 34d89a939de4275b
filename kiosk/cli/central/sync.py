"""`kiosk central sync`: how far the national centre is, and what to do where both sides differ."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.door import CONFIG
from kiosk.cli.words import print_json, say
from kiosk.domain.visible import visible
from kiosk.errors import CentreError, UsageError

if TYPE_CHECKING:
    from kiosk.central.national import Exporter, State

DAY = click.DateTime(["%Y-%m-%d"])
LONGEST_FAULT = 200


@click.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.option("--from", "first", type=DAY, help="Send everything from this day on once more.")
@click.option("--once", is_flag=True, help="Send all that is new now, beside a centre that is not running.")
@click.option("--days", type=click.IntRange(1, 400), default=7, show_default=True, help="Days to compare.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def sync(config: Path, first: datetime | None, once: bool, days: int, as_json: bool) -> int:
    """Tell what the national centre has, and compare its counts with ours, day by day.

    The running centre sends by itself. Exit code 1 where a day differs.
    """
    from kiosk.central import load_central_settings
    from kiosk.central.database import open_database
    from kiosk.central.national import national_of, reconcile

    settings = load_central_settings(config)
    if settings.national is None:
        raise UsageError(f"{config} has no [national]; write where the national centre takes entries.")
    now, zone = datetime.now(UTC), settings.central.day.zone
    engine = open_database(settings.central.database)
    try:
        exporter, receiver = national_of(engine, settings.national, settings.central, now.date())
        try:
            if first and not exporter.backfill(first.date()):
                say(f"There is nothing here of {first.date()} or later; nothing is sent once more.")
            if once:
                _send_all(exporter)
            today = now.astimezone(zone).date()
            asked = [_back(today, step) for step in range(days - 1, -1, -1)]
            counts = reconcile(engine, receiver, zone, asked, now)
            state = exporter.state()
        finally:
            receiver.close()
    finally:
        engine.dispose()
    if as_json:
        print_json(
            {
                "waiting": state.waiting,
                "refused": state.refused,
                "fault": state.fault,
                "days": [{"day": str(one.day), "ours": one.ours, "theirs": one.theirs} for one in counts],
            }
        )
    else:
        _tell(state)
        for one in counts:
            click.echo(f"{one.day}  {one.ours:8} {one.theirs:8}  {'' if one.agrees else 'differs'}".rstrip())
    return 0 if all(one.agrees for one in counts) else 1


def _back(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _send_all(exporter: "Exporter") -> None:
    from kiosk.central.national import Told

    while (step := exporter.step(datetime.now(UTC))).told is not Told.NOTHING_NEW:
        if step.told is Told.FAILED:
            raise CentreError(f"{step.fault} Nothing is lost: it is sent again.")


def _tell(state: "State") -> None:
    click.echo(f"{state.waiting} entries wait, {state.refused} were refused.")
    if state.fault:
        click.echo(visible(state.fault, LONGEST_FAULT))
    click.echo("day          handed on  they have")
