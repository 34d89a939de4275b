"""When entries were, in the columns by which they are looked up; what is recorded stays as it was.

`at` is the time that is known best. `kept_from` is when the time began for which an identity is kept: the
same where the clock was right, or was put right; where a boot never got a clock, the beginning of the next
one that did, so that nothing goes too early. Until that is known it is null.
"""

import json
from collections.abc import Iterable

from sqlite_utils import Database

from kiosk.domain.entry import Event, JsonObject, to_rfc3339
from kiosk.domain.timeline import Known, Setting, Stamp, moved, put_right, setting_of

CLOCKS = """
    SELECT epoch, seq, body FROM entry
    WHERE json_extract(body, '$.event') = 'clock' AND json_extract(body, '$.event') <> 'presented'
      AND json_extract(body, '$.boot') = ?
    ORDER BY epoch, seq
"""
UNTIMED = "SELECT epoch, seq, body FROM entry WHERE kept_from IS NULL AND json_extract(body, '$.boot') = ?"
OTHER_BOOTS = "UPDATE entry SET kept_from = ? WHERE kept_from IS NULL AND json_extract(body, '$.boot') <> ?"

Place = tuple[int, int]
"""An epoch's number, and a seq: the order in which entries were recorded."""

Row = tuple[int, int, str]  # epoch, seq, body


def keep_time(db: Database, epoch: int, entry: JsonObject) -> None:
    """After an entry was written, within the caller's transaction: for it, and for those before it."""
    stamp = Stamp.of(entry)
    if stamp.trusted and (began := moved(stamp.at, -stamp.uptime)):
        db.execute(OTHER_BOOTS, [to_rfc3339(began), stamp.boot])
    if entry["event"] == Event.CLOCK:
        _put_right(db, stamp.boot, db.execute(UNTIMED, [stamp.boot]).fetchall())
    elif not stamp.trusted:
        _put_right(db, stamp.boot, [(epoch, entry["seq"], json.dumps(entry))])


def _put_right(db: Database, boot: str, written: Iterable[Row]) -> None:
    settings: list[tuple[Place, Setting]] = []
    for epoch, seq, body in db.execute(CLOCKS, [boot]).fetchall():
        if setting := setting_of(json.loads(body)):
            settings.append(((epoch, seq), setting))
    for epoch, seq, body in written:
        stamp = Stamp.of(json.loads(body))
        position = sum(place <= (epoch, seq) for place, _ in settings)
        when = put_right(stamp.at, stamp.trusted, [setting for _, setting in settings], position)
        at = to_rfc3339(when.at)
        db.execute(
            "UPDATE entry SET at = ?, kept_from = ? WHERE epoch = ? AND seq = ?",
            [at, None if when.known is Known.UNTRUSTED else at, epoch, seq],
        )
