"""What is undone does not count at the centre, whichever of the two entries comes first."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from doors import Door, NewDoor
from sqlalchemy import Engine
from stored import NOW, sent

from kiosk.central.accounts import EVERYWHERE
from kiosk.central.reader import Reader
from kiosk.central.registry import Registry
from kiosk.central.store import Store
from kiosk.central.web.live import Board, Live
from kiosk.central.web.names import Names
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import ClockState, Event, JsonObject
from kiosk.domain.verdict import Direction

DAY = SiteDay(ZoneInfo("Asia/Ho_Chi_Minh"), time(4))
SITE = ("thuan-hoa", "ubnd-thuan-hoa", "tru-so")


def undo(door: Door, ref: int, **data: Any) -> JsonObject:
    nothing = dict.fromkeys(
        ("direction", "verdict", "reason", "kind", "assurance", "role", "subject", "salt"), None
    )
    return door.entry(event=Event.UNDO, ref=ref, data=data, **nothing)


def passages(engine: Engine) -> dict[Any, int]:
    now = datetime.now(UTC)
    return Reader(engine).passages(now - timedelta(hours=1), now + timedelta(hours=1), 99)


@pytest.mark.parametrize("undo_first", [False, True])
def test_an_undone_check_in_is_not_counted(engine: Engine, new_door: NewDoor, undo_first: bool) -> None:
    door, store = new_door(), Store(engine)
    came, went = door.entry(), door.entry(direction=Direction.OUT)
    packs = [sent(door, [came, went]), sent(door, [undo(door, 1)])]
    for pack in reversed(packs) if undo_first else packs:
        store.keep([pack], NOW)
    assert passages(engine) == {(SITE, Direction.OUT): 1}


def test_an_undo_means_an_entry_of_its_own_kiosk_and_epoch_and_no_other(
    engine: Engine, new_door: NewDoor
) -> None:
    door, other, later, store = new_door(), new_door("thuan-hoa-2"), new_door(), Store(engine)
    store.keep([sent(door, [door.entry()]), sent(other, [other.entry()])], NOW)
    store.keep([sent(later, [undo(later, 1)]), sent(other, [other.entry(), undo(other, 9)])], NOW)
    assert passages(engine) == {(SITE, Direction.IN): 3}


def test_an_undo_that_was_numbered_anew_may_mean_an_entry_that_was_not(
    engine: Engine, new_door: NewDoor
) -> None:
    old, new, store = new_door(), new_door(), Store(engine)
    store.keep([sent(old, [old.entry()]), sent(new, [undo(new, 1, ref_epoch=old.epoch)])], NOW)
    assert passages(engine) == {}


class Well:
    connected = storing = True


def test_the_live_page_takes_back_what_is_undone_and_what_was_of_another_day(
    engine: Engine, new_door: NewDoor
) -> None:
    door, store = new_door(), Store(engine)
    now = datetime.now(UTC)
    yesterday = {"at": now - timedelta(days=1), "clock": ClockState(False, "5f0c", 1000)}
    late = door.entry(**yesterday)
    clock = {"event": Event.CLOCK, "data": {"offset_ms": 86_400_000, "was": "untrusted"}}
    nothing = dict.fromkeys(("direction", "verdict", "reason", "subject", "salt"), None)
    set_right = door.entry(at=now, clock=ClockState(True, "5f0c", 2000), **clock | nothing)
    came = door.entry()

    async def look() -> None:
        live = Live(
            Reader(engine), Names(Registry(engine)), SiteDay(ZoneInfo("Asia/Ho_Chi_Minh"), time(4)), Well()
        )
        watching = asyncio.create_task(live.watch())
        store.keep([sent(door, [late, came])], now)
        await until(live, lambda board: board.entered == 1)
        updates = live.updates(live.last_arrival, EVERYWHERE)
        assert (await anext(updates)).sightings == ()
        store.keep([sent(door, [set_right])], now)
        assert (await anext(updates)).sightings is None, "an open page is to be loaded anew"
        await until(live, lambda board: board.entered == 2)
        assert all(sighting.trusted for sighting in live.latest(EVERYWHERE, 9))
        store.keep([sent(door, [undo(door, came["seq"])])], now)
        await until(live, lambda board: board.entered == 1)
        live.stop()
        await watching

    asyncio.run(look())


async def until(live: Live, holds: Callable[[Board], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds(live.state):
            await asyncio.sleep(0.01)
