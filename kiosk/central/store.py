"""Keeps what came over the feed, once, in one transaction; only then may anyone be told so."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select

from kiosk.central.clocks import put_clocks_right
from kiosk.central.database import WRITING, keep_arrivals_in_order
from kiosk.central.doubles import remove_doubles
from kiosk.central.health import remember_health
from kiosk.central.instants import milliseconds
from kiosk.central.intake import Alarm, Fresh, Intake, Outcome, take_in
from kiosk.central.messages import Answered, Heard, Message, Pack, Unusable
from kiosk.central.orders.answers import keep_answers, note_arrivals
from kiosk.central.paths import sort_by_path
from kiosk.central.runs import RunKey, lock_runs, save_runs
from kiosk.central.tables import alarms, entries, insert_rows, kiosks, quarantine, upsert
from kiosk.feed.canonical import canonical

UNUSABLE = "unusable"

QUARANTINED_BYTES = 16_000
"""Of an unusable message; enough to find its maker by."""

LONGEST_EPOCH = 64

QUARANTINED_MESSAGES = 100
"""Of one kiosk, the newest: a kiosk gone wild cannot fill the disk; the alarm counts all."""

Row = dict[str, Any]

ALARM_KEY = ("kind", "kiosk", "epoch", "seq")


class Store:
    """The centre's writing hand. Several may work on one database side by side."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(**{WRITING: True})

    def keep(self, messages: Sequence[Message], now: datetime) -> list[Outcome]:
        """Stores a batch; returns the receipts for its packs, one for each kiosk, place and epoch.

        When it returns, all is on disk. When it raises (sqlalchemy.exc.DBAPIError), nothing is.
        """
        now_ms = milliseconds(now)
        with self._engine.begin() as connection:
            found = sort_by_path(connection, messages)
            intakes = _take_in_all(connection, found.at_home)
            raised = [*found.alarms, *(alarm for intake in intakes for alarm in intake.alarms)]
            raised += _keep_apart(connection, found.at_home, now_ms)
            _write_entries(connection, intakes, now_ms)
            _remember_kiosks(connection, found.at_home, now_ms)
            remember_health(connection, found.at_home, now)
            raised += _keep_what_kiosks_answer(connection, found.at_home, now_ms)
            raise_alarms(connection, raised, now_ms)
        return [*found.outcomes, *(outcome for intake in intakes for outcome in intake.outcomes)]


def _take_in_all(connection: Connection, messages: Sequence[Message]) -> list[Intake]:
    packs: dict[RunKey, list[Pack]] = defaultdict(list)
    for message in messages:
        if isinstance(message, Pack):
            packs[message.place.kiosk, message.epoch].append(message)
    if not packs:
        return []
    return [
        take_in(connection, run, packs[run.kiosk, run.epoch]) for run in lock_runs(connection, set(packs))
    ]


def _write_entries(connection: Connection, intakes: Sequence[Intake], now_ms: int) -> None:
    rows = [_row(intake.run.epoch, fresh, now_ms) for intake in intakes for fresh in intake.fresh]
    if rows:
        rows.sort(key=itemgetter(_AT))  # of one batch, as it happened; for those who watch
        keep_arrivals_in_order(connection)
        insert_rows(connection, entries, ENTRY_COLUMNS, rows)
        save_runs(connection, [intake.run for intake in intakes])
        remove_doubles(connection, intakes)
        put_clocks_right(
            connection, [(intake.run.epoch, fresh) for intake in intakes for fresh in intake.fresh]
        )


ENTRY_COLUMNS = (
    *("kiosk", "epoch", "seq", "area", "agency", "site", "at_ms", "clock", "event", "verdict", "reason"),
    *("kind", "assurance", "role", "direction", "ref_epoch", "ref", "subject", "person", "salt"),
    *("identity_digest", "chain", "body", "arrived_ms"),
)
_AT = ENTRY_COLUMNS.index("at_ms")


def _row(epoch: str, fresh: Fresh, now_ms: int) -> tuple[Any, ...]:
    """Of ENTRY_COLUMNS."""
    place, entry = fresh.place, fresh.entry
    fields = entry.fields
    return (
        place.kiosk,
        epoch,
        fields.seq,
        place.area,
        place.agency,
        place.site,
        entry.at_ms,
        fields.clock,
        fields.event,
        fields.verdict,
        fields.reason,
        fields.kind,
        fields.assurance,
        fields.role,
        fields.direction,
        _epoch_of_ref(epoch, fresh),
        fields.ref,
        fields.subject,
        canonical(entry.person).decode() if entry.person else None,
        fields.salt,
        fields.identity_digest,
        fields.chain,
        entry.covered.decode(),
        now_ms,
    )


def _epoch_of_ref(epoch: str, fresh: Fresh) -> str | None:
    """What an entry speaks of is of its own epoch, unless that alone was numbered anew."""
    if fresh.entry.fields.ref is None:
        return None
    match json.loads(fresh.entry.covered):
        case {"data": {"ref_epoch": str(other)}} if len(other) <= LONGEST_EPOCH:
            return other
    return epoch


def _keep_apart(connection: Connection, messages: Sequence[Message], now_ms: int) -> list[Alarm]:
    """Puts what cannot be understood into quarantine, and returns an alarm for each."""
    apart = [message for message in messages if isinstance(message, Unusable)]
    apart += [pack.unnumbered for pack in messages if isinstance(pack, Pack) and pack.unnumbered]
    rows = [
        {
            "kiosk": _kiosk(message),
            "topic": message.topic,
            "reason": message.reason,
            "payload": message.payload[:QUARANTINED_BYTES],
            "arrived_ms": now_ms,
        }
        for message in apart
    ]
    if rows:
        connection.execute(insert(quarantine), rows)
    for kiosk in sorted({_kiosk(message) for message in apart}):
        _forget_oldest(connection, kiosk)
    return [Alarm(UNUSABLE, message.reason, _kiosk(message)) for message in apart]


def _kiosk(message: Unusable) -> str:
    return message.place.kiosk if message.place else ""


def _forget_oldest(connection: Connection, kiosk: str) -> None:
    of_kiosk = quarantine.c.kiosk == kiosk
    beyond = (
        select(quarantine.c.id)
        .where(of_kiosk)
        .order_by(quarantine.c.id.desc())
        .offset(QUARANTINED_MESSAGES)
        .limit(1)
        .scalar_subquery()
    )
    connection.execute(delete(quarantine).where(of_kiosk, quarantine.c.id <= beyond))


def raise_alarms(connection: Connection, raised: Sequence[Alarm], now_ms: int) -> None:
    """Each is counted where it was raised before."""
    rows = [
        {"kind": alarm.kind, "kiosk": alarm.kiosk, "epoch": alarm.epoch, "seq": alarm.seq}
        | {"detail": alarm.detail, "first_ms": now_ms, "last_ms": now_ms, "times": 1}
        for alarm in sorted(raised, key=_alarm_key)
    ]
    if rows:
        upsert(connection, alarms, ALARM_KEY, rows, _raised_again)


def _raised_again(new: Any) -> Row:
    return {"last_ms": new.last_ms, "times": alarms.c.times + 1, "detail": new.detail}


def _alarm_key(alarm: Alarm) -> tuple[str, str, str, int]:
    """Collectors side by side lock rows in the same order."""
    return alarm.kind, alarm.kiosk, alarm.epoch, alarm.seq


def _keep_what_kiosks_answer(connection: Connection, messages: Sequence[Message], now_ms: int) -> list[Alarm]:
    came = [m.place.kiosk for m in messages if isinstance(m, Heard) and m.status == "online"]
    note_arrivals(connection, came, now_ms)
    return keep_answers(connection, [m for m in messages if isinstance(m, Answered)], now_ms)


def _remember_kiosks(connection: Connection, messages: Sequence[Message], now_ms: int) -> None:
    rows: dict[str, Row] = {}
    for message in messages:
        match message:
            case Pack(place):
                heard = Heard(place, alive=True)
            case Heard():
                heard = message
            case Answered() | Unusable():
                continue
        _add(rows, heard, now_ms)
    if rows:
        upsert(connection, kiosks, ["kiosk"], [rows[kiosk] for kiosk in sorted(rows)], _heard_again)


def _heard_again(new: Any) -> Row:
    return {
        "area": new.area,
        "agency": new.agency,
        "site": new.site,
        "status": func.coalesce(new.status, kiosks.c.status),
        "health": func.coalesce(new.health, kiosks.c.health),
        "seen_ms": func.coalesce(new.seen_ms, kiosks.c.seen_ms),
    }


def _add(rows: dict[str, Row], heard: Heard, now_ms: int) -> None:
    place = heard.place
    row = rows.setdefault(place.kiosk, {"status": None, "health": None, "seen_ms": None})
    row |= {"kiosk": place.kiosk, "area": place.area, "agency": place.agency, "site": place.site}
    row["status"] = heard.status or row["status"]
    row["health"] = heard.health or row["health"]
    row["seen_ms"] = now_ms if heard.alive else row["seen_ms"]
