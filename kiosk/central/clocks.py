"""Times that kiosks wrote before their clocks were set, put right once a `clock` entry tells by how much.

Entries stay as they were received; the column `at_ms`, by which everything is looked up, is moved, and
`clock` says how well the time is known. It does not matter which comes first, the `clock` entry or what was
recorded before it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, and_, or_, select, tuple_, update

from kiosk.central.intake import Fresh
from kiosk.central.tables import clock_settings, entries, insert_new, untrusted_times
from kiosk.domain.entry import Event, JsonObject
from kiosk.domain.timeline import TRUSTED, Setting, setting_of, shift

Boot = tuple[str, str]
"""A kiosk, and the id of one of its boots."""

FIRST_MS, LAST_MS = -62_135_596_800_000, 253_402_300_799_999
"""The years 1 to 9999."""

_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Placed:
    """A setting, and its place in its boot."""

    uptime_ms: int
    seq: int
    setting: Setting


def put_clocks_right(connection: Connection, stored: Iterable[tuple[str, Fresh]]) -> None:
    """Moves the times of entries that were just stored, given with their epochs, and of those before them."""
    untrusted: dict[Boot, list[tuple[str, Fresh]]] = {}
    newly_set: dict[Boot, list[JsonObject]] = {}
    for epoch, fresh in stored:
        fields = fresh.entry.fields
        boot = fresh.place.kiosk, fields.boot
        if fields.clock != TRUSTED:
            untrusted.setdefault(boot, []).append((epoch, fresh))
        if fields.event == Event.CLOCK and (row := _setting_row(boot, fresh)):
            newly_set.setdefault(boot, []).append(row)
    _keep(connection, untrusted, newly_set)
    for boot in sorted(untrusted.keys() | newly_set.keys()):
        settings = _settings(connection, boot)
        if boot in newly_set:
            _move(connection, boot, settings)
        elif settings:
            _move(
                connection, boot, settings, [(epoch, new.entry.fields.seq) for epoch, new in untrusted[boot]]
            )


def _setting_row(boot: Boot, fresh: Fresh) -> JsonObject | None:
    fields = fresh.entry.fields
    setting = setting_of(json.loads(fresh.entry.covered))
    if setting is None:
        return None
    return {
        "kiosk": boot[0],
        "boot": boot[1],
        "uptime_ms": fields.uptime_ms,
        "offset_ms": setting.offset // _MS,
        "seq": fields.seq,
        "was_trusted": setting.was_trusted,
        "trusted": setting.trusted,
    }


def _keep(
    connection: Connection,
    untrusted: dict[Boot, list[tuple[str, Fresh]]],
    newly_set: dict[Boot, list[JsonObject]],
) -> None:
    times = [
        {
            "kiosk": kiosk,
            "boot": boot,
            "epoch": epoch,
            "seq": fresh.entry.fields.seq,
            "uptime_ms": fresh.entry.fields.uptime_ms,
            "at_ms": fresh.entry.at_ms,
        }
        for (kiosk, boot), written in untrusted.items()
        for epoch, fresh in written
    ]
    if times:
        insert_new(connection, untrusted_times, times)
    if newly_set:
        insert_new(connection, clock_settings, [row for rows in newly_set.values() for row in rows])


def _settings(connection: Connection, boot: Boot) -> list[Placed]:
    found = connection.execute(
        select(clock_settings)
        .where(clock_settings.c.kiosk == boot[0], clock_settings.c.boot == boot[1])
        .order_by(clock_settings.c.uptime_ms, clock_settings.c.seq)
    )
    return [
        Placed(row.uptime_ms, row.seq, Setting(row.offset_ms * _MS, row.was_trusted, row.trusted))
        for row in found
    ]


def _move(
    connection: Connection,
    boot: Boot,
    settings: Sequence[Placed],
    only: Sequence[tuple[str, int]] | None = None,
) -> None:
    """What was written between two settings is moved alike. `only`: of these epochs and seqs."""
    written = untrusted_times.c
    which = and_(written.kiosk == boot[0], written.boot == boot[1])
    if only is not None:
        which = and_(which, tuple_(written.epoch, written.seq).in_(only))
    for position in range(len(settings) + 1):
        by, known = shift([placed.setting for placed in settings], position)
        after = [_not_before(settings[position - 1])] if position else []
        before = [~_not_before(settings[position])] if position < len(settings) else []
        right_ms = written.at_ms + by // _MS
        connection.execute(
            update(entries)
            .where(
                entries.c.kiosk == written.kiosk,
                entries.c.epoch == written.epoch,
                entries.c.seq == written.seq,
                which,
                right_ms.between(FIRST_MS, LAST_MS),
                *after,
                *before,
            )
            .values(at_ms=right_ms, clock=known.value)
        )


def _not_before(placed: Placed) -> ColumnElement[bool]:
    """Whether a time was written at that setting or after it."""
    written = untrusted_times.c
    return or_(
        written.uptime_ms > placed.uptime_ms,
        and_(written.uptime_ms == placed.uptime_ms, written.seq >= placed.seq),
    )
