"""How kiosks fare over time: of their reports, the worst in each ten minutes, kept for three months."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, case, delete, func, select

from kiosk.central.accounts.scope import Scope
from kiosk.central.instants import milliseconds, moment
from kiosk.central.messages import Heard, Message
from kiosk.central.tables import health, kiosks, upsert

SLOT = timedelta(minutes=10)
KEPT = timedelta(days=90)
FAULT_NAMES, FAULT_LETTERS = 8, 40

Row = dict[str, Any]

HIGHEST = (
    "outbox",
    "quarantined",
    "receipt_age_s",
    "frame_age_ms",
    "decode_ms",
    "temperature_c",
    "memory_mb",
)
LOWEST = ("fps", "disk_free_mb")
"""What is worse when there is more of it, and when there is less."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The worst of a kiosk's reports in ten minutes; None: not told. `faults`: the last that were told."""

    start: datetime  # aware, UTC
    outbox: float | None = None
    quarantined: float | None = None
    receipt_age_s: float | None = None
    frame_age_ms: float | None = None
    decode_ms: float | None = None
    fps: float | None = None
    temperature_c: float | None = None
    disk_free_mb: float | None = None
    memory_mb: float | None = None
    untrusted: bool = False
    throttled: bool = False
    faults: tuple[str, ...] = ()


def remember_health(connection: Connection, messages: Sequence[Message], now: datetime) -> None:
    """Of those that are reports, and came just now; several collectors may write to one slot."""
    now_ms = milliseconds(now)
    slot_ms = now_ms - now_ms % (SLOT // timedelta(milliseconds=1))
    rows: dict[str, Row] = {}
    for message in messages:
        if isinstance(message, Heard) and message.alive and message.health:
            row = _row(message.place.kiosk, slot_ms, json.loads(message.health))
            rows[row["kiosk"]] = _worse(rows[row["kiosk"]], row) if row["kiosk"] in rows else row
    if rows:
        upsert(connection, health, ["kiosk", "slot_ms"], [rows[kiosk] for kiosk in sorted(rows)], _worst)
        connection.execute(
            delete(health).where(
                health.c.kiosk.in_(sorted(rows)), health.c.slot_ms < milliseconds(now - KEPT)
            )
        )


@dataclass(frozen=True, slots=True)
class Report:
    """A kiosk's last report; None: not told."""

    version: str | None
    told: Mapping[str, float | None]
    untrusted: bool
    faults: tuple[str, ...]


class HealthBook:
    """For those who look at it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_kiosk(self, kiosk: str, since: datetime) -> list[Slot]:
        """In order; where a kiosk sent no report there is no slot. Whoever asks may see this kiosk."""
        with self._engine.begin() as connection:
            rows = connection.execute(
                select(health)
                .where(health.c.kiosk == kiosk, health.c.slot_ms >= milliseconds(since))
                .order_by(health.c.slot_ms)
            ).mappings()
            return [
                Slot(
                    moment(row["slot_ms"]),
                    **{name: row[name] for name in (*HIGHEST, *LOWEST)},
                    untrusted=row["untrusted"] > 0,
                    throttled=row["throttled"] > 0,
                    faults=tuple(filter(None, row["faults"].split(","))),
                )
                for row in rows
            ]

    def last(self, scope: Scope, wanted: Collection[str]) -> dict[str, Report]:
        """By kiosk; one that never sent a report is absent."""
        with self._engine.begin() as connection:
            rows = connection.execute(
                select(kiosks.c.kiosk, kiosks.c.health).where(
                    scope.of(kiosks), kiosks.c.kiosk.in_(sorted(wanted)), kiosks.c.health.is_not(None)
                )
            ).all()
        return {row.kiosk: _report(json.loads(row.health)) for row in rows}


def _report(report: Row) -> Report:
    version = report.get("version")
    return Report(
        version[:20] if isinstance(version, str) else None,
        {name: _number(report.get(name)) for name in ("uptime_s", "entries", *HIGHEST, *LOWEST)},
        report.get("clock") == "untrusted",
        _faults(report),
    )


def _row(kiosk: str, slot_ms: int, report: Row) -> Row:
    """Of a report that may hold anything: what is no number was not told."""
    return {
        "kiosk": kiosk,
        "slot_ms": slot_ms,
        "reports": 1,
        **{name: _number(report.get(name)) for name in (*HIGHEST, *LOWEST)},
        "untrusted": int(report.get("clock") == "untrusted"),
        "throttled": int(bool(report.get("throttled"))),
        "faults": ",".join(_faults(report)),
    }


def _faults(report: Row) -> tuple[str, ...]:
    faults = report.get("faults")
    names = [name for name in faults if isinstance(name, str)] if isinstance(faults, list) else []
    return tuple(name[:FAULT_LETTERS].replace(",", " ") for name in names[:FAULT_NAMES])


def _number(value: Any) -> float | None:
    ordinary = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
    return value if ordinary else None


def _worse(one: Row, other: Row) -> Row:
    def of(name: str, choose: Any) -> Any:
        told = [row[name] for row in (one, other) if row[name] is not None]
        return choose(told) if told else None

    return (
        other
        | {name: of(name, max) for name in HIGHEST}
        | {name: of(name, min) for name in LOWEST}
        | {name: one[name] + other[name] for name in ("reports", "untrusted", "throttled")}
        | {"faults": other["faults"] or one["faults"]}
    )


def _worst(new: Any) -> Row:
    """What becomes of a slot that is there already."""
    old = health.c
    return (
        {name: _chosen(new[name], old[name], new[name] > old[name]) for name in HIGHEST}
        | {name: _chosen(new[name], old[name], new[name] < old[name]) for name in LOWEST}
        | {name: old[name] + new[name] for name in ("reports", "untrusted", "throttled")}
        | {"faults": func.coalesce(func.nullif(new.faults, ""), old.faults)}
    )


def _chosen(new: Any, old: Any, worse: Any) -> Any:
    return case((old.is_(None), new), (worse, new), else_=old)
