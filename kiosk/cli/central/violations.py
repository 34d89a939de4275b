"""`kiosk central violations`: which places show signs of violation, now."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.central.database import database_of
from kiosk.cli.door import CONFIG
from kiosk.cli.words import LONGEST, print_json, say
from kiosk.domain.entry import to_rfc3339
from kiosk.domain.visible import visible
from kiosk.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from kiosk.central.settings import CentralSettings
    from kiosk.central.violations import Violation
    from kiosk.central.violations.telling.named import Named

PDF = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.option("--area", default="", metavar="ID", help="Of this area alone.")
@click.option("--since", "since_text", metavar="DAY", help="Those as well that were resolved since that day.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON with all of them.")
@click.option("--csv", "as_csv", is_flag=True, help="Lines for a spreadsheet.")
@click.option("--letter", type=PDF, metavar="FILE.pdf", help="A letter to the area, to print and sign.")
def violations(
    config: Path, area: str, since_text: str | None, as_json: bool, as_csv: bool, letter: Path | None
) -> None:
    """Ask the rules now, and list the signs of violation that go on.

    Beside a centre that runs, or without one; what kiosks are offline only a centre that runs can tell.
    """
    from kiosk.central import load_central_settings
    from kiosk.central.accounts.scope import EVERYWHERE
    from kiosk.central.registry import Registry
    from kiosk.central.violations import ViolationBook, evaluate
    from kiosk.central.violations.telling.named import Named

    if as_json + as_csv + bool(letter) > 1:
        raise UsageError("--json, --csv and --letter exclude each other; name one of them.")
    if letter and not area:
        raise UsageError("A letter goes to one area; name it with --area.")
    settings = load_central_settings(config)
    day, now = settings.central.day, datetime.now(UTC)
    since = day.begins(_day(since_text)) if since_text else None
    with database_of(config) as engine:
        named = Named(Registry(engine), EVERYWHERE)
        if area and not named.knows_area(area):
            raise UsageError(
                f"There is no area {area!r:.50}; `kiosk central registry export areas` lists them."
            )
        evaluate(engine, settings.violations, day, now)
        _say_if_deaf(engine, now)
        found = ViolationBook(engine).listed(EVERYWHERE, area=area, resolved_since=since)
        if letter:
            letter.write_bytes(_letter(settings, area, found, named, now))
            say(f"{letter}")
        else:
            _print(settings, found, named, now, as_json=as_json, as_csv=as_csv)


def _print(
    settings: "CentralSettings",
    found: "list[Violation]",
    named: "Named",
    now: datetime,
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    from kiosk.central.violations.telling.sheet import to_csv, to_json, to_line

    zone = settings.central.day.zone
    if as_json:
        print_json({"at": to_rfc3339(now), "violations": [to_json(known) for known in found]})
    elif as_csv:
        for line in to_csv(found, named, zone):
            click.echo(line, nl=False)
    else:
        for known in found:
            click.echo(visible(to_line(known, named, zone), LONGEST))
        say(f"{sum(known.resolved is None for known in found)} signs of violation go on.")


def _letter(
    settings: "CentralSettings", area: str, found: "list[Violation]", named: "Named", now: datetime
) -> bytes:
    from kiosk.central.violations.telling.letter import Letter
    from kiosk.paper.fonts import Fonts
    from kiosk.paper.pdf import sheets_to_pdf

    zone = settings.central.day.zone
    going_on = [known for known in found if known.resolved is None]
    letter = Letter(area, going_on, named, settings.violations, zone, now.astimezone(zone).date())
    fonts = Fonts()
    return sheets_to_pdf(letter.pages(fonts), fonts)


def _say_if_deaf(engine: "Engine", now: datetime) -> None:
    from kiosk.central.violations.listening import listening

    with engine.begin() as connection:
        if listening(connection, now) is None:
            say("The centre does not run, or not its broker: which kiosks are offline is not told anew.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r:.50} is no day; write it such as 2026-11-23.") from None
