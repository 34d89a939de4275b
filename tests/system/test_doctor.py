"""The doctor finds what is wrong with a kiosk, each fault with what to do, and one fault hides no other."""

import json
import shutil
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from command_line import WELL, Kiosk, config
from journals import record
from set_clock import SetClock

from kiosk.assembly.doctor import examine
from kiosk.assembly.doctor.check import Check, look_at_all
from kiosk.bench.door import draw_visitors
from kiosk.bench.town import Broker
from kiosk.devices.journal import SqliteJournal
from kiosk.domain.diagnosis import Finding, State, ok
from kiosk.domain.retention import Retention
from kiosk.keys.certificates import AuthorityFolder, Holder

NOW = datetime.now(UTC)
MONTH = Retention(timedelta(days=14), timedelta(days=90))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    defects: list[BaseException] = []
    path = tmp_path / "journal.db"
    with closing(SqliteJournal(path, "thuan-hoa-1", SetClock(NOW), MONTH, fail=defects.append)) as opened:
        record(opened, 3)
        yield opened
    assert defects == []


@pytest.fixture
def well(tmp_path: Path, broker: Broker, folders: tuple[Path, Path]) -> str:
    """A kiosk to whom nothing is wrong, but that its camera is a folder of pictures."""
    draw_visitors(tmp_path / "pictures", 1)
    own = folders[0]
    return f"""{WELL}
[devices]
camera = "folder:{tmp_path}/pictures"
scanner = "cascade:"
signal = "none:"
screen = "web:?port=0"
feed = "{broker.url}"
heartbeat = "none:"
[journal]
path = "{tmp_path}/journal.db"
[keys]
centre = "{own}/centre.pub"
sign = "{own}/kiosk.sign"
seal = "{own}/kiosk.seal"
"""


def found(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    return {finding.part: finding for finding in findings}


def test_where_all_is_well_every_part_is_told_with_what_was_seen(tmp_path: Path, well: str) -> None:
    parts = found(examine(config(tmp_path, well)))

    assert not [one for one in parts.values() if one.state is State.FAULT]
    assert parts["scanner"].says == "cascade: reads a code."
    assert "never for a door" in parts["camera"].says
    assert "takes this kiosk" in parts["feed"].says
    assert {"config", "signal", "screen", "journal", "clock", "keys", "disk", "packages"} <= parts.keys()


def test_ten_faults_are_ten_findings_each_with_what_to_do(
    tmp_path: Path, well: str, journal: SqliteJournal, kiosk: Kiosk, silent_broker: Broker
) -> None:
    journal.close()
    (tmp_path / "kiosk-keys/kiosk.sign").chmod(0o644)
    (tmp_path / "kiosk-keys/centre.pub").write_text("no key\n")
    with closing(sqlite3.connect(tmp_path / "journal.db")) as database, database:
        database.execute("UPDATE entry SET body = replace(body, 'accepted', 'rejected') WHERE seq = 2")
        database.execute("INSERT INTO quarantine VALUES (1, 3, 'wrong_path')")
    long_ago = NOW - timedelta(days=400)
    authority = AuthorityFolder.open(tmp_path / "authority", long_ago)
    ended = authority.certify(Holder.kiosk("thuan-hoa-1"), long_ago, 90)
    silent_broker.close()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        path = config(
            tmp_path,
            well.replace('name = "UBND', 'colour = "red"\nname = "UBND')
            .replace(f"folder:{tmp_path}/pictures", f"folder:{tmp_path}/nothing")
            .replace('"cascade:"', f'["cascade:", "keyboard:{tmp_path}/no-reader"]')
            .replace('signal = "none:"', 'signal = "gpio:"')
            .replace("port=0", f"port={taken.getsockname()[1]}")
            + f'[mqtt]\ncert = "{ended}/kiosk.pem"\nkey = "{ended}/kiosk.key"\n',
        )
        done = kiosk("doctor", "--config", path, "--json")

    assert done.code == 1
    told = json.loads(done.out)
    assert told["state"] == "fault"
    wrong = {(part["part"], part["state"]): part["says"] for part in told["parts"] if part["state"] != "ok"}
    for part, state, what_to_do in (
        ("config", "fault", "kiosk.colour: unknown key."),
        ("camera", "fault", "check its name"),
        ("scanner", "fault", "no-reader"),
        ("signal", "fault", "use signal = "),
        ("screen", "fault", "end what uses it"),
        ("journal", "warning", "ask it why"),
        ("chain", "fault", "report it to the centre"),
        ("feed", "fault", "see whether the broker runs"),
        ("certificate", "fault", "renew it"),
    ):
        assert what_to_do in wrong[part, state]
    keys = [part["says"] for part in told["parts"] if part["part"] == "keys"]
    assert ["keys.sign" in says for says in keys].count(True) == 1
    assert ["keys.centre" in says for says in keys].count(True) == 1


def test_a_kiosk_that_runs_keeps_its_devices(tmp_path: Path, well: str, journal: SqliteJournal) -> None:
    parts = found(examine(config(tmp_path, well)))

    assert "that runs has it" in parts["camera"].says
    assert parts["journal"].says.startswith("3 entries wait")
    assert parts["chain"].state is State.OK


def test_a_disk_that_takes_nothing_is_a_fault_of_the_journal(tmp_path: Path, well: str) -> None:
    parts = found(examine(config(tmp_path, well.replace("/journal.db", "/nowhere/journal.db"))))

    assert parts["journal"].state is State.FAULT
    assert "nobody is accepted" in parts["journal"].says


def test_a_journal_in_memory_is_a_warning(tmp_path: Path, well: str) -> None:
    with TemporaryDirectory(dir="/dev/shm") as memory:
        parts = found(
            examine(config(tmp_path, well.replace(f"{tmp_path}/journal.db", f"{memory}/journal.db")))
        )

    assert parts["journal"].state is State.WARNING
    assert "a power cut may take it" in parts["journal"].says


def test_on_a_bare_machine_it_says_what_could_be_named(
    kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.assembly.doctor.examination.HOME_OF_CONFIG", tmp_path / "kiosk.toml")
    done = kiosk("doctor")

    assert done.code == 0
    lines = [line.split()[:2] for line in done.out.splitlines()]
    parts = [part for _, part in lines]
    assert {"config", "camera", "reader", "signal", "screen", "packages", "clock", "disk"} <= set(parts)
    assert all(state in ("ok", "warning") for state, _ in lines)


@pytest.mark.parametrize("text", ["[kiosk", WELL.replace('"tru-so"', '"Trụ sở"'), '[kiosk]\nname = ""\n'])
def test_a_configuration_with_faults_hides_nothing_of_the_machine(tmp_path: Path, text: str) -> None:
    parts = found(examine(config(tmp_path, text)))

    assert parts["config"].state is State.FAULT
    assert {"clock", "disk", "memory"} <= parts.keys()


def test_a_part_that_hangs_is_told_and_holds_up_no_other() -> None:
    never = threading.Event()
    hangs = Check.of("camera", lambda: iter([ok("camera", f"{never.wait()}")]), "Check its cable.")
    quick = Check.of("clock", lambda: [ok("clock", "It is synchronised.")], "")

    camera, clock = look_at_all([hangs, quick], 0.2)
    never.set()

    assert (camera.state, camera.says) == (State.FAULT, "It does not answer. Check its cable.")
    assert clock.state is State.OK


def test_a_journal_that_somebody_else_made_is_told(tmp_path: Path, well: str, journal: SqliteJournal) -> None:
    journal.close()
    try:
        shutil.chown(tmp_path / "journal.db", "nobody")
    except PermissionError:
        pytest.skip("only root gives files away")

    assert "another user" in found(examine(config(tmp_path, well)))["journal"].says
