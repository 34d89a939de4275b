"""The loop: every code is answered once, whatever the camera, the disk or the lights do meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from loops import Door, NoFeed
from waiting import wait_until

from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import JournalReader
from kiosk.devices.journal.writing.book import Book
from kiosk.domain.entry import Draft, Entry, Event
from kiosk.domain.occupancy import Counts
from kiosk.domain.rules import DirectionRule
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.errors import CameraStalled, DeviceAbsent, DeviceError, JournalUnavailable
from kiosk.loop.notes import Notes
from kiosk.ports import ChangeDirection, Quit, Standing

PERSON = "046090000001|190000001|Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Huế|15042021".encode()
OTHER = "046301000002||Trần Thị Mẫu|02022001|Nữ|5 Hùng Vương, Huế|01082024||||".encode()


@pytest.fixture
def door(new_loop: Callable[..., Door]) -> Door:
    return new_loop()


def test_a_code_that_is_held_up_is_answered_once(door: Door) -> None:
    for _ in range(5):
        door.show(PERSON)
    door.show(OTHER)
    verdicts = [(told.verdict, told.seq) for told in door.answers(2)]
    assert verdicts == [(Verdict.ACCEPTED, 1), (Verdict.ACCEPTED, 2)]


def test_two_codes_in_one_frame_are_both_answered(door: Door) -> None:
    door.show(PERSON, OTHER)
    assert len(door.answers(2)) == 2


def test_the_same_person_again_within_the_window_is_told_when_they_were_first_seen(door: Door) -> None:
    first = datetime.now(UTC)
    door.show(PERSON, at=first)
    door.show(PERSON, at=first + timedelta(seconds=10))
    again = door.answers(2)[1]
    assert (again.verdict, again.reason, again.first_at) == (Verdict.ALREADY, Reason.ALREADY_IN, first)


def test_junk_is_rejected_with_its_reason_and_the_next_visitor_is_not_kept_waiting(door: Door) -> None:
    door.show(b"\xff\xfe\x80", b"'; DROP TABLE entry; --", b"$(reboot)")
    door.show(PERSON)
    reasons = [told.reason for told in door.answers(4)]
    assert reasons == [Reason.UNREADABLE, Reason.UNKNOWN_CODE, Reason.UNKNOWN_CODE, Reason.OK]


def test_the_light_comes_only_after_the_entry_is_on_disk_and_the_screen_lives_meanwhile(door: Door) -> None:
    door.journal.gate.clear()
    door.show(PERSON)
    drawn, beaten = len(door.screen.views), door.heartbeat.beats
    wait_until(lambda: len(door.screen.views) > drawn + 5 and door.heartbeat.beats > beaten + 5)
    assert (door.ear.answers, door.lights.lamps().green) == ([], False)
    door.journal.gate.set()
    door.answers(1)
    wait_until(lambda: door.lights.lamps().green)


def test_a_second_person_during_the_first_one_s_green_light_is_answered_at_once(door: Door) -> None:
    door.show(PERSON)
    door.answers(1)
    door.show(b"unknown")
    door.answers(2)
    lamps = door.lights.lamps()
    assert (lamps.red, lamps.green) == (True, False)


def test_the_button_turns_the_direction(new_loop: Callable[..., Door]) -> None:
    door = new_loop(DirectionRule.BUTTON)
    door.screen.pressed.put(ChangeDirection())
    wait_until(lambda: door.screen.views and door.screen.views[-1].direction is Direction.OUT)
    door.show(PERSON)
    assert door.answers(1)[0].direction is Direction.OUT
    wait_until(lambda: door.screen.views[-1].occupancy.counts == Counts(0, 1))


def test_toggled_the_same_person_goes_out_after_coming_in(new_loop: Callable[..., Door]) -> None:
    door = new_loop(DirectionRule.TOGGLE)
    first = datetime.now(UTC)
    door.show(PERSON, at=first)
    door.show(PERSON, at=first + timedelta(minutes=5))
    assert [told.direction for told in door.answers(2)] == [Direction.IN, Direction.OUT]
    wait_until(lambda: door.screen.views[-1].occupancy.counts == Counts(1, 1))


def test_the_counts_begin_anew_though_nobody_comes(door: Door) -> None:
    door.show(PERSON, at=datetime.now(UTC) - timedelta(days=1))
    door.answers(1)
    wait_until(lambda: door.screen.views[-1].occupancy.counts == Counts())


def test_an_entry_that_reaches_the_disk_after_its_visitor_was_sent_away_is_undone(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.loop.loop.ANSWER_WITHIN_S", 0.2)
    door.journal.gate.clear()
    door.show(PERSON)
    assert door.answers(1)[0].verdict is Verdict.FAULT
    wait_until(lambda: "journal" in door.screen.views[-1].faults)
    wait_until(lambda: "journal" in door.heartbeat.status)
    beats = door.heartbeat.beats
    drawn = len(door.screen.views)
    wait_until(lambda: len(door.screen.views) > drawn + 5)
    assert door.heartbeat.beats == beats
    door.journal.gate.set()
    wait_until(lambda: door.journal.entries() == 2)
    wait_until(lambda: not door.screen.views[-1].faults)
    wait_until(lambda: door.heartbeat.beats > beats)
    assert "journal" not in door.heartbeat.status
    assert not door.lights.lamps().red
    reader = JournalReader(door.folder / "journal.db")
    late, undone = (entry for _, entry in reader.entries())
    reader.close()
    assert (late["verdict"], undone["event"], undone["ref"]) == ("accepted", "undo", late["seq"])


def test_a_note_that_could_not_be_written_is_written_when_the_journal_is_well_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SystemClock(lambda: 0)
    notes = Notes(door.journal, NoFeed())
    with monkeypatch.context() as broken:
        broken.setattr(Book, "write", _full)
        notes.add(Draft(at=clock.now(), clock=clock.state(), event=Event.CLOCK, data={"offset_ms": 1}))
        notes.turn()
        wait_until(lambda: door.journal.fault == "disk")
        notes.turn()
    wait_until(lambda: notes.turn() or door.journal.entries() == 1)
    for _ in range(5):
        notes.turn()
    assert door.journal.entries() == 1


def _full(_book: Book, *_drafts: Draft) -> list[Entry]:
    raise JournalUnavailable("the storage is full", "disk")


def test_each_picture_of_a_folder_is_a_presentation_of_its_own_and_none_is_dropped(door: Door) -> None:
    door.journal.gate.clear()
    for scene in range(100):
        door.show(PERSON, scene=scene)
    door.steps.put(None)
    door.journal.gate.set()
    assert len(door.answers(100)) == 100
    wait_until(lambda: door.ear.over)


@pytest.mark.parametrize("fault", [CameraStalled("no frame"), DeviceAbsent("no camera")])
def test_a_camera_that_fails_is_shown_closed_and_opened_again(door: Door, fault: DeviceError) -> None:
    door.show(PERSON)
    door.answers(1)
    door.steps.put(fault)
    wait_until(lambda: "camera" in door.screen.views[-1].faults)
    assert door.screen.views[-1].frame is None
    wait_until(lambda: len(door.cameras) == 2)
    assert door.cameras[0].closed.is_set()
    door.show(OTHER)
    door.answers(2)
    wait_until(lambda: "camera" not in door.screen.views[-1].faults)


def test_a_dead_camera_does_not_stop_the_reader_and_the_log_says_once_why_it_is_dead(door: Door) -> None:
    for _ in range(3):
        door.steps.put(CameraStalled("no frame"))
    wait_until(lambda: len(door.cameras) == 2)
    door.typed.put(PERSON)
    assert door.answers(1)[0].verdict is Verdict.ACCEPTED
    assert "camera" in door.loop.faults
    wait_until(lambda: len(door.cameras) == 3)
    assert door.ear.said == ["no frame"]


def test_a_reader_that_is_gone_is_a_fault_until_it_is_back_and_the_camera_goes_on(door: Door) -> None:
    door.typed.put(DeviceAbsent("unplugged"))
    wait_until(lambda: "reader" in door.loop.faults)
    door.show(PERSON)
    door.answers(1)
    door.typed.put(OTHER)
    assert len(door.answers(2)) == 2
    wait_until(lambda: "reader" not in door.loop.faults)
    assert len(door.readers) == 2


def test_what_the_camera_sees_and_the_reader_reads_at_once_is_one_presentation(door: Door) -> None:
    door.show(PERSON)
    door.answers(1)
    door.typed.put(PERSON)
    door.typed.put(OTHER)
    assert [told.verdict for told in door.answers(2)] == [Verdict.ACCEPTED, Verdict.ACCEPTED]


def test_a_picture_that_is_not_followed_by_another_is_soon_not_shown_as_live(door: Door) -> None:
    wait_until(lambda: any(view.frame is not None for view in list(door.screen.views)))
    door.frozen.set()
    wait_until(lambda: door.screen.views[-1].frame is None)
    assert "camera" not in door.screen.views[-1].faults


def test_lights_that_fail_are_a_fault_and_the_visitor_is_still_told(door: Door) -> None:
    def refuse(verdict: Verdict) -> None:
        raise DeviceError("the pins do not obey")

    door.lights.show = refuse  # type: ignore[method-assign]
    door.show(PERSON)
    assert door.answers(1)[0].verdict is Verdict.ACCEPTED
    wait_until(lambda: "signal" in door.screen.views[-1].faults)


def test_a_defect_in_a_thread_ends_the_loop_with_it(door: Door) -> None:
    door.steps.put(ZeroDivisionError("a defect"))
    wait_until(lambda: door.failure is not None)
    assert isinstance(door.failure, ZeroDivisionError)


def test_closing_the_window_ends_the_loop(door: Door) -> None:
    door.screen.pressed.put(Quit())
    wait_until(lambda: not door._thread.is_alive())
    assert door.failure is None


def test_nothing_of_a_person_is_in_what_is_shown_or_remembered_by_repr(door: Door) -> None:
    door.show(PERSON)
    door.answers(1)
    wait_until(lambda: door.screen.views[-1].told is not None)
    shown = repr(door.screen.views[-1]) + repr(door.ear.answers) + repr(door.eyes.sight)
    assert "Thử" not in shown
    assert "046090000001" not in shown


def test_what_stands_wrong_for_days_is_on_the_screen_and_the_door_works(door: Door) -> None:
    door.standing = Standing(("certificate",), ("no_centre_key",))
    wait_until(lambda: door.screen.views and door.screen.views[-1].faults == ("certificate",))
    assert door.screen.views[-1].warnings == ("no_centre_key",)
    door.show(PERSON)
    assert door.answers(1)[0].verdict is Verdict.ACCEPTED
