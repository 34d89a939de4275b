"""The loop: every code is answered once, whatever the camera, the disk or the lights do meanwhile."""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from waiting import wait_until

from kiosk.checkin import CheckIn
from kiosk.devices.clock import SystemClock
from kiosk.devices.heartbeat import NoHeartbeat
from kiosk.devices.journal import SqliteJournal
from kiosk.devices.signals.simulated import SimulatedSignal
from kiosk.domain.code import Code
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import Draft, Entry
from kiosk.domain.retention import Retention
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.errors import CameraStalled, DeviceAbsent, DeviceError
from kiosk.loop import Eyes, Inbox, Listener, Loop, SteadySignal, Stop
from kiosk.ports import Action, Camera, ChangeDirection, Counts, Frame, Link, Quit, Reader, Told, View

PERSON = "046090000001|190000001|Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Huế|15042021".encode()
OTHER = "046301000002||Trần Thị Mẫu|02022001|Nữ|5 Hùng Vương, Huế|01082024||||".encode()
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class ScriptedCamera:
    """An empty scene but for the steps: a frame, a failure to raise, or None for the end."""

    def __init__(self, steps: "queue.SimpleQueue[Frame | Exception | None]", frozen: threading.Event) -> None:
        self._steps, self._frozen = steps, frozen
        self.closed = threading.Event()

    def read(self, timeout_s: float) -> Frame | None:
        if self._frozen.is_set():
            self.closed.wait(timeout_s)
            raise CameraStalled("no frame came")
        try:
            step = self._steps.get(timeout=0.02)
        except queue.Empty:
            return Frame(np.zeros((48, 64), np.uint8), taken_at=datetime.now(UTC))
        if isinstance(step, Exception):
            raise step
        return step

    def close(self) -> None:
        self.closed.set()


class TextScanner:
    """Reads what the test put behind the frame."""

    def __init__(self) -> None:
        self.contents: dict[int, list[bytes]] = {}

    def scan(self, frame: Frame) -> Sequence[Code]:
        found = self.contents.get(id(frame.grey), [])
        return [Code(content, seen_at=frame.taken_at, scene=frame.scene) for content in found]

    def close(self) -> None:
        pass


class ScriptedReader:
    """Silent but for the steps: a code's content, or a failure to raise."""

    def __init__(self, steps: "queue.SimpleQueue[bytes | Exception]") -> None:
        self._steps = steps

    def read(self, timeout_s: float) -> Sequence[Code]:
        try:
            step = self._steps.get(timeout=min(timeout_s, 0.02))
        except queue.Empty:
            return []
        if isinstance(step, Exception):
            raise step
        return [Code(step, seen_at=datetime.now(UTC))]

    def close(self) -> None:
        pass


class WatchedScreen:
    url = None

    def __init__(self) -> None:
        self.views: list[View] = []
        self.pressed: queue.SimpleQueue[Action] = queue.SimpleQueue()

    def show(self, view: View) -> None:
        self.views.append(view)

    def actions(self) -> Sequence[Action]:
        return [self.pressed.get()] if not self.pressed.empty() else []

    def close(self) -> None:
        pass


class CountedHeartbeat(NoHeartbeat):
    def __init__(self) -> None:
        self.beats = 0

    def beat(self) -> None:
        self.beats += 1


class NoFeed:
    def open(self) -> None:
        pass

    def wake(self) -> None:
        pass

    def link(self) -> Link:
        return Link(connected=False, waiting=0)

    def close(self) -> None:
        pass


@dataclass
class Ear:
    answers: list[Told] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    over: bool = False

    def says(self, sentence: str) -> None:
        self.said.append(sentence)

    def told(self, code: Code, told: Told) -> None:
        self.answers.append(told)

    def ended(self) -> None:
        self.over = True


class SlowJournal(SqliteJournal):
    """A journal on a card whose commits wait until they are let through."""

    def __init__(self, path: Path, fail: Callable[[BaseException], None]) -> None:
        super().__init__(path, "thuan-hoa-1", SystemClock(), Retention(), fail=fail)
        self.gate = threading.Event()
        self.gate.set()

    def record(self, draft: Draft) -> "Future[Entry]":
        later: Future[Entry] = Future()

        def write() -> None:
            self.gate.wait()
            later.set_result(SqliteJournal.record(self, draft).result())

        threading.Thread(target=write, daemon=True).start()
        return later


class Door:
    """A loop on a thread of its own, with a camera that a test feeds."""

    def __init__(self, folder: Path, direction: DirectionRule) -> None:
        self.steps: queue.SimpleQueue[Frame | Exception | None] = queue.SimpleQueue()
        self.cameras: list[ScriptedCamera] = []
        self.frozen = threading.Event()
        self.scanner, self.screen, self.ear = TextScanner(), WatchedScreen(), Ear()
        self.heartbeat, self.lights = CountedHeartbeat(), SimulatedSignal()
        self.stops: queue.SimpleQueue[Stop] = queue.SimpleQueue()
        self.signal = SteadySignal(self.lights)
        self.journal = SlowJournal(folder / "journal.db", self.stops.put)
        self.inbox = Inbox(timedelta(seconds=3))
        self.eyes = Eyes(self._open, [self.scanner], self.inbox, say=self.ear.says, fail=self.stops.put)
        self.typed: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()
        self.readers: list[ScriptedReader] = []
        self.listener = Listener(self._plug_in, self.inbox, say=self.ear.says, fail=self.stops.put)
        clock = SystemClock(lambda: 0)
        checkin = CheckIn(
            Rules(direction=direction),
            SiteDay(ZONE, time(4)),
            clock,
            self.journal,
            self.signal,
            NoFeed(),
            seal=lambda _person, _salt: None,
            notice="2026-01",
            counts=Counts(),
        )
        self.loop = Loop(
            self.inbox,
            self.eyes,
            [self.listener],
            checkin,
            self.journal,
            self.signal,
            self.screen,
            NoFeed(),
            self.heartbeat,
            clock,
            stops=self.stops,
            draws_lamps=True,
            witness=self.ear,
        )
        self.failure: BaseException | None = None
        self._frames: list[Frame] = []
        self._thread = threading.Thread(target=self._run, daemon=True)

    def open(self) -> None:
        self.eyes.start()
        self.listener.start()
        self._thread.start()

    def show(self, *contents: bytes, scene: int | None = None, at: datetime | None = None) -> None:
        frame = Frame(np.zeros((48, 64), np.uint8), taken_at=at or datetime.now(UTC), scene=scene)
        self._frames.append(frame)
        self.scanner.contents[id(frame.grey)] = list(contents)
        self.steps.put(frame)

    def answers(self, count: int) -> list[Told]:
        wait_until(lambda: len(self.ear.answers) >= count)
        return self.ear.answers

    def close(self) -> None:
        self.stops.put(None)
        self._thread.join(10)
        self.eyes.close()
        self.listener.close()
        self.journal.gate.set()
        self.journal.close()

    def _open(self) -> Camera:
        self.cameras.append(ScriptedCamera(self.steps, self.frozen))
        return self.cameras[-1]

    def _plug_in(self) -> Reader:
        self.readers.append(ScriptedReader(self.typed))
        return self.readers[-1]

    def _run(self) -> None:
        try:
            self.loop.run()
        except BaseException as failure:
            self.failure = failure


@pytest.fixture
def new_door(tmp_path: Path) -> Iterator[Callable[..., Door]]:
    made: list[Door] = []

    def make(direction: DirectionRule = DirectionRule.IN) -> Door:
        made.append(Door(tmp_path, direction))
        made[-1].open()
        return made[-1]

    yield make
    for door in made:
        door.close()


@pytest.fixture
def door(new_door: Callable[..., Door]) -> Door:
    return new_door()


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


def test_the_button_turns_the_direction(new_door: Callable[..., Door]) -> None:
    door = new_door(DirectionRule.BUTTON)
    door.screen.pressed.put(ChangeDirection())
    wait_until(lambda: door.screen.views and door.screen.views[-1].direction is Direction.OUT)
    door.show(PERSON)
    assert door.answers(1)[0].direction is Direction.OUT
    wait_until(lambda: door.screen.views[-1].counts == Counts(0, 1))


def test_toggled_the_same_person_goes_out_after_coming_in(new_door: Callable[..., Door]) -> None:
    door = new_door(DirectionRule.TOGGLE)
    first = datetime.now(UTC)
    door.show(PERSON, at=first)
    door.show(PERSON, at=first + timedelta(minutes=5))
    assert [told.direction for told in door.answers(2)] == [Direction.IN, Direction.OUT]
    wait_until(lambda: door.screen.views[-1].counts == Counts(1, 1))


def test_when_the_day_turns_nobody_is_remembered_and_the_counts_begin_anew(door: Door) -> None:
    before = datetime(2026, 11, 24, 3, 59, tzinfo=ZONE)
    door.show(PERSON, at=before)
    door.show(PERSON, at=before + timedelta(minutes=2))
    assert [told.verdict for told in door.answers(2)] == [Verdict.ACCEPTED, Verdict.ACCEPTED]
    wait_until(lambda: door.screen.views[-1].counts == Counts(1, 0))


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
