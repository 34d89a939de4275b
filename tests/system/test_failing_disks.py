"""A kiosk whose card fails while visitors come: nobody gets in unrecorded, the centre hears, and it heals."""

import json
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from disks import Card, card
from journals import flaws, opened
from sqlalchemy import select
from waiting import wait_until

from kiosk.bench.door import Door, DoorProcess, draw_visitors
from kiosk.bench.town import Broker, CentreProcess
from kiosk.central.database import open_database
from kiosk.central.reader import open_reader
from kiosk.central.tables import kiosks
from kiosk.feed.topics import Place

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
VISITORS = 20
PATIENCE = 400


@pytest.fixture
def sd_card(tmp_path: Path) -> Iterator[Card]:
    with card(tmp_path / "card") as made:
        made.insert()
        yield made


@contextmanager
def refusing(pid: int, call: str) -> Iterator[None]:
    """As long as it lasts, the kernel answers that system call of the process with an error of the disk."""
    what = ["-e", f"trace={call}", "-e", f"inject={call}:error=EIO"]
    tracer = subprocess.Popen(["strace", "-f", "-qq", "-o", "/dev/null", *what, "-p", str(pid)])
    try:
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(30)


class Watched:
    """A door, what it lit, and what the centre knows of its faults."""

    def __init__(self, door: Door, centre: CentreProcess) -> None:
        self.door, self._centre = door, centre
        self.process = DoorProcess(door)
        self.lit: list[int] = []

    def light(self, count: int) -> None:
        self.lit += self.process.lit(count)

    def await_fault(self, name: str) -> None:
        """Visitors are told of a fault, and so is the centre; while it lasts nobody is accepted."""
        self._await("fault")
        assert {self.process.verdict()[0] for _ in range(5)} == {"fault"}
        wait_until(lambda: name in self.faults())

    def await_healing(self) -> None:
        self._await("accepted")
        wait_until(lambda: not {"disk", "journal"} & set(self.faults()))

    def faults(self) -> list[str]:
        engine = open_database(self._centre.database)
        with engine.connect() as connection:
            health = connection.execute(select(kiosks.c.health)).scalar()
        engine.dispose()
        return list(json.loads(health)["faults"]) if health else []

    def _await(self, wanted: str) -> None:
        for _ in range(PATIENCE):
            verdict, seq = self.process.verdict()
            if verdict == "accepted" and seq is not None:
                self.lit.append(seq)
            if verdict == wanted:
                return
        raise AssertionError(f"no {wanted} came")


@pytest.fixture
def watched(tmp_path: Path, broker: Broker, sd_card: Card) -> Iterator[Watched]:
    draw_visitors(tmp_path / "visitors", VISITORS)
    centre = CentreProcess(tmp_path, broker.url, "127.0.0.1:0")
    centre.start()
    camera = f"folder:{tmp_path}/visitors?fps=20&loop=yes"
    watched = Watched(Door(tmp_path, PLACE, camera, broker.url, disk=sd_card.folder), centre)
    yield watched
    watched.process.kill()
    centre.close()


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace, to have the kernel refuse")
def test_whatever_the_card_does_nobody_is_let_in_unrecorded_and_it_heals_by_itself(
    watched: Watched, sd_card: Card, tmp_path: Path
) -> None:
    watched.light(3)
    for call in ("fdatasync,fsync", "pwrite64"):
        with refusing(watched.process.pid, call):
            watched.await_fault("journal")
        watched.await_healing()
    sd_card.fill()
    watched.await_fault("disk")
    sd_card.make_room()
    watched.await_healing()
    sd_card.fail()
    watched.await_fault("journal")
    sd_card.change()
    watched.await_healing()
    watched.lit += watched.process.kill()
    assert len(set(watched.lit)) == len(watched.lit)
    assert flaws(watched.door.journal) == []
    journalled = opened(watched.door.journal, lambda reader: reader.keys())
    assert set(watched.lit) <= {seq for _, _, seq in journalled}
    _deliver(watched, tmp_path, lambda stored: stored == journalled)


def _deliver(watched: Watched, folder: Path, done: Callable[[object], bool]) -> None:
    """The kiosk comes back to an empty street, until the centre has all."""
    street = "simulated:?ease=1&fps=1&width=320&height=240"
    door = watched.door
    watched.process = DoorProcess(Door(folder, PLACE, street, door.feed, disk=door.disk))
    with closing(open_reader(watched._centre.database)) as reader:
        wait_until(lambda: done(reader.stored_keys()))
