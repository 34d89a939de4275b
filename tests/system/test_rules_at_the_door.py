"""`kiosk run` with rules: pictures held to it are answered by them, and who is left when it is over goes."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import segno
from journals import KIOSK, opened, record
from waiting import wait_until

from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import JournalReader, SqliteJournal
from kiosk.domain.entry import Event, JsonObject
from kiosk.domain.person import Namespace
from kiosk.domain.retention import Retention
from kiosk.errors import DeviceAbsent, JournalUnavailable
from kiosk.keys.files import Owner, new_keys
from kiosk.keys.files.loading import load_list_key
from kiosk.keys.lists import NumberList

THU, MAU, AN = (
    f"{number}||{name}|01011990|Nam||15042021"
    for number, name in (
        ("046090000001", "Nguyễn Văn Thử"),
        ("046090000002", "Trần Thị Mẫu"),
        ("046090000003", "Lê An"),
    )
)
LEFT_INSIDE = 30

Run = Callable[[str, str], "subprocess.Popen[bytes]"]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Starts the kiosk with a camera and with rules; what is still running at the end is killed."""
    running: list[subprocess.Popen[bytes]] = []

    def start(camera: str, rules: str) -> "subprocess.Popen[bytes]":
        config = tmp_path / "kiosk.toml"
        config.write_text(f"""
[kiosk]
id = "{KIOSK}"
area = "thuan-hoa"
agency = "ubnd-thuan-hoa"
site = "tru-so"
name = "UBND"
timezone = "UTC"
[devices]
camera = "{camera}"
signal = "none:"
screen = "none:"
heartbeat = "none:"
[journal]
path = "{tmp_path}/journal.db"
{rules}
""")
        running.append(subprocess.Popen([sys.executable, "-m", "kiosk", "run", "--config", config]))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait(10)


@pytest.fixture
def held_up(tmp_path: Path) -> Callable[..., str]:
    """The address of a camera to which these are held, one after the other."""

    def draw(*contents: str) -> str:
        folder = tmp_path / "pictures"
        folder.mkdir(exist_ok=True)
        for nth, content in enumerate(contents):
            segno.make(content, micro=False, encoding="utf-8").save(str(folder / f"{nth}.png"), scale=4)
        return f"folder:{folder}?fps=0"

    return draw


def entries(folder: Path) -> list[JsonObject]:
    """All but of the clock; none yet where the journal is just being made."""

    def look(reader: JournalReader) -> list[JsonObject]:
        assert list(reader.verify()) == []
        return [entry for _, entry in reader.entries() if entry["event"] != Event.CLOCK]

    try:
        found: list[JsonObject] = opened(folder / "journal.db", look)
    except (DeviceAbsent, JournalUnavailable):
        return []
    return found


def test_a_list_and_room_for_one_decide_of_four_pictures(
    run: Run, held_up: Callable[..., str], tmp_path: Path
) -> None:
    (key,) = new_keys(Owner.LIST, tmp_path)
    denied = NumberList.of(load_list_key(key, datetime.now(UTC).date()), [(Namespace.VN_ID, AN[:12])])
    (tmp_path / "deny.list").write_text(denied.to_text())
    rules = f'[rules]\ncapacity = 1\ndeny = "{tmp_path}/deny.list"\n[keys]\nlist = "{key}"\n'
    kiosk = run(held_up(THU, MAU, AN, THU), rules)
    wait_until(lambda: len(entries(tmp_path)) == 4)
    assert [(entry["verdict"], entry["reason"]) for entry in entries(tmp_path)] == [
        ("accepted", "ok"),
        ("rejected", "full"),
        ("rejected", "denied"),
        ("already", "already_in"),
    ]
    assert [entry["subject"] is None for entry in entries(tmp_path)] == [False, True, True, False]
    kiosk.send_signal(signal.SIGTERM)
    assert kiosk.wait(10) == 0


def test_on_a_holiday_nobody_comes_in(run: Run, held_up: Callable[..., str], tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    holidays = f'holidays = ["{today - timedelta(days=1)}..{today + timedelta(days=1)}"]'
    run(held_up(THU, "a menu"), f"[rules]\n{holidays}\n")
    wait_until(lambda: len(entries(tmp_path)) == 2)
    assert [entry["reason"] for entry in entries(tmp_path)] == ["closed", "unknown_code"]


def test_killed_in_the_middle_of_checking_out_the_kiosk_checks_out_each_of_the_rest_once(
    run: Run, held_up: Callable[..., str], tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    came, closed, turned = (now - timedelta(hours=hours) for hours in (2, 1, 4))
    journal = SqliteJournal(
        tmp_path / "journal.db", KIOSK, SystemClock(lambda: 0), Retention(), fail=lambda defect: None
    )
    for nth in range(LEFT_INSIDE):
        record(journal, at=came, subject=bytes([nth]) * 16)
    journal.close()
    rules = f"""
[checkin]
day_starts = "{turned:%H:%M}"
[rules]
hours = ["mon-sun {now - timedelta(hours=3):%H:%M}-{closed:%H:%M}"]
auto_out_after_s = 0
"""

    def checked_out() -> list[JsonObject]:
        return [entry for entry in entries(tmp_path) if entry["event"] == Event.AUTO_OUT]

    camera = held_up("a menu")
    first = run(camera, rules)
    wait_until(lambda: len(checked_out()) > LEFT_INSIDE // 4)
    first.kill()
    first.wait(10)
    before = len(checked_out())
    run(camera, rules)
    wait_until(lambda: len(checked_out()) >= LEFT_INSIDE)
    assert before < LEFT_INSIDE, "it was too fast to be killed in the middle"
    assert sorted(entry["ref"] for entry in checked_out()) == list(range(1, LEFT_INSIDE + 1))
    assert {entry["data"]["occasion"] for entry in checked_out()} == {"closing"}
    assert opened(tmp_path / "journal.db", lambda reader: reader.counts(turned)).inside == 0
