"""Persons, opened because somebody is to see them, and written into the audit before they do."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from kiosk.central.accounts.audit import Action, Deed
from kiosk.central.accounts.scope import Scope
from kiosk.central.tables import entries
from kiosk.central.tracing.stays import EntryKey
from kiosk.domain.entry import JsonObject
from kiosk.domain.person import Person
from kiosk.errors import SealBroken
from kiosk.keys.files import CentreKeys
from kiosk.keys.person import open_person


@dataclass(frozen=True, slots=True)
class Shown:
    """`person` None: the seal does not open."""

    person: Person | None = field(repr=False)
    key: EntryKey
    area: str

    def deed(self, reason: str) -> Deed:
        """For the audit: by the entry, which tells nothing of the person."""
        return Deed(Action.PERSON_SHOWN, written(self.key), self.area, reason)


class Opener:
    def __init__(self, connection: Connection, scope: Scope, keys: CentreKeys) -> None:
        self._connection, self._scope, self._keys = connection, scope, keys

    def open(self, keys: Iterable[EntryKey]) -> dict[EntryKey, Shown]:
        """The persons of these entries; of those alone that are in these areas."""
        return {key: shown for key in keys if (shown := self._open(key)) is not None}

    def _open(self, key: EntryKey) -> Shown | None:
        kiosk, epoch, seq = key
        row = self._connection.execute(
            select(entries.c.area, entries.c.person, entries.c.salt).where(
                self._scope.of(entries),
                entries.c.kiosk == kiosk,
                entries.c.epoch == epoch,
                entries.c.seq == seq,
                entries.c.person.is_not(None),
            )
        ).first()
        if row is None:
            return None
        try:
            sealed = json.loads(row.person)
            person = open_person(sealed, kiosk=kiosk, salt=row.salt or "", ring=self._keys.opening)
        except SealBroken:
            return Shown(None, key, row.area)
        return Shown(person, key, row.area)


def as_json(person: Person | None) -> JsonObject | None:
    """None: the seal does not open."""
    if person is None:
        return None
    return {
        "namespace": person.namespace,
        "number": person.number,
        "name": person.name,
        "sex": person.sex.value if person.sex else None,
        "birth": person.birth,
    }


def written(key: EntryKey) -> str:
    """`KIOSK/EPOCH/SEQ`."""
    kiosk, epoch, seq = key
    return f"{kiosk}/{epoch}/{seq}"


def entry_key(text: str) -> EntryKey | None:
    """The reverse; None for anything else."""
    parts = text.strip().split("/")
    if len(parts) != 3 or not parts[2].isascii() or not parts[2].isdigit() or len(parts[2]) > 16:
        return None
    return parts[0], parts[1], int(parts[2])
