"""Entries that a kiosk numbered anew: `data.was` names the old place, and what stands there is the double."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, exists, or_

from kiosk.central.intake import Fresh, Intake
from kiosk.central.tables import entries, untrusted_times
from kiosk.domain.entry import from_rfc3339
from kiosk.feed.entry import seq_of

AS_WRITTEN = exists().where(
    untrusted_times.c.kiosk == entries.c.kiosk,
    untrusted_times.c.epoch == entries.c.epoch,
    untrusted_times.c.seq == entries.c.seq,
    untrusted_times.c.at_ms == bindparam("of_at_ms"),
)
"""Where a time was put right since, the kiosk still tells it as it wrote it."""


@dataclass(frozen=True, slots=True)
class OldPlace:
    """Where an entry was recorded at first, and by what it is known to be the same."""

    kiosk: str
    epoch: str
    seq: int
    at: str
    identity_digest: str


def remove_doubles(connection: Connection, intakes: Iterable[Intake]) -> None:
    """Takes out what was stored under its old number; only the same presentation goes, nothing like it."""
    numbered_anew = [
        fresh for intake in intakes for fresh in intake.fresh if b'"was":' in fresh.entry.covered
    ]
    places = [place for fresh in numbered_anew for place in _old_place(fresh)]
    if places:
        connection.execute(
            delete(entries).where(
                entries.c.kiosk == bindparam("of_kiosk"),
                entries.c.epoch == bindparam("of_epoch"),
                entries.c.seq == bindparam("of_seq"),
                or_(entries.c.at_ms == bindparam("of_at_ms"), AS_WRITTEN),
                entries.c.identity_digest == bindparam("of_identity"),
            ),
            [
                {
                    "of_kiosk": place.kiosk,
                    "of_epoch": place.epoch,
                    "of_seq": place.seq,
                    "of_at_ms": round(from_rfc3339(place.at).timestamp() * 1000),
                    "of_identity": place.identity_digest,
                }
                for place in places
            ],
        )


def _old_place(fresh: Fresh) -> Iterator[OldPlace]:
    match json.loads(fresh.entry.covered):
        case {"data": {"was": {"epoch": str(epoch), "seq": _} as was}} if seq := seq_of(was):
            fields = fresh.entry.fields
            yield OldPlace(fresh.place.kiosk, epoch, seq, fields.at, fields.identity_digest)
