"""A door's loop whose camera, reader, screen and card do what a test says."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from waiting import wait_until

from kiosk.checkin import CheckIn
from kiosk.credentials import Known
from kiosk.daybook import DayBook
from kiosk.devices.clock import SystemClock
from kiosk.devices.heartbeat import NoHeartbeat
from kiosk.devices.journal import SqliteJournal
from kiosk.devices.signals.simulated import SimulatedSignal
from kiosk.domain.code import Code
from kiosk.domain.curfew import StillInside
from kiosk.domain.day import SiteDay
from kiosk.domain.diagnosis import Facts, diagnose
from kiosk.domain.entry import Draft, Entry
from kiosk.domain.gates import News, Report, Seen
from kiosk.domain.occupancy import Counts
from kiosk.domain.recent import Passage
from kiosk.domain.retention import Retention
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.domain.timeline import Stamp
from kiosk.errors import CameraStalled
from kiosk.feed.orders import Result
from kiosk.keys.day_keys import DayKeys
from kiosk.keys.sealing import OpeningKey, OpeningRing
from kiosk.loop import Again, Board, Deeds, Eyes, Inbox, Listener, Loop, Notes, Orders, SteadySignal, Stop
from kiosk.loop.orders import Door as OrdersAtTheDoor
from kiosk.loop.orders import Machine, Records
from kiosk.ports import Action, Camera, Clock, Frame, Link, Order, Past, Reader, Standing, Told, View

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
        self.stopped = False
        self.status = ""

    def tell(self, status: str) -> None:
        self.status = status

    def stopping(self) -> None:
        self.stopped = True

    def beat(self) -> None:
        self.beats += 1


class NoFeed:
    """Brings what a test puts into `asked` and `heard`, and keeps what is answered and told."""

    def __init__(self) -> None:
        self.asked: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self.answers: list[tuple[Order, Result]] = []
        self.rewound = False
        self.heard: queue.SimpleQueue[News] = queue.SimpleQueue()
        self.reports: list[Report] = []
        self.seen: list[Seen] = []
        self.seen_again: list[Seen] = []

    def open(self) -> None:
        pass

    def rewind(self) -> None:
        self.rewound = True

    def orders(self) -> Sequence[Order]:
        return [self.asked.get()] if not self.asked.empty() else []

    def answer(self, order: Order, result: Result) -> None:
        self.answers.append((order, result))

    def tell(self, report: Report, *seen: Seen) -> None:
        self.reports.append(report)
        self.seen += seen

    def tell_again(self, seen: Sequence[Seen]) -> None:
        self.seen_again += seen

    def news(self) -> Sequence[News]:
        return [self.heard.get()] if not self.heard.empty() else []

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
        later.set_running_or_notify_cancel()

        def write() -> None:
            self.gate.wait()
            written = SqliteJournal.record(self, draft)
            if failure := written.exception():
                later.set_exception(failure)
            else:
                later.set_result(written.result())

        threading.Thread(target=write, daemon=True).start()
        return later


class NoPast:
    """A gate at which nobody has passed."""

    def stamps(self) -> Sequence[Stamp]:
        return ()

    def counts(self, since: datetime) -> Counts:
        return Counts()

    def passages(self, since: datetime) -> Sequence[tuple[bytes, Passage]]:
        return ()

    def still_inside(self, since: datetime) -> Sequence[StillInside]:
        return ()


class Door:
    """A loop on a thread of its own, with a camera that a test feeds."""

    def __init__(
        self,
        folder: Path,
        direction: DirectionRule,
        rules: Rules | None = None,
        known: Known | None = None,
        clock: Clock | None = None,
        past: Past | None = None,
    ) -> None:
        self.folder = folder
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
        clock = clock or SystemClock(lambda: 0)
        self.feed = NoFeed()
        self.standing = Standing()
        self.faults_of_config: list[str] = []
        self.ended: Again | None = None
        self.opening = OpeningKey.new()
        day = SiteDay(ZONE, time(4))
        self.keys = DayKeys(day.of(clock.now()))
        rules = rules or Rules(direction=direction)
        self.daybook = DayBook(rules, day, clock, self.feed, self.keys, past or NoPast())
        checkin = CheckIn(
            rules,
            self.daybook,
            clock,
            self.journal,
            self.signal,
            self.feed,
            known=known or Known(),
            seal=lambda _person, _salt: None,
            notice="2026-01",
        )
        board, notes = Board(), Notes(self.journal, self.feed)
        deeds = Deeds(
            "thuan-hoa-1",
            OrdersAtTheDoor(checkin, self.daybook, self.journal, self.signal, self.feed, board, notes, clock),
            Records(self.journal, self.feed),
            Machine(
                "thuan-hoa-1",
                clock,
                board,
                self.signal,
                self.inbox,
                self.stops,
                diagnose=lambda: diagnose(Facts(faults=frozenset(self.loop.faults), centre_key=False)),
                reread=lambda: self.faults_of_config,
            ),
            self.keys,
            OpeningRing([self.opening]),
        )
        self.loop = Loop(
            self.inbox,
            self.eyes,
            [self.listener],
            checkin,
            self.daybook,
            self.journal,
            self.signal,
            self.screen,
            self.feed,
            self.heartbeat,
            clock,
            board,
            notes,
            Orders(self.feed, deeds.begin, checkin.believe),
            standing=lambda: self.standing,
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
            self.ended = self.loop.run()
        except BaseException as failure:
            self.failure = failure
