"""Who passed since a moment, as the journal has it; what was undone is left out."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from kiosk.domain.curfew import StillInside
from kiosk.domain.entry import Event, from_base64url, from_rfc3339, to_rfc3339
from kiosk.domain.verdict import Direction, Role, Verdict

PASSED = """
    SELECT entry.epoch, seq, at, subject, json_extract(body, '$.event'), json_extract(body, '$.direction'),
           json_extract(body, '$.role'), coalesce(other.id, entry.epoch), json_extract(body, '$.ref')
    FROM entry LEFT JOIN epoch AS other ON other.name = json_extract(body, '$.data.ref_epoch')
    WHERE at >= :since AND (json_extract(body, '$.event') = :auto_out
       OR json_extract(body, '$.verdict') = :accepted AND json_extract(body, '$.direction') IS NOT NULL)
    ORDER BY +entry.epoch, +seq
"""
"""The plus signs let it find them by time, and sort the few, instead of going through all in order."""

UNDONE = """
    SELECT coalesce(other.id, entry.epoch), json_extract(body, '$.ref')
    FROM entry LEFT JOIN epoch AS other ON other.name = json_extract(body, '$.data.ref_epoch')
    WHERE json_extract(body, '$.event') = 'undo' AND json_extract(body, '$.event') <> 'presented'
"""
"""The second condition lets it use the index of what is no presentation."""

EARLIER_EPOCHS = "SELECT id, name FROM epoch WHERE id < (SELECT max(id) FROM epoch)"

Place = tuple[int, int]
"""An epoch's number, and a seq."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody who was let in or out, or checked out when it was over. `subject` means nobody any more once
    its key is gone. `spoken_of` is the entry of which this one speaks, if it is one that speaks of another.
    `direction` None: a visit of an earlier day was closed.
    """

    place: Place
    event: Event
    direction: Direction | None
    at: datetime  # aware, UTC; put right where it was written by a clock that was wrong
    role: Role | None
    spoken_of: Place
    subject: bytes | None = field(repr=False)

    @property
    def unseen(self) -> bool:
        return self.event is Event.AUTO_OUT

    @property
    def is_somebody(self) -> bool:
        """Not one whose subject was taken out in time: whether they went nobody can tell any more."""
        return self.subject is not None or self.event is not Event.PRESENTED


def passages(db: Database, since: datetime) -> Iterator[Passed]:
    """Everybody who passed since then (aware), in the order in which it was recorded."""
    undone = set(db.execute(UNDONE).fetchall())
    words = {"since": to_rfc3339(since), "accepted": Verdict.ACCEPTED, "auto_out": Event.AUTO_OUT}
    for epoch, seq, at, subject, event, direction, role, ref_epoch, ref in db.execute(PASSED, words):
        if (epoch, seq) not in undone:
            yield Passed(
                (epoch, seq),
                Event(event),
                Direction(direction) if direction else None,
                from_rfc3339(at),
                Role(role) if role else None,
                (ref_epoch, ref),
                from_base64url(subject) if subject else None,
            )


def count(passed: Iterator[Passed]) -> Counter[Direction]:
    """How many came in and went out, those who were checked out included."""
    return Counter(one.direction for one in passed if one.direction)


def still_inside(db: Database, passed: Iterator[Passed]) -> Iterator[StillInside]:
    """Of those who passed, who came in and is not known to have gone, in the order in which they came."""
    inside: dict[Place, Passed] = {}
    last: dict[bytes, Place] = {}
    for one in passed:
        inside.pop(one.spoken_of, None)
        if one.subject in last:
            inside.pop(last.pop(one.subject), None)
        if one.direction is Direction.IN and one.is_somebody:
            inside[one.place] = one
            if one.subject:
                last[one.subject] = one.place
    earlier: dict[int, str] = dict(db.execute(EARLIER_EPOCHS))
    for one in inside.values():
        epoch, seq = one.place
        yield StillInside(seq, earlier.get(epoch), one.at, one.role, one.subject)
