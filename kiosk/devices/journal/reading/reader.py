"""The journal for those who look into it: entries, counts, and whether the chain holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.devices.journal.connection import explained, open_to_read
from kiosk.devices.journal.reading.passages import count, passages, still_inside
from kiosk.devices.journal.rows import ENTRY_COLUMNS, wire_entry
from kiosk.domain.chain import genesis, identity_digest, link
from kiosk.domain.curfew import StillInside
from kiosk.domain.entry import Event, JsonObject, to_base64url
from kiosk.domain.occupancy import Counts
from kiosk.domain.recent import Passage
from kiosk.domain.timeline import Stamp, When, timeline
from kiosk.domain.verdict import Direction
from kiosk.errors import DeviceAbsent

ALL = f"SELECT {ENTRY_COLUMNS} FROM entry WHERE epoch = ? ORDER BY seq"  # noqa: S608 - column names only
LAST = f"SELECT {ENTRY_COLUMNS} FROM entry ORDER BY epoch DESC, seq DESC LIMIT ?"  # noqa: S608
LAST_STAMPS = 50

MOVED = "SELECT seq, chain FROM moved WHERE epoch = ? ORDER BY seq"

KEYS = """
    SELECT epoch.kiosk, epoch.name, entry.seq, json_extract(entry.body, '$.event')
    FROM entry JOIN epoch ON epoch.id = entry.epoch
"""

USES = "SELECT uses FROM pass_use WHERE pass = ?"

EntryKey = tuple[str, str, int]  # kiosk, epoch, seq


@dataclass(frozen=True, slots=True)
class Flaw:
    """A place at which the journal is not what was recorded. `seq` 0: the epoch as a whole."""

    epoch: str
    seq: int
    what: str


class JournalReader:
    """Reads only. Raises DeviceAbsent where there is no journal, JournalUnavailable if it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = open_to_read(path)

    def kiosk(self) -> str:
        """Whose journal it is: the kiosk that wrote last."""
        with explained(self.path):
            epochs = self._epochs()
        if not epochs:
            raise DeviceAbsent(f"The journal '{self.path}' was never written; run the kiosk first.")
        return epochs[-1][2]

    def entries(self) -> Iterator[tuple[str, JsonObject]]:
        """Every entry with the name of its epoch, oldest first, as on the wire."""
        with explained(self.path):
            for number, name, _ in self._epochs():
                for row in self._db.execute(ALL, [number]):
                    yield name, wire_entry(row)

    def waiting(self) -> int:
        """Entries that the centre has not receipted."""
        with explained(self.path):
            return self._db.table("outbox").count

    def quarantined(self) -> int:
        """Entries that the centre refused."""
        with explained(self.path):
            return self._db.table("quarantine").count

    def times(self) -> list[When]:
        """When each entry was, by all that is known now; in the order of `entries`."""
        return timeline([Stamp.of(entry) for _, entry in self.entries()])

    def last_stamps(self) -> list[Stamp]:
        """Of the last entries, the last one last."""
        with explained(self.path):
            rows = self._db.execute(LAST, [LAST_STAMPS]).fetchall()
        return [Stamp.of(wire_entry(row)) for row in reversed(rows)]

    def keys(self, *events: Event) -> set[EntryKey]:
        """Of every entry; with `events` only of such."""
        wanted = events or tuple(Event)
        with explained(self.path):
            rows = self._db.execute(KEYS).fetchall()
        return {(kiosk, epoch, seq) for kiosk, epoch, seq, event in rows if event in wanted}

    def counts(self, since: datetime) -> Counts:
        """Who passed since then (aware): nobody who was undone, but those whom the kiosk checked out."""
        with explained(self.path):
            found = count(passages(self._db, since))
        return Counts(found[Direction.IN], found[Direction.OUT])

    def passages(self, since: datetime) -> Iterator[tuple[bytes, Passage]]:
        """Whose subject passed since then (aware), and how; oldest first, what was undone left out."""
        with explained(self.path):
            newest = max((number for number, *_ in self._epochs()), default=0)
            for passed in passages(self._db, since):
                if passed.subject and passed.direction:
                    epoch, seq = passed.place
                    now_known_as = seq if epoch == newest else None
                    yield passed.subject, Passage(passed.direction, passed.at, passed.unseen, now_known_as)

    def uses(self, pass_id: bytes) -> int:
        """How often a pass was used, if its uses are counted."""
        with explained(self.path):
            if not self._db.table("pass_use").exists():  # written by an earlier version
                return 0
            found = self._db.execute(USES, [pass_id]).fetchone()
        return found[0] if found else 0

    def still_inside(self, since: datetime) -> list[StillInside]:
        """Who came in since then (aware), and neither went out nor was checked out."""
        with explained(self.path):
            return list(still_inside(self._db, passages(self._db, since)))

    def verify(self) -> Iterator[Flaw]:
        """Follows every chain from its beginning; gives nothing where all is as it was recorded."""
        with explained(self.path):
            for number, name, kiosk in self._epochs():
                yield from self._verify_epoch(number, name, kiosk)

    def close(self) -> None:
        self._db.close()

    def _epochs(self) -> list[tuple[int, str, str]]:
        return self._db.execute("SELECT id, name, kiosk FROM epoch ORDER BY id").fetchall()

    def _verify_epoch(self, number: int, name: str, kiosk: str) -> Iterator[Flaw]:
        chain, seq = genesis(kiosk, name), 0
        moved = dict(self._db.execute(MOVED, [number]).fetchall())
        anchor = self._db.execute("SELECT seq, chain FROM anchor WHERE epoch = ?", [number]).fetchone()
        for row in self._db.execute(ALL, [number]):
            entry = wire_entry(row)
            while seq + 1 in moved:
                seq, chain = seq + 1, moved[seq + 1]
            if entry["seq"] != seq + 1:
                yield Flaw(name, seq + 1, "is missing")
            seq = entry["seq"]
            yield from (Flaw(name, seq, what) for what in _flaws(chain, entry))
            chain = row[-1]
            if anchor and seq == anchor[0] and chain != anchor[1]:
                yield Flaw(name, seq, "is not what the centre holds")
        if anchor and seq < anchor[0]:
            yield Flaw(name, seq + 1, f"is missing, as all up to {anchor[0]}, which the centre holds")


def _flaws(previous: bytes, entry: dict[str, Any]) -> Iterator[str]:
    if to_base64url(link(previous, entry)) != entry["chain"]:
        yield "was altered: the chain does not fit"
    identity = (entry["salt"], entry["person"], entry["subject"])
    if any(identity) and to_base64url(identity_digest(*identity)) != entry["identity_digest"]:
        yield "was altered: the identity does not fit"
