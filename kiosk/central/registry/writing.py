"""Writes the registry's CSV files, as a spreadsheet opens them and `reading` reads them again."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from kiosk.central.registry.reading import FORMULA
from kiosk.central.registry.records import Record, columns
from kiosk.central.registry.sheets import Sheet

BYTE_ORDER_MARK = "\ufeff"
"""By it spreadsheets know UTF-8, and show Vietnamese letters right."""


def write_sheet(sheet: Sheet, records: Iterable[Record]) -> Iterator[str]:
    """Piece by piece."""
    yield BYTE_ORDER_MARK + csv_line(list(sheet.columns))
    for record in records:
        values = columns(record)
        yield csv_line([values[column] for column in sheet.columns])


def csv_line(cells: Sequence[object]) -> str:
    """One line, in which no cell is taken for a formula."""
    line = io.StringIO()
    csv.writer(line).writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith((*FORMULA, "\t", "\r")) else cell
