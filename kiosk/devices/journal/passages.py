"""Who passed since a moment, as the journal has it; what was undone is left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from kiosk.domain.entry import from_base64url, from_rfc3339, to_rfc3339
from kiosk.domain.verdict import Direction, Verdict

PASSED = """
    SELECT entry.epoch, seq, at, subject, json_extract(body, '$.direction') FROM entry
    WHERE at >= ? AND json_extract(body, '$.verdict') = ? AND json_extract(body, '$.direction') IS NOT NULL
    ORDER BY +entry.epoch, +seq
"""
"""The plus signs let it find them by time, and sort the few, instead of going through all in order."""

UNDONE = """
    SELECT coalesce(other.id, entry.epoch), json_extract(body, '$.ref')
    FROM entry LEFT JOIN epoch AS other ON other.name = json_extract(body, '$.data.ref_epoch')
    WHERE json_extract(body, '$.event') = 'undo' AND json_extract(body, '$.event') <> 'presented'
"""
"""The second condition lets it use the index of what is no presentation."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody who was let in or out. `subject` means nobody any more once its key is gone."""

    seq: int
    direction: Direction
    at: datetime  # aware, UTC; put right where it was written by a clock that was wrong
    subject: bytes | None = field(repr=False)


def passages(db: Database, since: datetime) -> Iterator[Passed]:
    """Everybody accepted since then (aware), in the order in which they were recorded."""
    undone = set(db.execute(UNDONE).fetchall())
    for epoch, seq, at, subject, direction in db.execute(PASSED, [to_rfc3339(since), Verdict.ACCEPTED]):
        if (epoch, seq) not in undone:
            known = from_base64url(subject) if subject else None
            yield Passed(seq, Direction(direction), from_rfc3339(at), known)
