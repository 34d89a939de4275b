"""Entries that wait for a centre, as a kiosk would have recorded them: for measurements."""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from kiosk.devices.clock import SystemClock
from kiosk.devices.journal.writing.book import Book
from kiosk.domain.chain import genesis
from kiosk.domain.entry import ClockState, Draft, JsonObject, number
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict
from kiosk.feed.topics import Place

SEED = 20_261_123
AT_ONCE = 1000
BETWEEN = timedelta(seconds=2)
BOOT = "5f0c3d9e-0c1b-4a53-9d0e-7b1f0e6c2a11"


def drafts(count: int, seed: int = SEED) -> Iterator[Draft]:
    """Presentations, one after the other until now; nobody of them is known twice."""
    chance = random.Random(seed)  # noqa: S311 - a measurement should find the same again
    began = datetime.now(UTC) - count * BETWEEN
    for n in range(count):
        yield Draft(
            at=began + n * BETWEEN,
            clock=ClockState(trusted=True, boot=BOOT, uptime_ms=2000 * n),
            direction=chance.choice((Direction.IN, Direction.OUT)),
            verdict=Verdict.ACCEPTED,
            reason=Reason.OK,
            kind=chance.choice(("cccd", "can_cuoc", "bhyt")),
            assurance=Assurance.DECLARED,
            role=Role.VISITOR,
            subject=chance.randbytes(16),
            salt=chance.randbytes(16),
            notice="2026-01",
        )


def write_journal(path: Path, kiosk: str, count: int, seed: int = SEED) -> None:
    """A journal with so many entries waiting."""
    made = drafts(count, seed)
    with closing(Book(path, kiosk, SystemClock())) as book:
        while some := list(islice(made, AT_ONCE)):
            book.write(*some)


def wire_entries(place: Place, epoch: str, count: int, seed: int = SEED) -> list[JsonObject]:
    """The same as on the wire, numbered and chained."""
    chain, wire = genesis(place.kiosk, epoch), list[JsonObject]()
    for seq, draft in enumerate(drafts(count, seed), 1):
        entry = number(draft, seq, chain)
        chain = entry.chain
        wire.append(entry.to_wire())
    return wire
