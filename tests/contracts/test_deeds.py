"""What each command does at a door, and that it is answered."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from asyncapi import faults_of
from journals import epoch_of
from loops import Door
from waiting import wait_until

from kiosk.devices.journal import JournalReader
from kiosk.devices.journal.writing.book import Book
from kiosk.domain.entry import Draft, Entry
from kiosk.domain.rules import DirectionRule
from kiosk.errors import JournalUnavailable
from kiosk.feed.orders import Name, Refusal, Result
from kiosk.feed.orders.bodies import BODIES
from kiosk.feed.receipt import Receipt
from kiosk.feed.topics import Place
from kiosk.keys.day_key import DayKey
from kiosk.keys.sealing import OpeningKey
from kiosk.loop import Again
from kiosk.ports import Lamps, Order

KIOSK = "thuan-hoa-1"
PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", KIOSK)
DAY = timedelta(days=1)
PERSON = "046090000001||Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Huế|15042021".encode()


@pytest.fixture
def door(new_loop: Callable[..., Door]) -> Door:
    return new_loop(DirectionRule.IN)


def ask(door: Door, name: str, **body: Any) -> Result:
    """The answer to a command that is in time."""
    return answer(door, put(door, name, **body))


def put(door: Door, name: str, within: timedelta = timedelta(seconds=30), **body: Any) -> Order:
    order = Order(Name(name), BODIES[Name(name)].model_validate(body), datetime.now(UTC) + within, b"1")
    door.feed.asked.put(order)
    return order


def answer(door: Door, order: Order) -> Result:
    wait_until(lambda: any(answered is order for answered, _ in door.feed.answers))
    result = next(result for answered, result in door.feed.answers if answered is order)
    assert faults_of(PLACE.topic(f"results/{order.name}"), result.to_bytes()) == []
    return result


def why(result: Result) -> Refusal:
    assert not result.ok
    return Refusal(result.body["reason"])


def test_ping_is_answered_with_the_time(door: Door) -> None:
    result = ask(door, "ping")
    assert result.ok
    assert result.body["at"].endswith("Z")


def test_the_day_key_of_the_centre_is_in_force_at_once(door: Door) -> None:
    today = door.keys.day
    assert not door.keys.shared
    result = ask(door, "day_key", **DayKey(today).sealed(kiosk=KIOSK, to=door.opening.public))
    assert result == Result(True, {"day": today.isoformat(), "today": today.isoformat()})
    assert door.keys.shared
    tomorrow = DayKey(today + DAY).sealed(kiosk=KIOSK, to=door.opening.public)
    assert ask(door, "day_key", **tomorrow).ok


def test_a_day_key_for_somebody_else_or_another_time_is_refused(door: Door) -> None:
    other = DayKey(door.keys.day).sealed(kiosk="thuan-hoa-2", to=door.opening.public)
    assert why(ask(door, "day_key", **other)) is Refusal.SEAL_BROKEN
    other = DayKey(door.keys.day).sealed(kiosk=KIOSK, to=OpeningKey.new().public)
    assert why(ask(door, "day_key", **other)) is Refusal.SEAL_BROKEN
    past = DayKey(date(2026, 1, 1)).sealed(kiosk=KIOSK, to=door.opening.public)
    assert why(ask(door, "day_key", **past)) is Refusal.WRONG_DAY
    assert not door.keys.shared


def entries(door: Door) -> list[dict[str, Any]]:
    with closing(JournalReader(door.folder / "journal.db")) as reader:
        return [entry for _, entry in reader.entries()]


def test_open_lets_somebody_pass_once_that_is_on_disk(door: Door) -> None:
    door.journal.gate.clear()
    order = put(door, "open")
    drawn = len(door.screen.views)
    wait_until(lambda: len(door.screen.views) > drawn + 5)
    assert (door.feed.answers, door.lights.lamps().green) == ([], False)
    door.journal.gate.set()
    assert answer(door, order) == Result(True, {"seq": 1, "direction": "in"})
    wait_until(lambda: door.lights.lamps().green)
    wait_until(lambda: door.screen.views[-1].told)
    view = door.screen.views[-1]
    assert view.told is not None
    assert (view.told.verdict, view.told.direction, view.occupancy.counts.entered) == ("accepted", "in", 1)
    (entry,) = entries(door)
    assert (entry["event"], entry["operator"], entry["verdict"]) == ("manual", "centre", "accepted")
    assert (entry["subject"], entry["person"], entry["kind"]) == (None, None, None)


def test_an_open_that_reaches_the_disk_too_late_opens_nothing_and_is_undone(door: Door) -> None:
    door.journal.gate.clear()
    order = put(door, "open", timedelta(0))
    door.journal.gate.set()
    assert why(answer(door, order)) is Refusal.TOO_LATE
    wait_until(lambda: door.journal.entries() == 2)
    assert [(entry["event"], entry["ref"]) for entry in entries(door)] == [("manual", None), ("undo", 1)]
    assert not door.lights.lamps().green
    assert door.screen.views[-1].occupancy.counts.entered == 0


def test_a_door_that_cannot_record_is_not_opened(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Book, "write", full)
    assert why(ask(door, "open")) is Refusal.JOURNAL_UNAVAILABLE
    assert not door.lights.lamps().green


def test_the_direction_is_set_where_it_is_left_to_a_button(new_loop: Callable[..., Door]) -> None:
    door = new_loop(DirectionRule.BUTTON)
    assert ask(door, "direction", direction="out") == Result(True, {"direction": "out"})
    wait_until(lambda: door.screen.views[-1].direction == "out")
    assert ask(door, "open") == Result(True, {"seq": 1, "direction": "out"})
    assert ask(door, "open", direction="in") == Result(True, {"seq": 2, "direction": "in"})


def test_a_direction_that_is_fixed_stays(door: Door) -> None:
    assert why(ask(door, "direction", direction="out")) is Refusal.DIRECTION_FIXED
    assert why(ask(door, "open", direction="out")) is Refusal.DIRECTION_FIXED
    assert door.screen.views[-1].direction == "in"
    assert entries(door) == []


def test_a_message_stands_on_the_screen_for_its_time_and_can_be_taken_away(door: Door) -> None:
    assert ask(door, "message", text="Cổng này đóng lúc 17:00", for_s=60).ok
    wait_until(lambda: door.screen.views[-1].message == "Cổng này đóng lúc 17:00")
    assert ask(door, "message", text="", for_s=60).ok
    wait_until(lambda: door.screen.views[-1].message is None)
    assert ask(door, "message", text="Chờ một chút", for_s=1).ok
    wait_until(lambda: door.screen.views[-1].message)
    wait_until(lambda: door.screen.views[-1].message is None)


def test_identify_lights_everything_and_shows_the_kiosk_s_id(door: Door) -> None:
    assert ask(door, "identify") == Result(True, {"kiosk": KIOSK})
    wait_until(lambda: door.lights.lamps() == Lamps(True, True, True, 880))
    assert door.screen.views[-1].message == KIOSK


def test_diagnose_tells_of_each_part(door: Door) -> None:
    wait_until(lambda: door.screen.views)
    result = ask(door, "diagnose")
    assert result.body["state"] == "warning"
    parts = {part["part"]: part for part in result.body["parts"]}
    assert (parts["camera"]["state"], parts["journal"]["state"]) == ("ok", "ok")
    assert parts["keys"] == {
        "part": "keys",
        "state": "warning",
        "says": "There is no key of the centre, so no identity is kept; set keys.centre.",
    }


def test_reload_begins_anew_when_nobody_is_being_answered(door: Door) -> None:
    door.show(PERSON)
    door.answers(1)
    order = put(door, "reload")
    drawn = len(door.screen.views)
    wait_until(lambda: len(door.screen.views) > drawn + 5)
    assert door.feed.answers == []  # the visitor still reads the screen
    assert answer(door, order) == Result(True)
    wait_until(lambda: door.ended == Again())
    assert not door.heartbeat.stopped


def test_at_a_door_that_is_never_quiet_reload_waits_for_its_time(door: Door) -> None:
    door.show(PERSON)
    door.answers(1)
    assert answer(door, put(door, "reload", timedelta(0))).ok
    wait_until(lambda: door.ended == Again())


def test_a_configuration_with_faults_changes_nothing(door: Door) -> None:
    door.faults_of_config = ["kiosk.toml: devices.camera: unknown kind."]
    result = ask(door, "reload")
    assert why(result) is Refusal.BAD_CONFIG
    assert result.body["faults"] == door.faults_of_config
    assert ask(door, "ping").ok


def test_an_alarm_is_not_silenced_by_identify(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Book, "write", full)
    ask(door, "open")
    wait_until(lambda: door.screen.views[-1].faults)
    wait_until(lambda: door.lights.lamps().red)
    assert ask(door, "identify").ok
    assert not door.lights.lamps().green


def test_resend_puts_back_what_was_receipted_and_the_feed_looks_again(door: Door) -> None:
    for _ in range(3):
        ask(door, "open")
    epoch = epoch_of(door.folder / "journal.db")
    door.journal.settle(Receipt(KIOSK, epoch, ((1, 3),)))
    wait_until(lambda: door.journal.waiting() == 0)
    assert ask(door, "resend", **{"epoch": epoch, "from": 2, "to": 3}) == Result(True, {"resent": 2})
    assert door.feed.rewound
    assert ask(door, "resend") == Result(True, {"resent": 1})


def test_erase_answers_with_its_proof(door: Door) -> None:
    door.show(PERSON)
    door.answers(1)
    epoch = epoch_of(door.folder / "journal.db")
    result = ask(door, "erase", epoch=epoch, seq=[1, 7])
    proof = entries(door)[1]
    assert result == Result(
        True,
        {
            "erased": [1],
            "unknown": [7],
            "proof": {"epoch": epoch, "seq": 2, "chain": proof["chain"]},
        },
    )
    assert entries(door)[0]["subject"] is None
    assert ask(door, "erase", epoch=epoch, seq=1).body == {"erased": [], "unknown": [], "proof": None}


def full(_book: Book, *_drafts: Draft) -> list[Entry]:
    raise JournalUnavailable("the storage is full", "disk")
