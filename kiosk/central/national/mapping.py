"""The names that the national centre gives to what is handed on, from `[national.mapping]`.

Each line is `our_name = "their_name"`; without any, ours are used. CloudEvents 1.0, JSON event format:
https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from kiosk.central.national.passages import Passage
from kiosk.central.settings import NationalName
from kiosk.domain.entry import JsonObject, to_rfc3339
from kiosk.domain.person import Person
from kiosk.errors import SealBroken
from kiosk.keys.person import open_person
from kiosk.keys.sealing import OpeningRing

TYPE = "vn.entrance.passage"

PLAIN: Mapping[str, Callable[[Passage], Any]] = {
    "area": lambda passage: passage.area,
    "agency": lambda passage: passage.agency,
    "site": lambda passage: passage.site,
    "kiosk": lambda passage: passage.kiosk,
    "at": lambda passage: to_rfc3339(passage.at),
    "event": lambda passage: passage.event,
    "direction": lambda passage: passage.direction,
    "kind": lambda passage: passage.kind,
    "assurance": lambda passage: passage.assurance,
    "role": lambda passage: passage.role,
    "clock": lambda passage: passage.clock,
    "undoes": lambda passage: passage.undoes,
    "subject": lambda passage: passage.subject,
}

PERSONAL: Mapping[str, Callable[[Person], Any]] = {
    "person.namespace": lambda person: person.namespace,
    "person.number": lambda person: person.number,
    "person.name": lambda person: person.name,
    "person.sex": lambda person: person.sex.value if person.sex else None,
    "person.birth": lambda person: person.birth,
}
"""Handed on only where the mapping names them."""

NAMES = (*PLAIN, *PERSONAL)


class Mapper:
    """Makes a CloudEvent of a passage.

    `mapping`: our name, one of NAMES, to theirs; `ring` opens persons, if any are to be handed on.
    """

    def __init__(self, mapping: Mapping[NationalName, str], ring: OpeningRing | None) -> None:
        named: dict[str, str] = dict(mapping.items())
        self._mapping = named or {name: name for name in PLAIN}
        self._ring = ring if any(name in PERSONAL for name in self._mapping) else None

    def event(self, passage: Passage) -> JsonObject:
        """What cannot be opened, or was erased, is null."""
        person = self._person(passage)
        return {
            "specversion": "1.0",
            "id": passage.id,
            "source": f"/entrance/v1/{passage.area}/{passage.agency}/{passage.site}/{passage.kiosk}",
            "type": TYPE,
            "time": to_rfc3339(passage.at),
            "datacontenttype": "application/json",
            "data": {theirs: _value(ours, passage, person) for ours, theirs in self._mapping.items()},
        }

    def _person(self, passage: Passage) -> Person | None:
        if not (self._ring and passage.person and passage.salt):
            return None
        try:
            sealed = json.loads(passage.person)
            return open_person(sealed, kiosk=passage.kiosk, salt=passage.salt, ring=self._ring)
        except SealBroken:
            return None


def _value(name: str, passage: Passage, person: Person | None) -> Any:
    if name in PLAIN:
        return PLAIN[name](passage)
    return PERSONAL[name](person) if person else None
