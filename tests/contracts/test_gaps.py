"""What kiosks have receipts for and the centre has no more it asks for, and only that."""

import json
from datetime import timedelta

import pytest
from doors import NewDoor
from sqlalchemy import Engine
from stored import NOW, sent

from kiosk.central.messages import Heard
from kiosk.central.orders import Orders
from kiosk.central.orders.gaps import AGAIN_AFTER, STAYS, Gap, GapWatch
from kiosk.central.store import Store
from kiosk.feed.orders import Name
from kiosk.feed.topics import Place

SECOND = timedelta(seconds=1)
LATER = NOW + STAYS + SECOND


def hear(engine: Engine, place: Place, outbox: int = 0, status: str = "online") -> None:
    health = json.dumps({"v": 1, "outbox": outbox})
    Store(engine).keep([Heard(place, alive=True, status=status, health=health)], NOW)  # type: ignore[arg-type]


def asked(engine: Engine, kiosk: str) -> list[tuple[Name, dict[str, object]]]:
    return [(order.name, order.body) for order in Orders(engine).latest(kiosk, 9)]


def test_after_it_was_put_back_from_a_copy_the_centre_asks_for_what_it_lacks_until_it_has_it(
    engine: Engine, new_door: NewDoor
) -> None:
    door, store = new_door(), Store(engine)
    before, lost, after = (door.entries(4) for _ in range(3))
    kiosk = door.place.kiosk
    store.keep([sent(door, before), sent(door, after)], NOW)
    hear(engine, door.place)
    watch = GapWatch(engine)
    assert watch.turn(NOW) == []
    assert watch.turn(LATER) == [Gap(kiosk, door.epoch, 5, 8)]
    assert asked(engine, kiosk) == [(Name.RESEND, {"epoch": door.epoch, "from": 5, "to": 8})]
    assert watch.turn(LATER + timedelta(hours=1)) == []
    (outcome,) = store.keep([sent(door, lost)], LATER)
    assert outcome.receipt.head is not None
    assert outcome.receipt.head.seq == 12
    assert watch.turn(LATER + timedelta(hours=2)) == []


def test_a_kiosk_that_has_not_what_is_asked_for_is_asked_again_seldom(
    engine: Engine, new_door: NewDoor
) -> None:
    door = new_door()
    door.entries(3)
    Store(engine).keep([sent(door, door.entries(1))], NOW)
    hear(engine, door.place)
    watch = GapWatch(engine)
    hours = [NOW + timedelta(hours=n) for n in range(13)]
    found = [hour for hour in hours if watch.turn(hour)]
    assert found == [hours[1], hours[7]]
    assert timedelta(hours=6) == AGAIN_AFTER


@pytest.mark.parametrize("harm", ["still waiting", "off line", "chain broken", "filled"])
def test_what_comes_by_itself_or_is_not_missing_is_not_asked_for(
    engine: Engine, new_door: NewDoor, harm: str
) -> None:
    door, store = new_door(), Store(engine)
    wire = door.entries(6)
    if harm == "chain broken":
        wire[2]["direction"] = "out"
        store.keep([sent(door, wire)], NOW)
    else:
        store.keep([sent(door, wire[:2]), sent(door, wire[4:])], NOW)
    hear(
        engine,
        door.place,
        outbox=2 if harm == "still waiting" else 0,
        status="offline" if harm == "off line" else "online",
    )
    watch = GapWatch(engine)
    watch.turn(NOW)
    if harm == "filled":
        store.keep([sent(door, wire[2:4])], NOW)
    assert watch.turn(LATER) == []
    assert asked(engine, door.place.kiosk) == []
