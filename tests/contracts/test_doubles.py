"""An entry that was numbered anew counts once, whichever of its numbers came first or twice."""

from typing import Any

import pytest
from doors import Door, NewDoor
from sqlalchemy import Engine
from stored import NOW, receipt_of, rows, sent

from kiosk.central.reader import Reader
from kiosk.central.store import Store
from kiosk.central.tables import entries


def moved(door: Door, wire: dict[str, Any], old: Door, **changes: Any) -> dict[str, Any]:
    """The same presentation, as it stands in a new epoch."""
    again = door.entry(**changes)
    kept = {"subject": wire["subject"], "salt": wire["salt"], "at": wire["at"]}
    was = {"was": {"epoch": old.epoch, "seq": wire["seq"]}}
    return door.rechained(again | kept | {"data": was, "identity_digest": wire["identity_digest"]})


def test_the_double_goes_when_its_new_number_comes(engine: Engine, new_door: NewDoor) -> None:
    old, new = new_door(), new_door()
    wire = old.entries(3)
    store = Store(engine)
    store.keep([sent(old, wire)], NOW)
    again = moved(new, wire[1], old)
    outcomes = store.keep([sent(new, [again])], NOW)
    assert receipt_of(outcomes).stored == ((1, 1),)
    kiosk = old.place.kiosk
    assert Reader(engine).stored_keys() == {
        (kiosk, old.epoch, 1),
        (kiosk, old.epoch, 3),
        (kiosk, new.epoch, 1),
    }


def test_what_only_claims_to_be_a_double_takes_nothing_out(engine: Engine, new_door: NewDoor) -> None:
    old, new = new_door(), new_door()
    wire = old.entries(2)
    store = Store(engine)
    store.keep([sent(old, wire)], NOW)
    other = new.entry(data={"was": {"epoch": old.epoch, "seq": 1}})
    store.keep([sent(new, [other])], NOW)
    assert len(rows(engine, entries)) == 3


@pytest.mark.parametrize("was", [None, 7, "1", {}, {"epoch": 1, "seq": 1}, {"epoch": "e", "seq": 0}])
def test_a_place_that_is_none_stops_nothing(engine: Engine, new_door: NewDoor, was: object) -> None:
    door = new_door()
    Store(engine).keep([sent(door, [door.entry(data={"was": was})])], NOW)
    assert len(rows(engine, entries)) == 1


def test_a_presentation_that_is_stored_under_two_numbers_is_counted_as_a_double(
    engine: Engine, new_door: NewDoor
) -> None:
    old, new = new_door(), new_door()
    wire = old.entries(2)
    store = Store(engine)
    store.keep([sent(old, wire)], NOW)
    assert Reader(engine).doubles() == 0
    again = moved(new, wire[0], old) | {"data": {}}
    store.keep([sent(new, [new.rechained(again)])], NOW)
    assert Reader(engine).doubles() == 1
