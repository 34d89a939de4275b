"""The audit: every look at a person and every change: who, when, at what, why. Nothing is ever taken out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from kiosk.central.accounts.scope import Scope
from kiosk.central.database import WRITING
from kiosk.central.instants import milliseconds, moment
from kiosk.central.tables import audit

COMMAND_LINE = ""
"""The account of whoever works on the centre's own machine."""

BY_ITSELF = "*"
"""The account of the centre, where nobody asked."""


class Action(StrEnum):
    """What can be done that somebody may ask about later."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a deed
    ACCOUNT_CHANGED = "account_changed"
    REGISTRY_CHANGED = "registry_changed"
    EXPORTED = "exported"
    TRACED = "traced"
    PERSON_SHOWN = "person_shown"
    PERSON_ERASED = "person_erased"
    PURGED = "purged"
    COMMAND_ASKED = "command_asked"
    CONFIG_PUBLISHED = "config_published"


@dataclass(frozen=True, slots=True)
class Deed:
    """`target`: at what, such as a site's key; nothing personal. `area` None: of no area alone."""

    action: Action
    target: str
    area: str | None = None
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A deed as it stands in the audit."""

    number: int
    at: datetime  # aware, UTC
    account: str
    action: str
    target: str
    area: str | None
    reason: str
    detail: Mapping[str, Any]


def record(connection: Connection, account: str, deeds: Sequence[Deed], now: datetime) -> None:
    """In the transaction of the deed itself: one is not there without the other."""
    rows = [
        {
            "at_ms": milliseconds(now),
            "account": account,
            "action": deed.action.value,
            "target": deed.target,
            "area": deed.area,
            "reason": deed.reason,
            "detail": json.dumps(deed.detail, ensure_ascii=False, sort_keys=True),
        }
        for deed in deeds
    ]
    if rows:
        connection.execute(insert(audit), rows)


class AuditBook:
    """The audit for those who read it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITING: True})

    def note(self, account: str, deeds: Sequence[Deed]) -> None:
        """Of what changes nothing else, in a transaction of its own."""
        with self._writing.begin() as connection:
            record(connection, account, deeds, datetime.now(UTC))

    def latest(
        self, scope: Scope, limit: int, *, before: int | None = None, account: str = "", action: str = ""
    ) -> list[Recorded]:
        """The newest first, of those before a number. An area's admin sees what was done in that area."""
        wanted = select(audit).where(scope.of(audit)).order_by(audit.c.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(audit.c.id < before)
        if account:
            wanted = wanted.where(audit.c.account == account)
        if action:
            wanted = wanted.where(audit.c.action == action)
        with self._engine.begin() as connection:
            return [
                Recorded(
                    row.id,
                    moment(row.at_ms),
                    row.account,
                    row.action,
                    row.target,
                    row.area,
                    row.reason,
                    json.loads(row.detail),
                )
                for row in connection.execute(wanted)
            ]
