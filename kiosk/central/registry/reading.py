"""Reads the registry's CSV files, and lists every fault in them at once."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kiosk.central.registry.records import Record
from kiosk.central.registry.sheets import SHEETS, Sheet, sheet_of
from kiosk.domain.spreadsheet import APOSTROPHE, FORMULA

DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and the way out. `line` 0: in the file as a whole."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(filter(None, (place, self.column, f"{self.message}.")))


@dataclass(frozen=True, slots=True)
class Row:
    """A record, and where it was written."""

    file: str
    line: int
    record: Record

    def fault(self, column: str, message: str) -> Fault:
        return Fault(self.file, self.line, column, message)


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


def _read(sheets: Sheets, name: str, content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        sheets.faults.append(Fault(name, 0, "", "is not UTF-8; save it as 'CSV UTF-8'"))
        return
    lines = _lines(text)
    try:
        head = next(lines, (1, []))[1]
        columns = [column.strip().lower() for column in head]
        sheet = sheet_of(set(columns))
        if sheet is None:
            sheets.faults.append(
                Fault(name, 1, "", "names no sheet's columns; begin with a line such as 'area,name'")
            )
            return
        faults = list(_column_faults(name, sheet, columns))
        sheets.faults += faults
        if not faults:
            _read_rows(sheets, sheet, name, columns, lines)
    except csv.Error as error:
        sheets.faults.append(Fault(name, 0, "", f"is not CSV ({error}); save it from a spreadsheet again"))


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
            yield Fault(name, 1, column, "is not there; add this column")
    for nth, column in enumerate(columns):
        if column not in sheet.columns:
            known = ", ".join(sheet.columns)
            yield Fault(name, 1, column, f"is no column of {sheet.name}; known are {known}")
        elif column in columns[:nth]:
            yield Fault(name, 1, column, "is there twice; remove one")


def _read_rows(
    sheets: Sheets, sheet: Sheet, name: str, columns: list[str], lines: Iterator[tuple[int, list[str]]]
) -> None:
    for line, cells in lines:
        if len(cells) != len(columns):
            sheets.faults.append(
                Fault(
                    name, line, "", f"has {len(cells)} cells, not {len(columns)}; check its commas and quotes"
                )
            )
            continue
        values: dict[str, object] = {}
        for column, cell in zip(columns, cells, strict=True):
            try:
                values[column] = sheet.columns[column](_text(cell))
            except ValueError as error:
                sheets.faults.append(Fault(name, line, column, str(error)))
        if values.keys() >= sheet.key:  # with a fault elsewhere it still shows whether others rest on it
            sheets.rows[sheet.name].append(Row(name, line, sheet.make(**(sheet.least | values))))


def _text(cell: str) -> str:
    bare = cell.strip()
    return bare[1:] if bare.startswith(APOSTROPHE) and bare[1:].startswith(FORMULA) else bare
