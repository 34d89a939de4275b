"""`kiosk board print`."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from kiosk.assembly import configured
from kiosk.cli.door import CONFIG
from kiosk.cli.words import print_json, say
from kiosk.credentials.board import is_host
from kiosk.domain.entry import to_rfc3339
from kiosk.errors import KeysError, UsageError
from kiosk.issuing.boards import BoardDesk, CodedBoard
from kiosk.issuing.filling import Form
from kiosk.issuing.sheets import issue_all
from kiosk.keys.files import load_issuer_keys
from kiosk.keys.files.disk import make_folder

if TYPE_CHECKING:
    from kiosk.issuing.board_printing import BoardPrinter

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
A_HOST = "checkin.example.vn"
PDF, PNG = "pdf", "png"

Draw = Callable[[CodedBoard], bytes]


@click.command("print")
@click.option("--key", required=True, type=FILE, help="The issuer's private key, issuer.sign.")
@click.option("--host", required=True, help="Whose page phones open, such as checkin.example.vn.")
@click.option("--out", "folder", required=True, type=FOLDER, help="The folder; it is made if need be.")
@click.option("--config", type=CONFIG, help="A kiosk.toml of the venue; the options below come first.")
@click.option("--from", "sheet", type=FILE, help="Venues as CSV, one a line; the options below fill gaps.")
@click.option("--area", help="The id of its area.")
@click.option("--site", help="The id of the venue.")
@click.option("--name", help="What it is called, at most 80 letters; as kiosk.name of its kiosks.")
@click.option("--hotline", help="Whom people call, at most 40 letters.")
@click.option("--contact", help="Whom they write to, at most 80 letters; may be left out.")
@click.option("--valid-to", help="The last day on which it holds; else a year from now.")
@click.option(
    "--as",
    "forms",
    type=click.Choice([PDF, PNG]),
    multiple=True,
    default=[PDF, PNG],
    help="A page, or a picture; else both.",
)
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each board.")
def print_board(
    key: Path,
    host: str,
    folder: Path,
    config: Path | None,
    sheet: Path | None,
    forms: tuple[str, ...],
    as_json: bool,
    **fields: str | None,
) -> None:
    """Print the board of a venue, or of each venue of a sheet: A4, its code 15 cm wide, signed."""
    form, zone = _form(config, fields)
    now = datetime.now(UTC)
    printer = _printer(zone)
    faults = [] if is_host(host) else [f"--host: {host!r:.80} is no host; write one such as '{A_HOST}'."]
    try:
        signing = load_issuer_keys(key, now.date()).key
        desk = BoardDesk(signing, A_HOST if faults else host, zone, printer.fonts.lacking)
        boards = issue_all(str(sheet), _content(sheet), desk, form, now) if sheet else [_one(desk, form, now)]
    except (KeysError, UsageError) as error:
        faults.append(str(error))
    if faults:
        raise UsageError("\n".join(faults))
    make_folder(folder)
    draw: dict[str, Draw] = {PDF: printer.pdf, PNG: printer.png}
    for coded in boards:
        files = [_write(folder, coded, kind, draw[kind]) for kind in dict.fromkeys(forms)]
        if as_json:
            print_json(_described(coded, files))
        else:
            click.echo("  ".join(files))
    say("Print at full size (100 %), on white paper, and leave the margin of the code bare.")


def _form(config: Path | None, fields: dict[str, str | None]) -> tuple[Form, ZoneInfo]:
    """What is known of every board: as the options say, else the configuration; and its zone."""
    given = {field: text for field, text in fields.items() if text}
    if config is None:
        return given, ZONE
    table = configured(config).kiosk
    known = {"area": table.area, "site": table.site, "name": table.name}
    known |= {"hotline": table.hotline, "contact": table.contact}
    return {**known, **given}, table.zone


def _one(desk: BoardDesk, form: Form, now: datetime) -> CodedBoard:
    """By the options; raises UsageError with a line for each that is wrong."""
    issued = desk.issue(form, now)
    if isinstance(issued, CodedBoard):
        return issued
    raise UsageError("\n".join(f"--{misfit.field.replace('_', '-')}: {misfit.message}." for misfit in issued))


def _printer(zone: ZoneInfo) -> "BoardPrinter":
    from kiosk.issuing.board_printing import BoardPrinter  # a door does without what it needs
    from kiosk.paper.fonts import Fonts

    return BoardPrinter(Fonts(), zone)


def _write(folder: Path, coded: CodedBoard, kind: str, draw: Draw) -> str:
    venue = coded.board.venue
    path = folder / f"board-{venue.area}-{venue.site}.{kind}"
    path.write_bytes(draw(coded))
    return str(path)


def _described(coded: CodedBoard, files: list[str]) -> dict[str, object]:
    board = coded.board
    return {
        "area": board.venue.area,
        "site": board.venue.site,
        "name": board.venue.name,
        "issued": to_rfc3339(board.issued),
        "expires": to_rfc3339(board.expires),
        "text": coded.text,
        "files": files,
    }


def _content(sheet: Path) -> bytes:
    try:
        return sheet.read_bytes()
    except OSError as error:
        raise UsageError(f"--from: '{sheet}' cannot be read ({error.strerror}); name a CSV file.") from None
