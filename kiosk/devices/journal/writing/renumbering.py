"""A new epoch, and entries that are numbered anew in it; `data.was` names their old place.

The numbers of a journal may turn out to be used for other entries: a cloned card, a card put back from a
copy, a centre's own mishap. Or the journal is damaged, and what can still be read of it is taken over. By
`data.was` the centre can tell a double.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlite_utils import Database

from kiosk.domain.chain import canonical, genesis, link
from kiosk.domain.entry import JsonObject, to_base64url, to_rfc3339
from kiosk.domain.timeline import TRUSTED

EPOCH_BYTES = 12

OLD_ENTRY = "epoch.name, entry.seq, entry.at, entry.body, entry.subject, entry.person, entry.salt"

WAITING = f"""
    SELECT {OLD_ENTRY}, entry.chain FROM outbox JOIN entry USING (epoch, seq) JOIN epoch ON epoch.id = epoch
    WHERE epoch = ? ORDER BY seq
"""  # noqa: S608 - column names only

FOREIGN_ANCHOR = """
    DELETE FROM anchor WHERE epoch = :epoch
    AND seq >= (SELECT min(seq) FROM moved WHERE epoch = :epoch)
"""


@dataclass(frozen=True, slots=True)
class End:
    """Where an epoch ends: its last entry; seq 0 and the genesis before the first."""

    epoch: int
    name: str
    seq: int
    chain: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OldEntry:
    """An entry as it stood in an earlier epoch."""

    epoch: str
    seq: int
    at: str
    body: str = field(repr=False)
    subject: str | None = field(repr=False)
    person: str | None = field(repr=False)
    salt: str | None = field(repr=False)


def begin_epoch(db: Database, kiosk: str) -> End:
    """Within the caller's transaction."""
    name = to_base64url(secrets.token_bytes(EPOCH_BYTES))
    db.table("epoch").insert({"name": name, "kiosk": kiosk, "begun_at": to_rfc3339(datetime.now(UTC))})
    number = db.execute("SELECT id FROM epoch WHERE name = ?", [name]).fetchone()[0]
    return End(number, name, 0, genesis(kiosk, name))


def take_over(db: Database, end: End, old_entries: Iterable[OldEntry]) -> End:
    """Numbers them anew after `end` and puts them into the outbox, within the caller's transaction."""
    new_seqs: dict[tuple[str, int], int] = {}
    for old in old_entries:
        entry = json.loads(old.body)
        entry["seq"] = new_seqs[old.epoch, old.seq] = end.seq + 1
        entry["data"].setdefault("was", {"epoch": old.epoch, "seq": old.seq})
        if entry["ref"] is not None:
            _refer(entry, old.epoch, new_seqs)
        end = End(end.epoch, end.name, end.seq + 1, link(end.chain, entry))
        place = {"epoch": end.epoch, "seq": end.seq}
        times = {"at": old.at, "kept_from": old.at if _time_is_known(old, entry) else None}
        identity = {"subject": old.subject, "person": old.person, "salt": old.salt}
        body = {"body": canonical(entry).decode(), "chain": end.chain}
        db.table("entry").insert(place | times | body | identity)
        db.table("outbox").insert(place)
    return end


def _time_is_known(old: OldEntry, entry: JsonObject) -> bool:
    """It was right when it was recorded, or was put right since."""
    return entry["clock"] == TRUSTED or old.at != str(entry["at"])


def _refer(entry: JsonObject, epoch: str, new_seqs: Mapping[tuple[str, int], int]) -> None:
    """It goes on to speak of the same entry, under its new number, or under its old one in the old epoch."""
    epoch = entry["data"].get("ref_epoch", epoch)
    if new := new_seqs.get((epoch, entry["ref"])):
        entry["ref"] = new
        entry["data"].pop("ref_epoch", None)
    else:
        entry["data"]["ref_epoch"] = epoch


def renumber(db: Database, kiosk: str, epoch: int) -> End:
    """Moves all that waits in an epoch into a new one, within the caller's transaction."""
    waiting = [(OldEntry(*row[:-1]), row[-1]) for row in db.execute(WAITING, [epoch]).fetchall()]
    for old, chain in waiting:
        db.table("moved").insert({"epoch": epoch, "seq": old.seq, "chain": chain})
        db.execute("DELETE FROM entry WHERE epoch = ? AND seq = ?", [epoch, old.seq])
        db.execute("DELETE FROM outbox WHERE epoch = ? AND seq = ?", [epoch, old.seq])
    db.execute(FOREIGN_ANCHOR, {"epoch": epoch})
    return take_over(db, begin_epoch(db, kiosk), [old for old, _ in waiting])
