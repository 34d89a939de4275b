"""`kiosk pass issue`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import click

from kiosk.cli.passes.options import FILE, issuer_keys, issuer_option, key_option
from kiosk.cli.words import print_json, say
from kiosk.errors import UsageError
from kiosk.issuing.codes import CodedPass
from kiosk.issuing.filling import Form, Misfit
from kiosk.issuing.forms import Desk
from kiosk.issuing.sheets import issue_all
from kiosk.keys.files.disk import make_folder

if TYPE_CHECKING:
    from kiosk.issuing.printing import Printer

FOLDER = click.Path(path_type=Path, file_okay=False)
TEXT, PNG, PDF = "text", "png", "pdf"
ENDINGS = {PDF: ".pdf", PNG: ".png", TEXT: ".txt"}


@click.command()
@key_option
@issuer_option
@click.option("--out", "folder", required=True, type=FOLDER, help="The folder; it is made if need be.")
@click.option("--from", "sheet", type=FILE, help="Visitors as CSV, one a line; the options below fill gaps.")
@click.option("--name", help="Whom the pass is for, at most 40 bytes.")
@click.option("--host", help="Whom they visit, at most 24 bytes.")
@click.option("--site", "sites", multiple=True, help="SITE, AGENCY/SITE or AREA/AGENCY/SITE; '*' for any.")
@click.option("--valid-from", help="A day, or '2026-11-23 08:00'; else today.")
@click.option("--valid-to", help="The same, a day to its end; else the end of the day on which it begins.")
@click.option("--days", help="Such as mon-fri or mon,wed; else every day.")
@click.option("--hours", help="Such as 07:30-17:00; over midnight 22:00-06:00; else all hours.")
@click.option("--uses", help="How often it lets in; else any number.")
@click.option("--role", help="visitor, staff, or operator for a badge; else visitor.")
@click.option("--place", default="", help="Where it counts, as printed; else the sites' ids.")
@click.option("--zone", default="Asia/Ho_Chi_Minh", show_default=True, help="Of the times that are written.")
@click.option(
    "--as",
    "forms",
    type=click.Choice(list(ENDINGS)),
    multiple=True,
    default=list(ENDINGS),
    help="A page, a picture, the text of the code; else all three.",
)
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each pass.")
def issue(
    key: Path,
    issuer: str,
    folder: Path,
    sheet: Path | None,
    sites: tuple[str, ...],
    place: str,
    zone: str,
    forms: tuple[str, ...],
    as_json: bool,
    **fields: str | None,
) -> None:
    """Issue a pass, or one for each visitor of a sheet: all of them, or none if anything is wrong."""
    desk = Desk(issuer, issuer_keys(key, issuer).key, _zone(zone))
    printer = _printer(place, desk.zone) if {PDF, PNG} & set(forms) else None
    if printer:
        desk = replace(desk, lacking=printer.fonts.lacking)
    form = {field: text or "" for field, text in fields.items()} | {"site": " ".join(sites)}
    now = datetime.now(UTC)
    issued = _all(sheet, desk, form, now) if sheet else [_one(desk, form, now)]
    make_folder(folder)
    drawn = _drawn(printer, forms)
    for one in issued:
        files = [
            _write(folder / f"{one.pass_.number}{ENDINGS[form]}", draw(one)) for form, draw in drawn.items()
        ]
        if as_json:
            print_json({"id": one.pass_.number, "kind": one.pass_.kind, "text": one.text, "files": files})
        else:
            click.echo("  ".join([one.pass_.number, *files]))
    say("Whoever has the code of a pass can use it: give each to its own visitor only.")


def _one(desk: Desk, form: Form, now: datetime) -> CodedPass:
    """By the options; raises UsageError with a line for each that is wrong."""
    issued = desk.issue(form, now)
    if isinstance(issued, CodedPass):
        return issued
    raise _wrong(issued)


def _all(sheet: Path, desk: Desk, usual: Form, now: datetime) -> list[CodedPass]:
    """By a sheet, whose gaps the options fill; raises UsageError the same way."""
    if usual["name"]:
        raise UsageError("Give --name for one pass, or --from for those of a sheet; one of them.")
    if wrong := desk.misfits(usual, now):
        raise _wrong(wrong)
    try:
        content = sheet.read_bytes()
    except OSError as error:
        raise UsageError(f"--from: '{sheet}' cannot be read ({error.strerror}); name a CSV file.") from None
    return issue_all(str(sheet), content, desk, usual, now)


def _wrong(misfits: list[Misfit]) -> UsageError:
    return UsageError(
        "\n".join(f"--{misfit.field.replace('_', '-')}: {misfit.message}." for misfit in misfits)
    )


def _drawn(printer: "Printer | None", forms: tuple[str, ...]) -> Mapping[str, Callable[[CodedPass], bytes]]:
    known: dict[str, Callable[[CodedPass], bytes]] = {TEXT: lambda one: f"{one.text}\n".encode()}
    if printer:
        known |= {PDF: printer.pdf, PNG: printer.png}
    return {form: known[form] for form in dict.fromkeys(forms)}


def _printer(place: str, zone: ZoneInfo) -> "Printer":
    from kiosk.issuing.printing import Printer
    from kiosk.paper.fonts import Fonts

    return Printer(Fonts(), place, zone)


def _write(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def _zone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise UsageError(f"--zone: {name!r:.60} is no time zone; write one such as 'Asia/Ho_Chi_Minh'.")
    return ZoneInfo(name)
