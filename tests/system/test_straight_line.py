"""The whole line with real processes: code, journal, light, broker, centre, receipt; and what kills them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
from waiting import wait_until

from kiosk.bench.town import Broker, CentreProcess
from kiosk.central.reader import open_reader
from kiosk.devices.journal import JournalReader

PEOPLE = 6
CONFIG = """
[kiosk]
id = "thuan-hoa-1"
area = "thuan-hoa"
agency = "ubnd-thuan-hoa"
site = "tru-so"
name = "UBND phường Thuận Hóa"
[devices]
camera = "folder:{pictures}?fps=40&loop={loop}"
signal = "{signal}"
screen = "none:"
feed = "{feed}"
heartbeat = "none:"
[checkin]
direction = "button"
already_within_s = 0
[journal]
path = "{folder}/journal.db"
"""


class Doorway:
    """A kiosk in a process of its own; `verdicts` are read as they are lit."""

    def __init__(self, config: Path, errors: Path) -> None:
        self._errors = errors.open("a")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk.bench.doorway", str(config)],
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env=os.environ | {"GPIOZERO_PIN_FACTORY": "mock", "GPIOZERO_MOCK_PIN_CLASS": "mockpwmpin"},
        )

    def lit(self, count: int) -> list[int]:
        """The seqs of the next so many accepted codes."""
        assert self.process.stdout is not None
        seqs: list[int] = []
        for line in self.process.stdout:
            verdict, _, seq = line.partition(" ")
            seqs += [int(seq)] if verdict == "accepted" else []
            if len(seqs) == count:
                return seqs
        raise AssertionError("the kiosk ended before it lit so often")

    def kill(self) -> None:
        """As a pulled plug does; twice is fine."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._errors.close()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(5)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(1, PEOPLE + 1):
        text = f"04609000000{number}||Nguyễn Văn Thử|01011990|Nam|Huế|15042021"
        segno.make(text, micro=False, encoding="utf-8").save(str(folder / f"{number}.png"), scale=4, border=4)
    return folder


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path)
    yield broker
    broker.close()


@pytest.fixture
def centre(tmp_path: Path, broker: Broker) -> Iterator[CentreProcess]:
    centre = CentreProcess(tmp_path, broker.url, "127.0.0.1:0")
    yield centre
    centre.close()


@pytest.fixture
def new_doorway(tmp_path: Path, pictures: Path) -> Iterator[Callable[..., Doorway]]:
    made: list[Doorway] = []

    def make(feed: str = "none:", *, loop: str = "yes", lights: str = "gpio:") -> Doorway:
        config = tmp_path / "kiosk.toml"
        config.write_text(
            CONFIG.format(pictures=pictures, loop=loop, signal=lights, feed=feed, folder=tmp_path)
        )
        made.append(Doorway(config, tmp_path / "errors.txt"))
        return made[-1]

    yield make
    for doorway in made:
        doorway.kill()


def journalled(folder: Path) -> set[tuple[str, str, int]]:
    reader = JournalReader(folder / "journal.db")
    try:
        assert list(reader.verify()) == []
        return reader.keys()
    finally:
        reader.close()


def stored(centre: CentreProcess) -> list[tuple[str, str, int]]:
    reader = open_reader(centre.database)
    try:
        return list(reader.stored_keys())
    finally:
        reader.close()


def assert_nothing_lost_or_doubled(folder: Path, centre: CentreProcess) -> None:
    wait_until(lambda: journalled(folder) == set(stored(centre)))
    assert len(stored(centre)) == len(journalled(folder))


def test_a_broker_and_a_centre_that_are_killed_lose_and_double_nothing(
    new_doorway: Callable[..., Doorway], tmp_path: Path, broker: Broker, centre: CentreProcess
) -> None:
    doorway = new_doorway(broker.url)
    lit = doorway.lit(10)
    broker.kill()
    lit += doorway.lit(20)
    broker.start()
    lit += doorway.lit(20)
    centre.kill()
    lit += doorway.lit(20)
    centre.start()
    lit += doorway.lit(20)
    broker.kill()
    centre.kill()
    lit += doorway.lit(10)
    broker.start()
    centre.start()
    wait_until(lambda: set(lit) <= {seq for _, _, seq in stored(centre)})
    assert doorway.stop() == 0
    new_doorway(broker.url, loop="no").lit(PEOPLE)
    assert_nothing_lost_or_doubled(tmp_path, centre)


def test_a_kiosk_killed_after_its_green_light_has_the_entry_and_sends_it_after_its_restart(
    new_doorway: Callable[..., Doorway], tmp_path: Path, broker: Broker, centre: CentreProcess
) -> None:
    lit: list[int] = []
    for _ in range(4):
        doorway = new_doorway("mqtt://127.0.0.1:1")
        lit += doorway.lit(2)
        doorway.kill()
        assert set(lit) <= {seq for _, _, seq in journalled(tmp_path)}
    assert len(set(lit)) == len(lit)
    new_doorway(broker.url, loop="no").lit(PEOPLE)
    wait_until(lambda: set(lit) <= {seq for _, _, seq in stored(centre)})
    assert_nothing_lost_or_doubled(tmp_path, centre)


def test_told_to_stop_the_kiosk_says_so_to_the_centre_and_ends_well(
    new_doorway: Callable[..., Doorway], broker: Broker, centre: CentreProcess
) -> None:
    doorway = new_doorway(broker.url)
    doorway.lit(3)
    wait_until(lambda: status(centre) == "online")
    assert doorway.stop() == 0
    wait_until(lambda: status(centre) == "stopped")


def test_a_kiosk_that_is_killed_is_offline_at_the_centre(
    new_doorway: Callable[..., Doorway], broker: Broker, centre: CentreProcess
) -> None:
    doorway = new_doorway(broker.url)
    doorway.lit(1)
    wait_until(lambda: status(centre) == "online")
    doorway.kill()
    wait_until(lambda: status(centre) == "offline")


@pytest.mark.parametrize("feed", ["mqtt://127.0.0.1:1", "mqtt://broker.invalid:1883", "none:"])
def test_a_broker_that_is_not_there_never_stops_the_door(
    new_doorway: Callable[..., Doorway], tmp_path: Path, feed: str
) -> None:
    doorway = new_doorway(feed, lights="simulated:")
    assert doorway.lit(12) == list(range(1, 13))
    assert doorway.stop() == 0


def test_nothing_personal_is_in_the_journal_the_database_the_wire_or_the_log(
    new_doorway: Callable[..., Doorway], tmp_path: Path, broker: Broker, centre: CentreProcess
) -> None:
    wire = subprocess.Popen(
        ["mosquitto_sub", "-V", "mqttv5", "-p", str(broker.port), "-t", "entrance/v1/#", "-v", "-F", "%t %x"],
        stdout=subprocess.PIPE,
    )
    doorway = new_doorway(broker.url)
    lit = doorway.lit(12)
    wait_until(lambda: set(lit) <= {seq for _, _, seq in stored(centre)})
    assert doorway.stop() == 0
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


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "demo", "--once", "--json", *arguments],
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
    summary = summary_of(demo("--data", str(tmp_path)))
    assert summary["shown"] >= 60
    assert summary["missed"] <= 3
    assert summary["verdicts"]["accepted"] > 30
    assert summary["verdicts"]["rejected"] > 0
    assert journalled(tmp_path)


def test_the_demo_shows_a_folder_once_and_keeps_what_an_earlier_one_kept(
    tmp_path: Path, pictures: Path
) -> None:
    (pictures / "no picture.png").write_bytes(b"junk")
    for _ in range(2):
        summary = summary_of(demo("--data", str(tmp_path / "kept"), "--camera", f"folder:{pictures}"))
        assert (summary["shown"], summary["entries"], summary["missed"]) == (PEOPLE + 1, PEOPLE, 1)
    assert len(journalled(tmp_path / "kept")) == 2 * PEOPLE


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
