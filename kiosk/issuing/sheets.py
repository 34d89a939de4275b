"""A spreadsheet saved as CSV: a pass or a board for each line, or all that is wrong with any of them."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar, Protocol, TypeVar

from kiosk.domain.spreadsheet import APOSTROPHE, FORMULA
from kiosk.errors import UsageError
from kiosk.issuing.filling import Form, Misfit
from kiosk.settings.toml import nearest, quoted

DELIMITERS = ",;\t"
MOST_ROWS = 5000
Row = tuple[int, list[str]]
"""The number of its last line, and its cells."""

Issued = TypeVar("Issued", covariant=True)


class Issuing(Protocol[Issued]):
    """Makes one thing of a form. Its fields are a sheet's columns, of which `needed` must be there; `empty`
    is said of a sheet without lines.
    """

    fields: ClassVar[tuple[str, ...]]
    needed: ClassVar[str]
    empty: ClassVar[str]

    def issue(self, form: Form, now: datetime) -> Issued | list[Misfit]: ...


def issue_all(file: str, content: bytes, desk: Issuing[Issued], usual: Form, now: datetime) -> list[Issued]:
    """One for each row; `usual` is what counts where a cell is empty, or its column is not there.

    Raises UsageError with a line for each fault, `FILE:LINE: COLUMN: what, and the way out`.
    """
    made: list[Issued] = []
    faults: list[str] = []
    try:
        head, *rows = [*_rows(content)] or [(1, [])]
        columns = _columns(head, desk)
        for line, cells in rows:
            if len(cells) != len(columns):
                faults.append(
                    f"{line}: has {len(cells)} cells, not {len(columns)}; check its commas and quotes."
                )
                continue
            told = {column: _bare(cell) for column, cell in zip(columns, cells, strict=True)}
            issued = desk.issue({**usual, **{field: text for field, text in told.items() if text}}, now)
            if isinstance(issued, list):
                faults.extend(f"{line}: {misfit.field}: {misfit.message}." for misfit in issued)
            else:
                made.append(issued)
        if not made and not faults:
            faults.append(f"1: {desk.empty}.")
    except _NoSheet as error:
        faults.append(str(error))
    except csv.Error as error:
        faults.append(f"1: is not CSV ({error}); save it from a spreadsheet again.")
    if faults:
        raise UsageError("\n".join(f"{file}:{fault}" for fault in faults))
    return made


class _NoSheet(Exception):
    """The message goes after the file's name: a line, and what is wrong there."""


def _rows(content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _NoSheet("1: is not UTF-8; save it as 'CSV UTF-8'.") from None
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    count = 0
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if count > MOST_ROWS:
            raise _NoSheet(f"{reader.line_num}: is one row more than {MOST_ROWS}; part the file.")
        count += 1
        yield reader.line_num, cells


def _columns(head: Row, desk: Issuing[object]) -> Sequence[str]:
    line, cells = head
    columns = [cell.strip().lower() for cell in cells]
    for nth, column in enumerate(columns):
        if column not in desk.fields:
            raise _NoSheet(f"{line}: {quoted(column)} is no column. {nearest(column, desk.fields)}")
        if column in columns[:nth]:
            raise _NoSheet(f"{line}: {column}: is there twice; take one out.")
    if desk.needed not in columns:
        head_line = ",".join(desk.fields[:5])
        raise _NoSheet(f"{line}: {desk.needed}: is no column here; begin with a line such as '{head_line}'.")
    return columns


def _bare(cell: str) -> str:
    bare = cell.strip()
    return bare[1:] if bare.startswith(APOSTROPHE) and bare[1:].startswith(FORMULA) else bare
