"""Journals as a kiosk keeps them: filled, read back, and harmed."""

import secrets
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.devices.journal import JournalReader, SqliteJournal, SqliteOutbox
from kiosk.domain.entry import ClockState, Draft, Entry
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict
from kiosk.feed.receipt import Receipt
from kiosk.ports import OUTBOX_END, OUTBOX_START

KIOSK = "thuan-hoa-1"
AT = datetime(2026, 11, 23, 1, 15, 42, 123_000, tzinfo=UTC)

NewJournal = Callable[..., SqliteJournal]
"""Makes journals: `new_journal()`, `new_journal("thuan-hoa-2")`, `new_journal(clock=a_clock)`."""


def draft(**changes: Any) -> Draft:
    fields: dict[str, Any] = {
        "at": AT,
        "clock": ClockState(trusted=True, boot="5f0c", uptime_ms=8_123_456),
        "direction": Direction.IN,
        "verdict": Verdict.ACCEPTED,
        "reason": Reason.OK,
        "kind": "cccd",
        "assurance": Assurance.DECLARED,
        "role": Role.VISITOR,
        "subject": bytes(range(16)),
        "salt": secrets.token_bytes(16),
    }
    return Draft(**fields | changes)


def record(journal: SqliteJournal, count: int = 1, **changes: Any) -> list[Entry]:
    return [journal.record(draft(**changes)).result(10) for _ in range(count)]


def waiting_seqs(path: Path) -> list[int]:
    outbox = SqliteOutbox(path)
    try:
        batch = outbox.after(OUTBOX_START, OUTBOX_END, 1000)
        return batch.seqs if batch else []
    finally:
        outbox.close()


def epoch_of(path: Path) -> str:
    return opened(path, lambda reader: [epoch for epoch, _ in reader.entries()][-1])


def opened(path: Path, look: Callable[[JournalReader], Any]) -> Any:
    reader = JournalReader(path)
    try:
        return look(reader)
    finally:
        reader.close()


def flaws(path: Path) -> list[tuple[int, str]]:
    return opened(path, lambda reader: [(flaw.seq, flaw.what) for flaw in reader.verify()])


def settled(journal: SqliteJournal, receipt: Receipt) -> None:
    """A receipt is dealt with before the journal is closed."""
    journal.settle(receipt)
    journal.close()


def tamper(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(sql)
    connection.close()
