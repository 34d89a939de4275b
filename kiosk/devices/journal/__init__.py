"""The kiosk's own record: entries, chained, and the outbox of those that the centre has not receipted."""

from kiosk.devices.journal.book import purge_all
from kiosk.devices.journal.journal import SqliteJournal
from kiosk.devices.journal.lock import is_in_use
from kiosk.devices.journal.outbox import SqliteOutbox
from kiosk.devices.journal.past import JournalPast
from kiosk.devices.journal.reader import EntryKey, JournalReader

__all__ = [
    "EntryKey",
    "JournalPast",
    "JournalReader",
    "SqliteJournal",
    "SqliteOutbox",
    "is_in_use",
    "purge_all",
]
