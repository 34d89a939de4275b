"""What became of an erasure: done here, and on which kiosks, each by an entry of its own chain."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from kiosk.central.accounts.audit import Action
from kiosk.central.instants import moment
from kiosk.central.tables import audit, entries, orders
from kiosk.domain.entry import JsonObject, to_rfc3339


@dataclass(frozen=True, slots=True)
class AtKiosk:
    """`entry`: the one that records it, `{"epoch", "seq", "chain"}`; `arrived`: it is stored here as told."""

    kiosk: str
    done: bool
    erased: int
    entry: JsonObject | None
    arrived: bool

    def to_json(self) -> JsonObject:
        told = {"kiosk": self.kiosk, "done": self.done, "erased": self.erased}
        return told | {"entry": self.entry, "arrived": self.arrived}


@dataclass(frozen=True, slots=True)
class Proof:
    """Of the erasure with that id."""

    id: str
    at: datetime
    entries: int
    digest: str
    kiosks: tuple[AtKiosk, ...]
    unreached: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Every kiosk has done it."""
        return not self.unreached and all(kiosk.done for kiosk in self.kiosks)

    def to_json(self) -> JsonObject:
        return {
            "id": self.id,
            "at": to_rfc3339(self.at),
            "entries": self.entries,
            "digest": self.digest,
            "kiosks": [kiosk.to_json() for kiosk in self.kiosks],
            "unreached": list(self.unreached),
        }


def proof_of(engine: Engine, erasure: str) -> Proof | None:
    """None: there is no such erasure."""
    with engine.begin() as connection:
        row = connection.execute(
            select(audit.c.at_ms, audit.c.detail).where(
                audit.c.action == Action.PERSON_ERASED.value, audit.c.target == erasure
            )
        ).first()
        if row is None:
            return None
        detail: dict[str, Any] = json.loads(row.detail)
        return Proof(
            erasure,
            moment(row.at_ms),
            detail["entries"],
            detail["digest"],
            tuple(_kiosks(connection, detail["orders"])),
            tuple(detail["unreached"]),
        )


def _kiosks(connection: Connection, asked: dict[str, list[str]]) -> Iterator[AtKiosk]:
    for kiosk, ids in asked.items():
        for row in connection.execute(select(orders.c.ok, orders.c.result).where(orders.c.id.in_(ids))):
            answer: dict[str, Any] = json.loads(row.result) if row.result else {}
            entry: JsonObject | None = answer.get("proof")
            yield AtKiosk(
                kiosk,
                bool(row.ok),
                len(answer.get("erased", [])),
                entry,
                entry is not None and _arrived(connection, kiosk, entry),
            )


def _arrived(connection: Connection, kiosk: str, entry: JsonObject) -> bool:
    chain = connection.execute(
        select(entries.c.chain).where(
            entries.c.kiosk == kiosk, entries.c.epoch == entry.get("epoch"), entries.c.seq == entry.get("seq")
        )
    ).scalar()
    return chain is not None and chain == entry.get("chain")
