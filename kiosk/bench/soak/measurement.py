"""A kiosk, a broker and a centre; what the kiosk holds of memory, files and threads as visitors come."""

import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kiosk.bench.door import Door, DoorProcess
from kiosk.bench.town import Town
from kiosk.central.reader import open_reader
from kiosk.devices.journal import EntryKey, JournalReader
from kiosk.errors import DeviceError
from kiosk.feed.topics import Place

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
SAMPLES = 100
MOST_GROWTH = 0.05
ARRIVE_S = 60.0
STOPPED_WELL = 0


@dataclass(frozen=True, slots=True)
class Held:
    """By the kiosk's process at a moment."""

    memory_mb: float
    files: int
    threads: int

    @classmethod
    def by(cls, pid: int) -> "Held":
        """Raises DeviceError for a process that is gone."""
        home = Path("/proc") / str(pid)
        try:
            status = dict(line.split(":", 1) for line in (home / "status").read_text().splitlines())
            files = len(list((home / "fd").iterdir()))
            return cls(int(status["VmRSS"].split()[0]) / 1000, files, int(status["Threads"]))
        except (OSError, KeyError) as error:
            raise DeviceError("The kiosk ended before its pictures did; report it.") from error


@dataclass(frozen=True, slots=True)
class Outcome:
    """`first_tenth`: most that was held until then, when all is loaded; `most`, `last`: after it."""

    frames: int
    visitors: int
    seconds: float
    entries: int
    stored: int
    lost: int
    doubled: int
    memory_mb: dict[str, float]
    files: dict[str, int]
    threads: dict[str, int]

    @property
    def is_well(self) -> bool:
        return (
            self.entries == self.stored == self.visitors
            and not self.lost
            and not self.doubled
            and self.memory_mb["growth"] <= MOST_GROWTH
            and self.files["last"] <= self.files["first_tenth"]
            and self.threads["last"] <= self.threads["first_tenth"]
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def measure(frames: int, visitors: int, progress: Callable[[int], None]) -> Outcome:
    """Raises KioskError if a part cannot be had, or ends."""
    with tempfile.TemporaryDirectory(prefix="kiosk-soak-") as name:
        folder = Path(name)
        with Town(folder) as town:
            camera = f"soak:?frames={frames}&visitors={visitors}"
            door = Door(folder, PLACE, camera, town.broker.url)
            begun_s = time.monotonic()
            kiosk = DoorProcess(door, "kiosk.bench.soak.doorway")
            try:
                held = _watched(kiosk, visitors, progress)
                seconds = time.monotonic() - begun_s
                journalled = _journalled(door.journal)
                stored, doubled = _stored(town.centre.database, journalled)
                if kiosk.stop() != STOPPED_WELL:
                    raise DeviceError("The kiosk did not stop as it should; report it.")
            finally:
                kiosk.kill()
    return Outcome(
        frames=frames,
        visitors=visitors,
        seconds=round(seconds, 1),
        entries=len(journalled),
        stored=len(stored),
        lost=len(journalled - stored),
        doubled=doubled,
        **_grown(held),
    )


def _watched(kiosk: DoorProcess, visitors: int, progress: Callable[[int], None]) -> list[Held]:
    """What was held after each hundredth of the visitors."""
    each = max(1, visitors // SAMPLES)
    held = []
    for answered, _ in enumerate(kiosk.told(), start=1):
        if answered % each == 0:
            held.append(Held.by(kiosk.pid))
        if answered % (10 * each) == 0:
            progress(answered)
    held.append(Held.by(kiosk.pid))
    return held


def _grown(held: list[Held]) -> dict[str, Any]:
    tenth = max(1, len(held) // 10)
    first, later = held[:tenth], held[tenth:] or held
    before_mb, most_mb = (max(one.memory_mb for one in part) for part in (first, later))
    return {
        "memory_mb": {
            "first_tenth": round(before_mb, 1),
            "most": round(most_mb, 1),
            "last": round(later[-1].memory_mb, 1),
            "growth": round(most_mb / before_mb - 1, 4),
        },
        "files": {"first_tenth": max(one.files for one in first), "last": later[-1].files},
        "threads": {"first_tenth": max(one.threads for one in first), "last": later[-1].threads},
    }


def _journalled(journal: Path) -> set[EntryKey]:
    with closing(JournalReader(journal)) as reader:
        return reader.keys()


def _stored(database: str, wanted: set[EntryKey]) -> tuple[set[EntryKey], int]:
    """What the centre has once it has all, or some time has passed; and how often it has one twice."""
    deadline_s = time.monotonic() + ARRIVE_S
    with closing(open_reader(database)) as reader:
        while (stored := reader.stored_keys()) < wanted and time.monotonic() < deadline_s:
            time.sleep(0.2)
        return stored, reader.doubles()
