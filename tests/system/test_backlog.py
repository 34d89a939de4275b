"""Days without a broker: the backlog drains behind whoever comes now, and takes no memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from gate_process import GateProcess
from hand_made_centre import PLACE, Centre
from sqlalchemy import select
from waiting import wait_until

from kiosk.bench.backlog import write_journal
from kiosk.bench.proxy import Proxy
from kiosk.bench.soak.measurement import Held
from kiosk.bench.town import Broker, CentreProcess
from kiosk.central.database import open_database
from kiosk.central.reader import open_reader
from kiosk.central.tables import entries
from kiosk.feed.pack import ENTRIES_PER_PACK
from kiosk.feed.topics import CENTRE_STATE, ONLINE

BACKLOG, WINDOW = 5000, 10
UNDERWAY = WINDOW * ENTRIES_PER_PACK
CAME_IN = ("accepted", "ok", "in")
GROWTH_MB = 5.0


@contextmanager
def nothing_is_stored(database: Path) -> Iterator[None]:
    """As if the centre's disk were slow: its database is held, so no receipt comes."""
    with closing(sqlite3.connect(database, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")


def arrived(database: str) -> list[int]:
    """The seq of each entry that the centre holds, in the order in which they came."""
    engine = open_database(database)
    with engine.begin() as connection:
        seqs = list(connection.execute(select(entries.c.seq).order_by(entries.c.arrival)).scalars())
    engine.dispose()
    return seqs


def test_who_comes_now_goes_before_a_long_backlog_and_the_kiosk_s_memory_stays_flat(
    broker: Broker, tmp_path: Path
) -> None:
    write_journal(tmp_path / f"{PLACE.kiosk}.db", PLACE.kiosk, BACKLOG)
    with ExitStack() as parts:
        central = CentreProcess(tmp_path, broker.url, "127.0.0.1:0")
        parts.callback(central.close)
        central.start()
        reader = parts.enter_context(closing(open_reader(central.database)))
        listening = parts.enter_context(closing(Centre(broker)))
        listening.receipting = False
        wait_until(lambda: ONLINE in listening.payloads(CENTRE_STATE))
        line = parts.enter_context(closing(Proxy(broker.port)))
        line.stall()
        feed = f"mqtt://127.0.0.1:{line.port}"
        gate = GateProcess(tmp_path, PLACE, feed, direction="in", window=WINDOW)
        parts.callback(gate.close)
        assert gate.show(1) == CAME_IN
        before = Held.by(gate.pid)

        with nothing_is_stored(tmp_path / "centre.db"):
            line.flow()
            wait_until(lambda: len(listening.packs) == WINDOW)
            assert [gate.show(who) for who in (2, 3)] == [CAME_IN] * 2
            now = {BACKLOG + 2, BACKLOG + 3}
            wait_until(lambda: now <= set(listening.seqs))
        wait_until(lambda: reader.count() == BACKLOG + 3)
        assert gate.show(4) == CAME_IN
        wait_until(lambda: reader.count() == BACKLOG + 4)

        seqs = arrived(central.database)
        assert sorted(seqs) == list(range(1, BACKLOG + 5))
        assert now <= set(seqs[: UNDERWAY + len(now)])
        assert [seq for seq in seqs if seq <= BACKLOG] == list(range(1, BACKLOG + 1))
        grown_mb = Held.by(gate.pid).memory_mb - before.memory_mb
        assert grown_mb < GROWTH_MB
