"""A kiosk whose clock starts wrong, jumps, or is never set: times and marks at the kiosk and the centre."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from gate_process import GateProcess
from played_kiosk import Setting
from waiting import wait_until

from kiosk.bench.town import Broker, CentreProcess
from kiosk.devices.journal import JournalReader
from kiosk.domain.entry import Event
from kiosk.domain.timeline import Known, When
from kiosk.feed.topics import Place

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
HOUR_S, DAY_S = 3600, 86_400
NEAR_S = 10.0

CAME_IN, ALREADY = ("accepted", "ok", "in"), ("already", "already_in", "in")


@pytest.fixture
def centre(tmp_path: Path, broker: Broker) -> Iterator[CentreProcess]:
    centre = CentreProcess(tmp_path, broker.url, "127.0.0.1:0")
    centre.start()
    yield centre
    centre.close()


def times(gate: GateProcess) -> dict[int, When]:
    """Of each presentation, as the journal tells them now."""
    with closing(JournalReader(gate.journal)) as reader:
        timed = zip(reader.entries(), reader.times(), strict=False)
        return {entry["seq"]: when for (_, entry), when in timed if entry["event"] == Event.PRESENTED}


def marks(gate: GateProcess) -> list[Known]:
    return [when.known for when in times(gate).values()]


def stored(centre: CentreProcess) -> list[tuple[str, float]]:
    """Of each presentation at the centre, in the order in which they were recorded: its mark, its time."""
    with closing(sqlite3.connect(centre.database.removeprefix("sqlite:///"))) as database:
        query = "SELECT clock, at_ms FROM entries WHERE event = 'presented' ORDER BY seq"
        return [(clock, at_ms / 1000) for clock, at_ms in database.execute(query)]


def settings_noted(gate: GateProcess) -> int:
    with closing(JournalReader(gate.journal)) as reader:
        return len(reader.keys(Event.CLOCK))


def test_times_are_right_and_marked_whatever_the_clock_does(
    tmp_path: Path, broker: Broker, centre: CentreProcess
) -> None:
    truth: list[float] = []

    def show(person: int) -> tuple[str, str, str]:
        truth.append(time.time())
        return gate.show(person)

    saved = Setting(boot="first", trusted=False, wrong_by_s=-26 * HOUR_S)
    gate = GateProcess(tmp_path, PLACE, broker.url, direction="in", setting=saved)
    try:
        # It starts with the last time that it saved, and the clock is set while people come.
        assert [show(1), show(2)] == [CAME_IN, CAME_IN]
        assert "clock" in gate.screen["faults"]
        gate.set_clock(trusted=True, wrong_by_s=0)
        wait_until(lambda: settings_noted(gate) == 1 and gate.screen["entered"] == 2)
        assert "clock" not in gate.screen["faults"]
        assert [show(1), show(3)] == [ALREADY, CAME_IN]
        assert gate.screen["entered"] == 3
        # Somebody sets it a day ahead, and the time server sets it back.
        gate.set_clock(trusted=False, wrong_by_s=DAY_S)
        wait_until(lambda: settings_noted(gate) == 2)
        assert [show(4), show(3)] == [CAME_IN, ALREADY]
        assert gate.screen["entered"] == 4
        gate.set_clock(trusted=True, wrong_by_s=0)
        wait_until(lambda: settings_noted(gate) == 3)
        assert show(4) == ALREADY
        assert marks(gate) == [Known.CORRECTED] * 2 + [Known.TRUSTED] * 2 + [Known.CORRECTED] * 2 + [
            Known.TRUSTED
        ]
        # It is set while no kiosk runs.
        gate.reboot("second", trusted=False, wrong_by_s=-26 * HOUR_S)
        assert show(5) == CAME_IN
        gate.kill()
        gate.setting = gate.setting._replace(trusted=True, wrong_by_s=0)
        gate.start()
        wait_until(lambda: settings_noted(gate) == 4 and gate.screen["entered"] == 5)
        # A boot that never gets a clock, and one that has it from the start.
        gate.reboot("third", trusted=False, wrong_by_s=-2 * HOUR_S)
        assert show(6) == CAME_IN
        gate.reboot("fourth")
        assert show(7) == CAME_IN

        found = list(times(gate).values())
        never_set = found.pop(-2)
        assert never_set.known is Known.UNTRUSTED
        assert never_set.not_before is not None
        assert never_set.not_after is not None
        shown_s = truth.pop(-2)
        assert never_set.not_before.timestamp() - NEAR_S < shown_s < never_set.not_after.timestamp() + NEAR_S
        assert all(abs(when.at.timestamp() - at) < NEAR_S for when, at in zip(found, truth, strict=True))

        wait_until(lambda: len(stored(centre)) == len(truth) + 1)
        clocks = [clock for clock, _ in stored(centre)]
        assert clocks == [str(mark) for mark in marks(gate)]
        stored_s = [at_s for _, at_s in stored(centre)]
        stored_s.pop(-2)
        assert all(abs(at_s - true_s) < NEAR_S for at_s, true_s in zip(stored_s, truth, strict=True))
    finally:
        gate.close()
