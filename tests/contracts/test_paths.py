"""The registry gives each kiosk its path: what comes by another is rejected, or left aside, with an alarm."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from doors import Door
from sqlalchemy import Engine, select

from kiosk.central.accounts.audit import COMMAND_LINE
from kiosk.central.accounts.scope import EVERYWHERE
from kiosk.central.database import WRITING
from kiosk.central.messages import Heard, read_message
from kiosk.central.orders.day_keys import SiteKeys
from kiosk.central.registry import Registry, read_sheets
from kiosk.central.store import Store
from kiosk.central.tables import alarms, day_keys, entries, kiosks
from kiosk.domain.day import SiteDay
from kiosk.feed.receipt import Receipt
from kiosk.feed.topics import ENTRIES, Place
from kiosk.keys.sealing import OpeningKey, OpeningRing

HERE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
ELSEWHERE = Place("thuan-hoa", "ubnd-thuan-hoa", "nha-van-hoa", "thuan-hoa-1")
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def store(engine: Engine) -> Store:
    return Store(engine)


def register(engine: Engine, site: str, state: str = "active") -> None:
    sheets = {
        "areas.csv": "area,name\nthuan-hoa,Thuận Hóa\n",
        "agencies.csv": "agency,name\nubnd-thuan-hoa,UBND phường Thuận Hóa\n",
        "sites.csv": f"area,agency,site,name\nthuan-hoa,ubnd-thuan-hoa,{site},Trụ sở\n",
        "kiosks.csv": f"kiosk,area,agency,site,state\nthuan-hoa-1,thuan-hoa,ubnd-thuan-hoa,{site},{state}\n",
    }
    read = read_sheets([(name, text.encode()) for name, text in sheets.items()])
    Registry(engine).put(read, EVERYWHERE, COMMAND_LINE)


def send(store: Store, door: Door, count: int = 2) -> Receipt:
    payload, content_type = door.pack([door.entry() for _ in range(count)])
    message = read_message(door.place.topic(ENTRIES), payload, content_type, False)
    assert message is not None
    (outcome,) = store.keep([message], NOW)
    assert outcome.place == door.place
    return outcome.receipt


def rows(engine: Engine, table: object) -> list[object]:
    with engine.begin() as connection:
        return list(connection.execute(select(table)))  # type: ignore[call-overload]


def test_a_kiosk_that_nobody_registered_may_send_from_anywhere(store: Store) -> None:
    assert send(store, Door(HERE)).stored == ((1, 2),)


def test_a_registered_kiosk_sends_from_its_own_path(engine: Engine, store: Store) -> None:
    register(engine, HERE.site)
    assert send(store, Door(HERE)).stored == ((1, 2),)


def test_entries_by_another_path_are_rejected_with_their_reason_and_an_alarm(
    engine: Engine, store: Store
) -> None:
    register(engine, HERE.site)
    receipt = send(store, Door(ELSEWHERE))
    assert (receipt.stored, receipt.head) == ((), None)
    assert [(refused.seq, refused.reason) for refused in receipt.rejected] == [
        (1, "wrong_path"),
        (2, "wrong_path"),
    ]
    assert rows(engine, entries) == []
    assert rows(engine, kiosks) == []
    ((_, kind, kiosk, *_),) = rows(engine, alarms)  # type: ignore[misc]
    assert (kind, kiosk) == ("wrong_path", HERE.kiosk)  # type: ignore[has-type]


def test_what_else_comes_by_another_path_changes_nothing(engine: Engine, store: Store) -> None:
    register(engine, HERE.site)
    store.keep([Heard(HERE, alive=True, status="online")], NOW)
    store.keep([Heard(ELSEWHERE, alive=True, status="stopped")], NOW + timedelta(minutes=1))
    (kiosk,) = rows(engine, kiosks)
    assert (kiosk.site, kiosk.status) == (HERE.site, "online")  # type: ignore[attr-defined]


def test_a_kiosk_that_was_moved_may_still_send_from_where_it_hung(engine: Engine, store: Store) -> None:
    register(engine, HERE.site)
    register(engine, ELSEWHERE.site)
    assert send(store, Door(HERE)).stored == ((1, 2),)
    assert send(store, Door(ELSEWHERE)).stored == ((1, 2),)


def test_a_kiosk_that_was_stolen_is_not_believed_until_it_is_found_again(
    engine: Engine, store: Store
) -> None:
    register(engine, HERE.site)
    assert send(store, Door(HERE)).stored == ((1, 2),)
    register(engine, HERE.site, "stolen")
    door = Door(HERE)
    payload, content_type = door.pack([door.entry()])
    message = read_message(HERE.topic(ENTRIES), payload, content_type, False)
    assert message is not None
    assert store.keep([message], NOW) == []
    assert [alarm.kind for alarm in rows(engine, alarms)] == ["stolen_kiosk"]  # type: ignore[attr-defined]
    register(engine, HERE.site)
    (outcome,) = store.keep([message], NOW)
    assert outcome.receipt.stored == ((1, 1),)


def test_when_a_kiosk_is_stolen_its_site_s_day_keys_go(engine: Engine) -> None:
    register(engine, HERE.site)
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        keys = SiteKeys(OpeningRing([OpeningKey.new()]), SiteDay(ZoneInfo("Asia/Ho_Chi_Minh"), time(4)))
        for place in (HERE, ELSEWHERE):
            keys.key(connection, place, NOW.date())
    register(engine, HERE.site, "stolen")
    assert [row.site for row in rows(engine, day_keys)] == [ELSEWHERE.site]  # type: ignore[attr-defined]


def test_the_others_of_a_batch_are_not_held_up(engine: Engine, store: Store) -> None:
    register(engine, HERE.site)
    messages = []
    for door in (Door(ELSEWHERE), Door(HERE)):
        payload, content_type = door.pack([door.entry()])
        messages.append(read_message(door.place.topic(ENTRIES), payload, content_type, False))
    outcomes = store.keep([message for message in messages if message], NOW)
    assert {outcome.place: outcome.receipt.stored for outcome in outcomes} == {ELSEWHERE: (), HERE: ((1, 1),)}
