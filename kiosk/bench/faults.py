"""`kiosk bench faults`: everything is killed, stalled and cut at chosen instants; nothing may be lost.

An instant is counted in check-ins, not in seconds, so that a seed repeats its run.
"""

import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.bench.door import Door, DoorProcess, draw_visitors
from kiosk.bench.proxy import Proxy
from kiosk.bench.town import Broker, CentreProcess
from kiosk.central.reader import open_reader
from kiosk.devices.journal import EntryKey, JournalReader
from kiosk.feed.topics import Place

VISITORS = 40
FPS = 60
COLLECTORS = 2
HEAL_S = 60.0
PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`green`: lights that were lit; `lost`: of those and of the journal, what the centre does not hold."""

    seed: int
    rounds: int
    green: int
    journalled: int
    stored: int
    lost: int
    doubled: int


class Quarter:
    """A kiosk, a bad line, a broker that remembers nothing, and two collectors on one database."""

    def __init__(self, folder: Path, parts: ExitStack) -> None:
        draw_visitors(folder / "visitors", VISITORS)
        self.broker = Broker(folder)
        parts.callback(self.broker.close)
        self.broker.start()
        self.line = Proxy(self.broker.port)
        parts.callback(self.line.close)
        self.centres: list[CentreProcess] = []
        for number in range(COLLECTORS):
            own = folder / f"centre-{number}"
            own.mkdir()
            centre = CentreProcess(own, self.broker.url, "127.0.0.1:0", folder / "centre.db")
            parts.callback(centre.close)
            centre.start()
            self.centres.append(centre)
        camera = f"folder:{folder}/visitors?fps={FPS}&loop=yes"
        self.door = Door(folder, PLACE, camera, f"mqtt://127.0.0.1:{self.line.port}")
        self.green: list[int] = []
        self.kiosk = DoorProcess(self.door)
        parts.callback(lambda: self.kiosk.kill())

    def light(self, count: int) -> None:
        """Waits for so many green lights more."""
        self.green += self.kiosk.lit(count)

    def restart_kiosk(self) -> None:
        self.green += self.kiosk.kill()
        self.kiosk = DoorProcess(self.door)


Fault = Callable[[Quarter, random.Random], None]


def measure(rounds: int, seed: int, progress: Callable[[int], None]) -> Outcome:
    """Raises KioskError if a part cannot be had at all."""
    chance = random.Random(seed)  # noqa: S311 - a seed must repeat its run
    with tempfile.TemporaryDirectory(prefix="kiosk-faults-") as name, ExitStack() as parts:
        quarter = Quarter(Path(name), parts)
        for number in range(rounds):
            quarter.light(chance.randint(1, 12))
            chance.choice(FAULTS)(quarter, chance)
            progress(number + 1)
        quarter.light(3)
        quarter.green += quarter.kiosk.kill()
        _let_heal(quarter)
        return _outcome(quarter, rounds, seed)


def _kill_kiosk(quarter: Quarter, chance: random.Random) -> None:
    quarter.restart_kiosk()


def _kill_broker(quarter: Quarter, chance: random.Random) -> None:
    quarter.broker.kill()
    quarter.light(chance.randint(0, 8))
    quarter.broker.start()


def _kill_collector(quarter: Quarter, chance: random.Random) -> None:
    centre = chance.choice(quarter.centres)
    centre.kill()
    quarter.light(chance.randint(0, 8))
    centre.start()


def _kill_all(quarter: Quarter, chance: random.Random) -> None:
    for centre in quarter.centres:
        centre.kill()
    quarter.broker.kill()
    quarter.restart_kiosk()
    quarter.broker.start()
    for centre in quarter.centres:
        centre.start()


def _stall_line(quarter: Quarter, chance: random.Random) -> None:
    quarter.line.stall()
    quarter.light(chance.randint(10, 60))
    quarter.line.flow()


def _cut_line(quarter: Quarter, chance: random.Random) -> None:
    quarter.line.cut()
    quarter.light(chance.randint(0, 8))


FAULTS: tuple[Fault, ...] = (_kill_kiosk, _kill_broker, _kill_collector, _kill_all, _stall_line, _cut_line)


def _let_heal(quarter: Quarter) -> None:
    """The kiosk comes back once more, to an empty street, and delivers what it still has."""
    silent = Door(
        quarter.door.folder, PLACE, "simulated:?ease=1&fps=1&width=320&height=240", quarter.door.feed
    )
    quarter.kiosk = DoorProcess(silent)
    deadline_s = time.monotonic() + HEAL_S
    while _journalled(quarter) - _stored(quarter) and time.monotonic() < deadline_s:
        time.sleep(0.1)
    quarter.kiosk.kill()


def _outcome(quarter: Quarter, rounds: int, seed: int) -> Outcome:
    journalled, stored = _journalled(quarter), _stored(quarter)
    green = set(quarter.green)
    with closing(open_reader(quarter.centres[0].database)) as reader:
        doubles = reader.doubles()
    return Outcome(
        seed=seed,
        rounds=rounds,
        green=len(quarter.green),
        journalled=len(journalled),
        stored=len(stored),
        lost=len(journalled - stored) + len(green - {seq for _, _, seq in stored}),
        doubled=doubles + len(quarter.green) - len(green),
    )


def _journalled(quarter: Quarter) -> set[EntryKey]:
    reader = JournalReader(quarter.door.journal)
    try:
        return reader.keys()
    finally:
        reader.close()


def _stored(quarter: Quarter) -> set[EntryKey]:
    with closing(open_reader(quarter.centres[0].database)) as reader:
        return reader.stored_keys()
