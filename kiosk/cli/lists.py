"""`kiosk list`: lists of people, by keyed hashes of their numbers."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.words import say
from kiosk.domain.person import OPAQUE, Namespace
from kiosk.errors import UsageError
from kiosk.keys.files.disk import PUBLIC_MODE, write_over
from kiosk.keys.files.loading import load_list_key
from kiosk.keys.lists import NumberList

FILE = click.Path(path_type=Path, dir_okay=False)
DELIMITERS = ",;\t"
NUMBER, NAMESPACE = "number", "namespace"
LETTERS_AND_DIGITS = {
    Namespace.VN_ID: (
        r"[0-9]{12}|[0-9]{9}|(?=.*[A-Z])[0-9A-Z]{5,20}",
        "12 digits, or an older document's own",
    ),
    Namespace.BHYT: (r"[0-9A-Z]{10,15}", "10 to 15 letters and digits"),
}
"""Shapes of numbers that are the same however people space them, and in words."""
AS_IT_STANDS = r"[^*|]{1,64}"
ZEROS_LOST = r"[0-9]{10,11}"


@click.group("list")
def lists() -> None:
    """Make lists of people, to deny them, to let in them alone, or to know staff."""


@lists.command()
@click.argument("table", type=FILE, metavar="CSV")
@click.option(
    "--key", required=True, type=FILE, help="The list key, as 'kiosk keys new --for list' makes it."
)
@click.option("--out", "file", required=True, type=FILE, help="The list; an earlier one is replaced.")
@click.option(
    "--namespace",
    default=Namespace.VN_ID.value,
    show_default=True,
    help="Whose numbers they are where a line does not say: vn-id, bhyt, qid, pass, or opaque:KIND.",
)
def make(table: Path, key: Path, file: Path, namespace: str) -> None:
    """Make a list from the column `number` of a table; it holds keyed hashes, and no number."""
    list_key = load_list_key(key, datetime.now(UTC).date())
    numbers = _numbers(table, _namespace(namespace))
    made = NumberList.of(list_key, numbers)
    write_over(file, made.to_text(), PUBLIC_MODE)
    click.echo(file)
    twice = len(numbers) - len(made.marks)
    say(f"Numbers on the list: {len(made.marks)}; lines that repeat one: {twice}.")
    say("A person's ID card and insurance card bear two numbers; who is to be found by both needs both here.")


def _numbers(table: Path, namespace: str) -> list[tuple[str, str]]:
    """Each with its namespace; UsageError has a line for each that is none, and repeats no number."""
    rows = _rows(table)
    columns = [name.strip().lower() for name in next(rows, (1, []))[1]]
    if NUMBER not in columns:
        raise UsageError(f"{table}:1: has no column 'number'; name it so in the first line.")
    numbers: list[tuple[str, str]] = []
    faults: list[str] = []
    for line, cells in rows:
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        try:
            whose = _namespace(row.get(NAMESPACE) or namespace)
            numbers.append((whose, _number(row.get(NUMBER, ""), whose)))
        except UsageError as error:
            faults.append(f"{table}:{line}: {error}")
    if faults:
        raise UsageError("\n".join(faults))
    return numbers


def _rows(table: Path) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank, with its number."""
    try:
        text = table.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{table}: {error.strerror}; check the file's name and who may read it.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{table}: is not UTF-8; save it as 'CSV UTF-8'.") from None
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise UsageError(f"{table}:{reader.line_num}: is not CSV ({error}); save it again.") from None


def _namespace(text: str) -> str:
    if text in list(Namespace) or re.fullmatch(rf"{OPAQUE}[a-z][a-z0-9_-]{{1,39}}", text):
        return text
    known = ", ".join(Namespace)
    raise UsageError(f"{text!r:.40} is no namespace; write {known}, or {OPAQUE} and a kind's name.")


def _number(text: str, namespace: str) -> str:
    """As a code carries it. An apostrophe before it is a spreadsheet's, to say that it is text."""
    number = text.removeprefix("'")
    if namespace not in LETTERS_AND_DIGITS:
        if not re.fullmatch(AS_IT_STANDS, number):
            raise UsageError("the number is empty, masked or too long; write it as the code has it.")
        return number
    shape, words = LETTERS_AND_DIGITS[Namespace(namespace)]
    number = number.replace(" ", "").upper()
    if namespace == Namespace.VN_ID and re.fullmatch(ZEROS_LOST, number):
        raise UsageError("the number is too short; a spreadsheet may have cut its first zeros.")
    if not re.fullmatch(shape, number):
        raise UsageError(f"the number is none of {namespace}: {words}; correct it.")
    return number
