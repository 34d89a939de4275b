"""Times that a kiosk wrote before its clock was set are put right at the centre, whichever comes first."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from doors import Door, NewDoor
from sqlalchemy import Engine
from stored import NOW, rows, sent

from kiosk.central.reader import Reader
from kiosk.central.store import Store
from kiosk.central.tables import entries
from kiosk.domain.entry import ClockState, Event, JsonObject
from kiosk.domain.verdict import Direction

TRUE = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HOURS = timedelta(hours=15)
SITE = ("thuan-hoa", "ubnd-thuan-hoa", "tru-so")


def written(door: Door, minute: int, *, wrong_by: timedelta = timedelta(), **changes: Any) -> JsonObject:
    """An entry of that minute of a boot, whose clock may be wrong, and is trusted if it is not."""
    state = ClockState(not wrong_by, "5f0c", 60_000 * minute)
    return door.entry(at=TRUE + timedelta(minutes=minute) + wrong_by, clock=state, **changes)


def clock(
    door: Door,
    minute: int,
    offset: timedelta,
    was: str = "untrusted",
    *,
    wrong_by: timedelta = timedelta(),
) -> JsonObject:
    """That the clock was set, to a time that may be wrong."""
    data = {"offset_ms": offset // timedelta(milliseconds=1), "was": was}
    nothing = dict.fromkeys(
        ("direction", "verdict", "reason", "kind", "assurance", "role", "subject", "salt"), None
    )
    return written(door, minute, wrong_by=wrong_by, event=Event.CLOCK, data=data, **nothing)


def times(engine: Engine, door: Door) -> dict[int, tuple[float, str]]:
    """By seq: minutes after the boot, and how well that is known."""
    mine = [row for row in rows(engine, entries) if row.kiosk == door.place.kiosk]
    return {row.seq: ((row.at_ms / 1000 - TRUE.timestamp()) / 60, row.clock) for row in mine}


def test_the_last_saved_time_is_put_right_in_whatever_order_it_comes(
    engine: Engine, new_door: NewDoor
) -> None:
    store = Store(engine)
    for nth, order in enumerate(itertools.permutations(range(3))):
        door = new_door(f"thuan-hoa-{nth}")
        saved = [written(door, minute, wrong_by=-HOURS) for minute in (1, 2)]
        packs = [saved[:1], saved[1:], [clock(door, 3, HOURS), written(door, 4)]]
        for part in order:
            store.keep([sent(door, packs[part])], NOW)
        assert times(engine, door) == {
            1: (1, "corrected"),
            2: (2, "corrected"),
            3: (3, "trusted"),
            4: (4, "trusted"),
        }, order


def test_a_clock_that_jumped_by_a_day_and_back_moves_only_what_was_written_meanwhile(
    engine: Engine, new_door: NewDoor
) -> None:
    door, store, day = new_door(), Store(engine), timedelta(days=1)
    wire = [
        written(door, 1),
        clock(door, 2, day, "trusted", wrong_by=day),
        written(door, 3, wrong_by=day),
        clock(door, 4, -day),
        written(door, 5),
    ]
    for entry in wire:
        store.keep([sent(door, [entry])], NOW)
    found = times(engine, door)
    assert (found[1], found[3], found[5]) == ((1, "trusted"), (3, "corrected"), (5, "trusted"))


def test_only_entries_of_that_kiosk_and_boot_are_moved(engine: Engine, new_door: NewDoor) -> None:
    here, there, store = new_door(), new_door("thuan-hoa-2"), Store(engine)
    other_boot = here.entry(at=TRUE, clock=ClockState(False, "another", 60_000))
    store.keep([sent(here, [other_boot]), sent(there, [written(there, 1, wrong_by=-HOURS)])], NOW)
    store.keep([sent(here, [clock(here, 3, HOURS)])], NOW)
    assert {row.clock for row in rows(engine, entries) if row.event == "presented"} == {"untrusted"}


def test_what_was_received_stays_as_it_was_and_only_the_look_up_moves(
    engine: Engine, new_door: NewDoor
) -> None:
    door, store = new_door(), Store(engine)
    store.keep([sent(door, [written(door, 1, wrong_by=-HOURS)])], NOW)
    (before,) = rows(engine, entries)
    store.keep([sent(door, [clock(door, 3, HOURS)])], NOW)
    after = next(row for row in rows(engine, entries) if row.seq == 1)
    assert (after.body, after.chain) == (before.body, before.chain)
    assert after.at_ms == before.at_ms + 15 * 3_600_000


def test_who_came_before_the_clock_was_set_counts_on_the_right_day(engine: Engine, new_door: NewDoor) -> None:
    door, store = new_door(), Store(engine)
    store.keep([sent(door, [written(door, 1, wrong_by=-HOURS), clock(door, 3, HOURS)])], NOW)
    day = TRUE - timedelta(hours=1)
    assert Reader(engine).passages(day, TRUE + HOURS, 99) == {(SITE, Direction.IN): 1}


NO_SETTINGS: list[JsonObject] = [
    {},
    {"offset_ms": "15"},
    {"offset_ms": 2**53 - 1, "was": "trusted"},
    {"offset_ms": True, "was": None},
]


def test_a_clock_entry_that_makes_no_sense_moves_nothing_and_stops_nothing(
    engine: Engine, new_door: NewDoor
) -> None:
    store = Store(engine)
    for nth, data in enumerate(NO_SETTINGS):
        door = new_door(f"thuan-hoa-{nth}")
        wire = [written(door, 1, wrong_by=-HOURS), door.rechained(clock(door, 3, HOURS) | {"data": data})]
        store.keep([sent(door, wire)], NOW)
        assert times(engine, door)[1] == (1 - 15 * 60, "untrusted"), data
