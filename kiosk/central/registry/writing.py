"""Writes the registry's CSV files, as a spreadsheet opens them and `reading` reads them again."""

from collections.abc import Iterable, Iterator

from kiosk.central.registry.records import Record, columns
from kiosk.central.registry.sheets import Sheet
from kiosk.domain.spreadsheet import csv_line

BYTE_ORDER_MARK = "\ufeff"
"""By it spreadsheets know UTF-8, and show Vietnamese letters right."""


def write_sheet(sheet: Sheet, records: Iterable[Record]) -> Iterator[str]:
    """Piece by piece."""
    yield BYTE_ORDER_MARK + csv_line(list(sheet.columns))
    for record in records:
        values = columns(record)
        yield csv_line([values[column] for column in sheet.columns])
