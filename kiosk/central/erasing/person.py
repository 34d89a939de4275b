"""One person is erased everywhere: here at once, on the kiosks by a command that is sent until it is done."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from kiosk.central.accounts.audit import Action, Deed, record
from kiosk.central.database import WRITING, keep_arrivals_in_order
from kiosk.central.erasing.identities import overwrite, take_out
from kiosk.central.orders import ask
from kiosk.central.orders.whereabouts import places_now
from kiosk.central.registry.records import SiteKey
from kiosk.central.tables import entries
from kiosk.domain.entry import to_base64url
from kiosk.feed.orders import Name
from kiosk.feed.orders.bodies import AT_ONCE

DAY_MS = 24 * 60 * 60 * 1000

_FOUND = (
    entries.c.arrival,
    entries.c.kiosk,
    entries.c.epoch,
    entries.c.seq,
    entries.c.area,
    entries.c.agency,
    entries.c.site,
    entries.c.at_ms,
    entries.c.subject,
    entries.c.identity_digest,
)
Found = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Erasure:
    """`id`: under which it stands in the audit. `unreached`: kiosks that hang nowhere any more, by id."""

    id: str
    entries: int
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by kiosk, the ids
    unreached: tuple[str, ...] = ()


class Eraser:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITING: True})

    def erase(self, trace_key: str, account: str, reason: str, now: datetime) -> Erasure:
        """When it returns nothing of the person is in the database; raises CentreError if its log holds on.

        Done twice it does no harm, and takes out what came in between.
        """
        with self._writing.begin() as connection:
            keep_arrivals_in_order(connection)
            found = _entries_of(connection, trace_key)
            take_out(connection, [row.arrival for row in found])
            erasure = _tell_kiosks(connection, found, account, now)
            record(connection, account, [_proof(erasure, found, reason)], now)
        overwrite(self._engine)
        return erasure


def _entries_of(connection: Connection, trace_key: str) -> Found:
    """By the trace key, and what kiosks wrote by themselves under the same subjects."""
    named = connection.execute(select(*_FOUND).where(entries.c.trace_key == trace_key)).all()
    subjects: dict[SiteKey, set[str]] = defaultdict(set)
    times: dict[SiteKey, list[int]] = defaultdict(list)
    for row in named:
        place: SiteKey = row.area, row.agency, row.site
        times[place].append(row.at_ms)
        if row.subject:
            subjects[place].add(row.subject)
    found = {row.arrival: row for row in named}
    for here, known in subjects.items():
        area, agency, site = here
        at = times[here]
        others = connection.execute(
            select(*_FOUND).where(
                entries.c.area == area,
                entries.c.agency == agency,
                entries.c.site == site,
                entries.c.at_ms.between(min(at) - DAY_MS, max(at) + DAY_MS),
                entries.c.subject.is_not(None),
            )
        )
        found |= {row.arrival: row for row in others if row.subject in known}
    return [found[arrival] for arrival in sorted(found)]


def _tell_kiosks(connection: Connection, found: Found, account: str, now: datetime) -> Erasure:
    seqs: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in found:
        seqs[row.kiosk, row.epoch].append(row.seq)
    there = places_now(connection, {kiosk for kiosk, _ in seqs})
    asked: dict[str, list[str]] = defaultdict(list)
    for (kiosk, epoch), numbers in sorted(seqs.items()):
        for start in range(0, len(numbers) if kiosk in there else 0, AT_ONCE):
            body = {"epoch": epoch, "seq": sorted(numbers)[start : start + AT_ONCE]}
            asked[kiosk].append(ask(connection, kiosk, Name.ERASE, body, account, now))
    return Erasure(
        secrets.token_hex(8),
        len(found),
        {kiosk: tuple(ids) for kiosk, ids in asked.items()},
        tuple(sorted({kiosk for kiosk, _ in seqs} - there.keys())),
    )


def _proof(erasure: Erasure, found: Found, reason: str) -> Deed:
    """Which entries they were is told as a digest alone: their list would be somebody's ways."""
    list_of = "\n".join(sorted(f"{row.kiosk}/{row.epoch}/{row.seq} {row.identity_digest}" for row in found))
    detail = {
        "entries": erasure.entries,
        "digest": to_base64url(hashlib.sha256(list_of.encode()).digest()),
        "orders": {kiosk: list(ids) for kiosk, ids in erasure.orders.items()},
        "unreached": list(erasure.unreached),
    }
    return Deed(Action.PERSON_ERASED, erasure.id, None, reason, detail)
