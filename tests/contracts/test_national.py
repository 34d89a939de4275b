"""Every passage is at the national centre once, whatever the line between does."""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from doors import Door, NewDoor
from national_receiver import TOKEN, National, running_national
from sqlalchemy import Engine
from stored import NOW, sent
from waiting import wait_until

from kiosk.central.national import Exporter, NationalSync, Told, reconcile
from kiosk.central.national.mapping import NAMES, PLAIN, Mapper
from kiosk.central.national.receiver import Receiver
from kiosk.central.settings import NationalName, NationalTable
from kiosk.central.store import Store
from kiosk.domain.entry import Event, to_base64url
from kiosk.domain.person import Namespace, Person, Sex
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.keys.person import seal_person
from kiosk.keys.sealing import OpeningKey, OpeningRing

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)
REJECTED = {"verdict": Verdict.REJECTED, "reason": Reason.UNKNOWN_CODE, "subject": None}


@pytest.fixture
def national() -> Iterator[National]:
    with running_national() as national:
        yield national


@pytest.fixture
def token(tmp_path: Path) -> Path:
    path = tmp_path / "national.token"
    path.write_text(f"{TOKEN}\n")
    return path


@pytest.fixture
def receiver(national: National, token: Path) -> Iterator[Receiver]:
    receiver = Receiver(national.url, token)
    yield receiver
    receiver.close()


@pytest.fixture
def exporter(engine: Engine, receiver: Receiver) -> Exporter:
    return Exporter(engine, receiver, Mapper({}, None), ZONE)


def came(engine: Engine, door: Door, count: int, **changes: object) -> None:
    wire = [door.entry(**{"at": AT + timedelta(seconds=n)} | changes) for n in range(count)]
    for start in range(0, count, 50):
        Store(engine).keep([sent(door, wire[start : start + 50])], NOW)


def send_all(exporter: Exporter, most: int = 200) -> list[Told]:
    told = []
    for _ in range(most):
        told.append(exporter.step(NOW).told)
        if told[-1] is Told.NOTHING_NEW:
            return told
    raise AssertionError("it never came to an end")


def test_who_passed_is_handed_on_and_who_was_refused_is_not(
    engine: Engine, new_door: NewDoor, exporter: Exporter, national: National
) -> None:
    door = new_door()
    came(engine, door, 3)
    came(engine, door, 2, **REJECTED)
    came(engine, door, 1, direction=Direction.OUT)
    send_all(exporter)
    assert sorted(event["data"]["direction"] for event in national.events.values()) == ["in"] * 3 + ["out"]


@pytest.mark.parametrize("fault", ["error", "cut", "silent_count", "stored_then_error"])
def test_after_every_sort_of_half_answer_all_is_there_once(
    engine: Engine,
    new_door: NewDoor,
    exporter: Exporter,
    receiver: Receiver,
    national: National,
    fault: str,
) -> None:
    came(engine, new_door(), 30)
    national.faults = [fault, fault]
    assert send_all(exporter)[:2] == [Told.FAILED, Told.FAILED]
    keys = {key for key, ids in national.batches if ids}
    assert len(keys) == 1
    assert len(national.events) == 30
    assert [one.agrees for one in reconcile(engine, receiver, ZONE, [DAY], NOW)] == [True]


def test_a_batch_keeps_its_bounds_until_it_is_answered_though_more_has_come(
    engine: Engine, new_door: NewDoor, exporter: Exporter, national: National
) -> None:
    door = new_door()
    came(engine, door, 5)
    national.faults = ["stored_then_error"]
    assert exporter.step(NOW).told is Told.FAILED
    came(engine, door, 5)
    send_all(exporter)
    (first, ids), (second, again), (_, rest) = national.batches
    assert (first, ids) == (second, again)
    assert len(ids) == len(rest) == 5


def test_a_batch_that_is_too_large_is_halved_until_it_is_taken(
    engine: Engine, new_door: NewDoor, exporter: Exporter, national: National
) -> None:
    came(engine, new_door(), 100)
    national.largest = 7
    send_all(exporter)
    assert len(national.events) == 100


def test_a_refused_event_holds_up_nobody_and_is_kept_with_its_reason(
    engine: Engine, new_door: NewDoor, exporter: Exporter, receiver: Receiver, national: National
) -> None:
    came(engine, new_door(), 10)
    came(engine, new_door("thuan-hoa-2"), 1)
    send_all(exporter)
    unwanted = next(one for one in national.events if one.startswith("thuan-hoa-2."))
    national.events.clear()
    national.unwanted = {unwanted}
    assert exporter.backfill(DAY)
    send_all(exporter)
    assert len(national.events) == 10
    assert exporter.state().refused == 1
    (count,) = reconcile(engine, receiver, ZONE, [DAY], NOW)
    assert (count.ours, count.theirs) == (10, 10)


def test_what_the_other_side_lost_is_found_by_the_counts_and_sent_once_more(
    engine: Engine, new_door: NewDoor, exporter: Exporter, receiver: Receiver, national: National
) -> None:
    came(engine, new_door(), 40)
    send_all(exporter)
    for lost in list(national.events)[:9]:
        del national.events[lost]
    (count,) = reconcile(engine, receiver, ZONE, [DAY], NOW)
    assert (count.ours, count.theirs) == (40, 31)
    assert exporter.backfill(DAY)
    send_all(exporter)
    assert [one.agrees for one in reconcile(engine, receiver, ZONE, [DAY], NOW)] == [True]


def test_a_day_begins_at_midnight_where_the_centre_is(
    engine: Engine, new_door: NewDoor, exporter: Exporter, receiver: Receiver
) -> None:
    door = new_door()
    midnight = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    came(engine, door, 1, at=midnight - timedelta(milliseconds=1))
    came(engine, door, 2, at=midnight)
    send_all(exporter)
    counts = reconcile(engine, receiver, ZONE, [DAY, DAY + timedelta(days=1)], NOW)
    assert [(one.ours, one.theirs) for one in counts] == [(1, 1), (2, 2)]


def test_an_undo_names_the_passage_that_it_takes_back(
    engine: Engine, new_door: NewDoor, exporter: Exporter, national: National
) -> None:
    door = new_door()
    came(engine, door, 1)
    nothing = dict.fromkeys(
        ("direction", "verdict", "reason", "kind", "assurance", "role", "subject", "salt"), None
    )
    came(engine, door, 1, event=Event.UNDO, ref=1, **nothing)
    send_all(exporter)
    passage, undo = national.events.values()
    assert undo["data"]["undoes"] == passage["id"]


def test_an_entry_that_was_numbered_anew_is_the_same_event(
    engine: Engine, new_door: NewDoor, exporter: Exporter, national: National
) -> None:
    door = new_door()
    salt, subject = bytes(16), bytes(range(16))
    came(engine, door, 1, salt=salt, subject=subject)
    send_all(exporter)
    again = new_door("thuan-hoa-1", "another-epoch")
    was = {"was": {"epoch": door.epoch, "seq": 1}}
    came(engine, again, 1, salt=salt, subject=subject, data=was)
    send_all(exporter)
    assert len(national.events) == 1


def test_names_are_those_of_the_configuration(
    engine: Engine, new_door: NewDoor, receiver: Receiver, national: National
) -> None:
    assert set(NAMES) == set(NationalName.__args__)  # type: ignore[attr-defined]
    came(engine, new_door(), 1)
    send_all(Exporter(engine, receiver, Mapper({"site": "diaDiem", "at": "luc"}, None), ZONE))
    (event,) = national.events.values()
    assert event["data"] == {"diaDiem": "tru-so", "luc": "2026-11-23T02:00:00.000Z"}


def test_without_a_mapping_nothing_personal_goes(
    engine: Engine, new_door: NewDoor, exporter: Exporter, national: National
) -> None:
    came(engine, new_door(), 1)
    send_all(exporter)
    (event,) = national.events.values()
    assert set(event["data"]) == set(PLAIN)
    assert not any(name.startswith("person") for name in PLAIN)


def test_a_person_is_handed_on_where_the_mapping_says_so_and_the_seal_is_of_that_entry(
    engine: Engine, new_door: NewDoor, receiver: Receiver, national: National
) -> None:
    centre, salt = OpeningKey.new(), secrets.token_bytes(16)
    person = Person(Namespace.VN_ID, "046090000001", "Nguyễn Văn Thử", Sex.MALE, "1990-01-01")
    sealed = seal_person(person, kiosk="thuan-hoa-1", salt=to_base64url(salt), to=centre.public)
    door = new_door()
    came(engine, door, 1, salt=salt, person=sealed)
    came(engine, door, 1, salt=secrets.token_bytes(16), person=sealed)
    mapper = Mapper({"person.number": "soGiayTo", "person.name": "hoTen"}, OpeningRing([centre]))
    send_all(Exporter(engine, receiver, mapper, ZONE))
    known, moved = national.events.values()
    assert known["data"] == {"soGiayTo": "046090000001", "hoTen": "Nguyễn Văn Thử"}
    assert moved["data"] == {"soGiayTo": None, "hoTen": None}


def test_a_wrong_token_is_a_fault_that_says_so_and_loses_nothing(
    engine: Engine, new_door: NewDoor, exporter: Exporter, national: National, token: Path
) -> None:
    came(engine, new_door(), 3)
    token.write_text("an old one")
    step = exporter.step(NOW)
    assert step.told is Told.FAILED
    assert step.fault
    assert "token" in step.fault
    assert national.url not in step.fault
    token.write_text(TOKEN)
    send_all(exporter)
    assert len(national.events) == 3


def test_the_running_centre_sends_by_itself_and_says_a_fault_once(
    engine: Engine, new_door: NewDoor, national: National, token: Path
) -> None:
    said: list[str] = []
    defects: list[BaseException] = []
    national.faults = ["error"]
    table = NationalTable(url=national.url, token_file=token)
    sync = NationalSync(engine, table, None, ZONE, say=said.append, fail=defects.append)
    came(engine, new_door(), 12)
    sync.start()
    try:
        wait_until(lambda: len(national.events) == 12)
    finally:
        sync.close()
    assert len([one for one in said if "HTTP 503" in one]) == 1
    assert defects == []
