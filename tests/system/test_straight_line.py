"""The whole line with real processes: code, journal, light, broker, centre, receipt; and what kills them."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from waiting import wait_until

from kiosk.bench.door import Door, DoorProcess, draw_visitors
from kiosk.bench.town import Broker, CentreProcess
from kiosk.central.reader import open_reader
from kiosk.devices.journal import EntryKey, JournalReader
from kiosk.feed.topics import Place

PEOPLE = 6
PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")

NewDoor = Callable[..., DoorProcess]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    draw_visitors(tmp_path / "pictures", PEOPLE)
    return tmp_path / "pictures"


@pytest.fixture
def centre(tmp_path: Path, broker: Broker) -> Iterator[CentreProcess]:
    centre = CentreProcess(tmp_path, broker.url, "127.0.0.1:0")
    centre.start()
    yield centre
    centre.close()


@pytest.fixture
def open_door(tmp_path: Path, pictures: Path) -> Iterator[NewDoor]:
    made: list[DoorProcess] = []

    def make(feed: str = "none:", *, loop: str = "yes") -> DoorProcess:
        made.append(DoorProcess(Door(tmp_path, PLACE, f"folder:{pictures}?fps=40&loop={loop}", feed)))
        return made[-1]

    yield make
    for door in made:
        door.kill()


def journalled(folder: Path, name: str = "thuan-hoa-1.db") -> set[EntryKey]:
    reader = JournalReader(folder / name)
    try:
        assert list(reader.verify()) == []
        return reader.keys()
    finally:
        reader.close()


def stored(centre: CentreProcess) -> list[EntryKey]:
    reader = open_reader(centre.database)
    try:
        return list(reader.stored_keys())
    finally:
        reader.close()


def assert_nothing_lost_or_doubled(folder: Path, centre: CentreProcess) -> None:
    wait_until(lambda: journalled(folder) == set(stored(centre)))
    assert len(stored(centre)) == len(journalled(folder))


def test_a_broker_and_a_centre_that_are_killed_lose_and_double_nothing(
    open_door: NewDoor, tmp_path: Path, broker: Broker, centre: CentreProcess
) -> None:
    door = open_door(broker.url)
    lit = door.lit(10)
    broker.kill()
    lit += door.lit(20)
    broker.start()
    lit += door.lit(20)
    centre.kill()
    lit += door.lit(20)
    centre.start()
    lit += door.lit(20)
    broker.kill()
    centre.kill()
    lit += door.lit(10)
    broker.start()
    centre.start()
    wait_until(lambda: set(lit) <= {seq for _, _, seq in stored(centre)})
    assert door.stop() == 0
    open_door(broker.url, loop="no").lit(PEOPLE)
    assert_nothing_lost_or_doubled(tmp_path, centre)


def test_a_kiosk_killed_after_its_green_light_has_the_entry_and_sends_it_after_its_restart(
    open_door: NewDoor, tmp_path: Path, broker: Broker, centre: CentreProcess
) -> None:
    lit: list[int] = []
    for _ in range(4):
        door = open_door("mqtt://127.0.0.1:1")
        lit += door.lit(2)
        door.kill()
        assert set(lit) <= {seq for _, _, seq in journalled(tmp_path)}
    assert len(set(lit)) == len(lit)
    open_door(broker.url, loop="no").lit(PEOPLE)
    wait_until(lambda: set(lit) <= {seq for _, _, seq in stored(centre)})
    assert_nothing_lost_or_doubled(tmp_path, centre)


def test_told_to_stop_the_kiosk_says_so_to_the_centre_and_ends_well(
    open_door: NewDoor, broker: Broker, centre: CentreProcess
) -> None:
    door = open_door(broker.url)
    door.lit(3)
    wait_until(lambda: status(centre) == "online")
    assert door.stop() == 0
    wait_until(lambda: status(centre) == "stopped")


def test_a_kiosk_that_is_killed_is_offline_at_the_centre(
    open_door: NewDoor, broker: Broker, centre: CentreProcess
) -> None:
    door = open_door(broker.url)
    door.lit(1)
    wait_until(lambda: status(centre) == "online")
    door.kill()
    wait_until(lambda: status(centre) == "offline")


@pytest.mark.parametrize("feed", ["mqtt://127.0.0.1:1", "mqtt://broker.invalid:1883", "none:"])
def test_a_broker_that_is_not_there_never_stops_the_door(
    open_door: NewDoor, tmp_path: Path, feed: str
) -> None:
    door = open_door(feed)
    assert door.lit(12) == list(range(1, 13))
    assert door.stop() == 0


def test_nothing_personal_is_in_the_journal_the_database_the_wire_or_the_log(
    open_door: NewDoor, tmp_path: Path, broker: Broker, centre: CentreProcess
) -> None:
    wire = subprocess.Popen(
        ["mosquitto_sub", "-V", "mqttv5", "-p", str(broker.port), "-t", "entrance/v1/#", "-v", "-F", "%t %x"],
        stdout=subprocess.PIPE,
    )
    door = open_door(broker.url)
    lit = door.lit(12)
    wait_until(lambda: set(lit) <= {seq for _, _, seq in stored(centre)})
    assert door.stop() == 0
    wire.terminate()
    heard, _ = wire.communicate()
    topics = {line.split()[0].decode().rsplit("/", 1)[1] for line in heard.splitlines()}
    assert {"entries", "receipts", "status", "health"} <= topics
    seen = [heard] + [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
    for secret in ("Thử", "Nguyễn", "04609000000", "01011990", "1990-01-01"):
        for form in (secret.encode(), secret.encode().hex().encode(), secret.encode("utf-16-le")):
            assert not any(form in data for data in seen), secret


def status(centre: CentreProcess) -> str | None:
    reader = open_reader(centre.database)
    try:
        return next((kiosk.status for kiosk in reader.kiosks()), None)
    finally:
        reader.close()


def kiosk(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def summary_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    summary: dict[str, Any] = json.loads(done.stdout)
    assert summary["shown"] == summary["entries"] + summary["missed"]
    assert summary["entries"] == summary["stored"] == sum(summary["verdicts"].values())
    assert (summary["lost"], summary["doubled"]) == (0, 0)
    return summary


def test_the_demo_of_a_day_adds_up(tmp_path: Path) -> None:
    summary = summary_of(kiosk("demo", "--once", "--json", "--data", str(tmp_path)))
    assert summary["shown"] >= 60
    assert summary["missed"] <= 3
    assert summary["verdicts"]["accepted"] > 30
    assert summary["verdicts"]["rejected"] > 0
    assert journalled(tmp_path, "journal.db")


def test_the_demo_shows_a_folder_once_and_keeps_what_an_earlier_one_kept(
    tmp_path: Path, pictures: Path
) -> None:
    (pictures / "no picture.png").write_bytes(b"junk")
    for _ in range(2):
        summary = summary_of(
            kiosk(
                "demo", "--once", "--json", "--data", str(tmp_path / "kept"), "--camera", f"folder:{pictures}"
            )
        )
        assert (summary["shown"], summary["entries"], summary["missed"]) == (PEOPLE + 1, PEOPLE, 1)
    assert len(journalled(tmp_path / "kept", "journal.db")) == 2 * PEOPLE


def test_stopped_in_the_middle_the_demo_ends_all_that_it_started(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "demo", "--data", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert any("Stop with Ctrl-C" in line for line in process.stderr)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 2
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "lost      0" in out
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_twenty_faults_in_a_row_lose_and_double_nothing() -> None:
    done = kiosk("bench", "faults", "--rounds", "20", "--seed", "20261123", "--json")
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert (outcome["lost"], outcome["doubled"]) == (0, 0)
    assert outcome["stored"] >= outcome["green"] > 100
