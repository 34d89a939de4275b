"""What counts as somebody passing, and what was taken back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select, tuple_

from kiosk.central.tables import entries
from kiosk.domain.entry import Event
from kiosk.domain.verdict import Verdict

Key = tuple[str, str, int]  # kiosk, epoch, seq

CHUNK = 200

PASSED: ColumnElement[bool] = entries.c.direction.is_not(None) & (
    (entries.c.verdict == Verdict.ACCEPTED.value) | (entries.c.event == Event.AUTO_OUT.value)
)
"""Somebody came in or went out: by a code, by hand, let in by a guard, or taken for gone by the kiosk."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A passage that a guard took back, or that was recorded too late to be told."""

    key: Key
    area: str
    agency: str
    site: str
    at_ms: int
    direction: str


def undone(connection: Connection, *conditions: ColumnElement[bool]) -> list[Undone]:
    """Of the passages under these conditions those that were taken back; `undo` entries are few."""
    rows = connection.execute(
        select(entries.c.kiosk, entries.c.epoch, entries.c.body).where(
            entries.c.event == Event.UNDO.value, *conditions
        )
    )
    keys = sorted({key for row in rows if (key := _meant(row.kiosk, row.epoch, row.body))})
    found: list[Undone] = []
    for start in range(0, len(keys), CHUNK):
        found += _passages(connection, keys[start : start + CHUNK], conditions)
    return found


def _meant(kiosk: str, epoch: str, body: str) -> Key | None:
    ref = json.loads(body).get("ref")
    return (kiosk, epoch, ref) if isinstance(ref, int) else None


def _passages(
    connection: Connection, keys: Sequence[Key], conditions: Sequence[ColumnElement[bool]]
) -> list[Undone]:
    columns = entries.c
    rows = connection.execute(
        select(
            columns.kiosk,
            columns.epoch,
            columns.seq,
            columns.area,
            columns.agency,
            columns.site,
            columns.at_ms,
            columns.direction,
        ).where(tuple_(columns.kiosk, columns.epoch, columns.seq).in_(keys), PASSED, *conditions)
    )
    return [Undone((row[0], row[1], row[2]), *row[3:]) for row in rows]
