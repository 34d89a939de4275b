"""The kiosk's own record: entries, chained, and the outbox of those that the centre has not receipted."""

from kiosk.devices.journal.journal import SqliteJournal
from kiosk.devices.journal.lock import is_in_use
from kiosk.devices.journal.reading.outbox import SqliteOutbox
from kiosk.devices.journal.reading.past import JournalPast
from kiosk.devices.journal.reading.reader import EntryKey, JournalReader
from kiosk.devices.journal.writing.book import purge_all

__all__ = [
    "EntryKey",
    "JournalPast",
    "JournalReader",
    "SqliteJournal",
    "SqliteOutbox",
    "is_in_use",
    "purge_all",
]
