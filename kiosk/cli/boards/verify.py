"""`kiosk board verify`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from kiosk.cli.boards.inspection import Inspection
from kiosk.cli.door import CONFIG
from kiosk.cli.reading import time_of
from kiosk.cli.site import Site
from kiosk.cli.words import print_json
from kiosk.credentials import Known
from kiosk.devices.boards.inspector import BoardInspector
from kiosk.devices.pictures import read_grey
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.errors import UsageError
from kiosk.keys.files.loading import load_issuers
from kiosk.ports import Frame

PATH = click.Path(path_type=Path)
NO_CODE = "no code can be read in it; take the picture again, nearer, straight and in good light."


@click.command()
@click.option("--config", type=CONFIG, help="The kiosk.toml of a kiosk where the board hangs.")
@click.option(
    "--issuers", type=PATH, help="Or the issuer's .pub file, or a folder of such: any venue is right."
)
@click.option("--at", "at_text", help="When, as 2026-11-23T01:15:42Z; else now.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each code.")
@click.argument("pictures", nargs=-1, required=True)
def verify(
    config: Path | None, issuers: Path | None, at_text: str | None, as_json: bool, pictures: tuple[str, ...]
) -> int:
    """Inspect the boards in PICTURES as a kiosk does; exit code 1 unless each is right and scans well.

    Without --config and --issuers nobody's signature is believed; how well it scans is told all the same.
    """
    if config and issuers:
        raise UsageError("Whose boards are right? Give --config FILE or --issuers PATH, one of them.")
    at = time_of(at_text) if at_text else datetime.now(UTC)
    site = Site.of(config)
    if issuers:
        site = replace(site, known=Known(issuers=load_issuers(issuers, at.date())))
    inspector = BoardInspector(CascadeScanner(), cooldown=timedelta(0))
    sound = True
    try:
        for picture in pictures:
            try:
                inspections = list(_inspected(picture, inspector, site, at))
            except UsageError as error:
                sound = False
                _say(picture, {"error": str(error)}, str(error), as_json)
                continue
            for inspection in inspections:
                sound = sound and inspection.is_sound
                _say(picture, inspection.as_json(), inspection.sentence(), as_json)
    finally:
        inspector.close()
    return 0 if sound else 1


def _inspected(picture: str, inspector: BoardInspector, site: Site, at: datetime) -> Iterator[Inspection]:
    """Each code of a picture; raises UsageError where there is none, or no picture."""
    codes = inspector.scan(Frame(read_grey(Path(picture)), taken_at=at, scene=0))
    if not codes:
        raise UsageError(NO_CODE)
    for code in codes:
        yield Inspection.of(code, replace(site.case(code.data, at), quality=code.quality))


def _say(picture: str, values: dict[str, object], sentence: str, as_json: bool) -> None:
    if as_json:
        print_json({"file": picture} | values)
    else:
        click.echo(f"{picture}: {sentence}")
