"""A card that was copied, and a centre that was put back from a copy: both are found, told, and healed."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from journals import flaws, opened
from sqlalchemy import select
from waiting import wait_until

from kiosk.bench.door import Door, DoorProcess, draw_visitors
from kiosk.bench.town import Broker, CentreProcess
from kiosk.central.database import open_database
from kiosk.central.orders import Orders
from kiosk.central.orders.gaps import LOOK_EACH, STAYS, GapWatch
from kiosk.central.reader import open_reader
from kiosk.central.tables import alarms, kiosks
from kiosk.devices.journal import EntryKey
from kiosk.feed.topics import Place

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")


@pytest.fixture
def centre(tmp_path: Path, broker: Broker) -> Iterator[CentreProcess]:
    centre = CentreProcess(tmp_path, broker.url, "127.0.0.1:0")
    centre.start()
    yield centre
    centre.close()


class Street:
    """The door's folder, and a new group of visitors whenever it is opened."""

    def __init__(self, folder: Path, feed: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self._feed = folder, feed

    @property
    def journal(self) -> Path:
        return self.folder / f"{PLACE.kiosk}.db"

    def welcome(self, count: int) -> DoorProcess:
        """Returns once all were let in; the kiosk goes on."""
        visitors = self.folder / "visitors"
        shutil.rmtree(visitors, ignore_errors=True)
        draw_visitors(visitors, count)
        process = self._open(f"folder:{visitors}?fps=20")
        assert len(process.lit(count)) == count
        return process

    def lie_empty(self) -> DoorProcess:
        """Nobody comes; what waits is delivered."""
        return self._open("simulated:?ease=1&fps=1&width=320&height=240")

    def _open(self, camera: str) -> DoorProcess:
        return DoorProcess(Door(self.folder, PLACE, camera, self._feed))

    def keys(self) -> set[EntryKey]:
        return opened(self.journal, lambda reader: reader.keys())  # type: ignore[no-any-return]


def stored(centre: CentreProcess) -> set[EntryKey]:
    with closing(open_reader(centre.database)) as reader:
        return reader.stored_keys()


def test_of_two_cards_that_are_copies_every_entry_arrives_once_and_both_sides_say_so(
    tmp_path: Path, broker: Broker, centre: CentreProcess
) -> None:
    original, copy = Street(tmp_path / "original", broker.url), Street(tmp_path / "copy", broker.url)
    with closing(_Stopping(original.welcome(3))):
        wait_until(lambda: stored(centre) == original.keys())
    for file in original.folder.glob(f"{original.journal.name}*"):
        shutil.copy(file, copy.folder)
    with closing(_Stopping(original.welcome(4))):
        wait_until(lambda: stored(centre) == original.keys())
    with closing(_Stopping(copy.welcome(2))):
        wait_until(lambda: len(stored(centre)) == 3 + 4 + 2 + 1)  # and an entry that tells of the conflict
        wait_until(lambda: "conflict" in _warnings(centre))
    assert flaws(original.journal) == flaws(copy.journal) == []
    assert stored(centre) == original.keys() | copy.keys()
    engine = open_database(centre.database)
    with engine.connect() as connection:
        assert "conflict" in connection.execute(select(alarms.c.kind)).scalars().all()
    with closing(open_reader(centre.database)) as reader:
        assert reader.doubles() == 0


def test_a_centre_put_back_from_yesterday_s_copy_asks_for_what_it_lacks_and_gets_it(
    tmp_path: Path, broker: Broker, centre: CentreProcess
) -> None:
    street = Street(tmp_path / "street", broker.url)
    with closing(_Stopping(street.welcome(3))):
        wait_until(lambda: stored(centre) == street.keys())
    centre.close()
    yesterday = tmp_path / "yesterday.db"
    shutil.copy(tmp_path / "centre.db", yesterday)
    centre.start()
    with closing(_Stopping(street.welcome(4))):
        wait_until(lambda: stored(centre) == street.keys())
    centre.close()
    for companion in ("-wal", "-shm"):
        (tmp_path / f"centre.db{companion}").unlink(missing_ok=True)
    shutil.copy(yesterday, tmp_path / "centre.db")
    centre.start()
    with closing(_Stopping(street.welcome(2))):
        wait_until(lambda: len(stored(centre)) == 3 + 2)
        assert stored(centre) != street.keys()
    with closing(_Stopping(street.lie_empty())):
        wait_until(lambda: _reported_empty(centre))
        _look_in_a_minute(centre)
        wait_until(lambda: stored(centre) == street.keys())


def _look_in_a_minute(centre: CentreProcess) -> None:
    """What the centre's own watch does once the minute is over, in which it would come by itself."""
    engine = open_database(centre.database)
    watch, now = GapWatch(engine), datetime.now(UTC)
    watch.turn(now - STAYS - LOOK_EACH)
    (gap,) = watch.turn(now)
    assert (gap.first, gap.last) == (4, 7)
    assert [order.name for order in Orders(engine).latest(PLACE.kiosk, 1)] == ["resend"]
    engine.dispose()


def _reported_empty(centre: CentreProcess) -> bool:
    """By a kiosk that is on line."""
    engine = open_database(centre.database)
    with engine.connect() as connection:
        status = connection.execute(select(kiosks.c.status)).scalar()
    engine.dispose()
    return status == "online" and _health(centre).get("outbox") == 0


def _warnings(centre: CentreProcess) -> list[str]:
    return list(_health(centre).get("warnings", ()))


def _health(centre: CentreProcess) -> dict[str, object]:
    engine = open_database(centre.database)
    with engine.connect() as connection:
        health = connection.execute(select(kiosks.c.health)).scalar()
    engine.dispose()
    return json.loads(health) if health else {}


class _Stopping:
    def __init__(self, process: DoorProcess) -> None:
        self._process = process

    def close(self) -> None:
        assert self._process.stop() == 0
