"""Reads the registry's CSV files, and lists every fault in them at once."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.central.registry.records import Record
from kiosk.central.registry.sheets import SHEETS, Sheet, sheet_of
from kiosk.central.wrong import Wrong
from kiosk.domain.spreadsheet import APOSTROPHE, FORMULA

DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and the way out. `line` 0: in the file as a whole."""

    file: str
    line: int
    column: str
    wrong: Wrong

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.place, self.column, f"{self.wrong}.")))


@dataclass(frozen=True, slots=True)
class Row:
    """A record, and where it was written."""

    file: str
    line: int
    record: Record

    def fault(self, column: str, wrong: Wrong) -> Fault:
        return Fault(self.file, self.line, column, wrong)


@dataclass(slots=True)
class Sheets:
    """All files of one import: their rows by the sheet's name, and their faults."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {sheet.name: [] for sheet in SHEETS})
    faults: list[Fault] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def in_order(self, faults: list[Fault]) -> list[Fault]:
        """As a reader goes through the files."""
        return sorted(faults, key=lambda fault: (self.files.index(fault.file), fault.line))


def read_sheets(files: Sequence[tuple[str, bytes]]) -> Sheets:
    """Of files by their names; which sheet a file is, its first line tells."""
    sheets = Sheets()
    for name, content in files:
        sheets.files.append(name)
        _read(sheets, name, content)
    return sheets


def read_form(sheet: Sheet, cells: Mapping[str, str]) -> Sheets:
    """One row, as somebody filled it in; faults name its columns. What is not given is as if empty."""
    sheets = Sheets(files=[""])
    columns = [column for column in sheet.columns if column in cells or column in sheet.required]
    _read_rows(sheets, sheet, "", columns, iter([(0, [cells.get(column, "") for column in columns])]))
    return sheets


def _read(sheets: Sheets, name: str, content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        sheets.faults.append(Fault(name, 0, "", Wrong("file_not_utf8")))
        return
    lines = _lines(text)
    try:
        head = next(lines, (1, []))[1]
        columns = [column.strip().lower() for column in head]
        sheet = sheet_of(set(columns))
        if sheet is None:
            sheets.faults.append(Fault(name, 1, "", Wrong("file_no_sheet")))
            return
        faults = list(_column_faults(name, sheet, columns))
        sheets.faults += faults
        if not faults:
            _read_rows(sheets, sheet, name, columns, lines)
    except csv.Error as error:
        sheets.faults.append(Fault(name, 0, "", Wrong("file_not_csv", why=error)))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank, with its number."""
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _column_faults(name: str, sheet: Sheet, columns: Sequence[str]) -> Iterator[Fault]:
    for column in sheet.required:
        if column not in columns:
            yield Fault(name, 1, column, Wrong("column_absent"))
    for nth, column in enumerate(columns):
        if column not in sheet.columns:
            known = ", ".join(sheet.columns)
            yield Fault(name, 1, column, Wrong("column_unknown", sheet=sheet.name, known=known))
        elif column in columns[:nth]:
            yield Fault(name, 1, column, Wrong("column_twice"))


def _read_rows(
    sheets: Sheets, sheet: Sheet, name: str, columns: list[str], lines: Iterator[tuple[int, list[str]]]
) -> None:
    for line, cells in lines:
        if len(cells) != len(columns):
            sheets.faults.append(
                Fault(name, line, "", Wrong("row_length", count=len(cells), wanted=len(columns)))
            )
            continue
        values: dict[str, object] = {}
        for column, cell in zip(columns, cells, strict=True):
            try:
                values[column] = sheet.columns[column](_text(cell))
            except Wrong as wrong:
                sheets.faults.append(Fault(name, line, column, wrong))
        if values.keys() >= sheet.key:  # with a fault elsewhere it still shows whether others rest on it
            sheets.rows[sheet.name].append(Row(name, line, sheet.make(**(sheet.least | values))))


def _text(cell: str) -> str:
    bare = cell.strip()
    return bare[1:] if bare.startswith(APOSTROPHE) and bare[1:].startswith(FORMULA) else bare
