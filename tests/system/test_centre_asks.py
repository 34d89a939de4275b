"""What the centre asks on the command line is done at the door, answered, and recorded at both ends."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from asyncapi import faults_of
from command_line import Done, Kiosk
from stranger import PLACE, Stranger
from waiting import wait_until

from kiosk.bench.door import Door, DoorProcess, draw_visitors
from kiosk.bench.town import Broker, CentreProcess
from kiosk.keys.files import Owner, new_keys

NewDoor = Callable[[], DoorProcess]
Ask = Callable[..., Done]


@pytest.fixture
def new_door(tmp_path: Path, broker: Broker, folders: tuple[Path, Path]) -> Iterator[NewDoor]:
    """Starts the kiosk, and ends the one before as a pulled plug does."""
    draw_visitors(tmp_path / "pictures", 1)
    doors: list[DoorProcess] = []

    def start() -> DoorProcess:
        for earlier in doors:
            earlier.kill()
        camera = f"folder:{tmp_path}/pictures?fps=20"
        doors.append(DoorProcess(Door(tmp_path, PLACE, camera, broker.url, folders[0])))
        doors[-1].lit(1)
        return doors[-1]

    yield start
    for door in doors:
        door.kill()


@pytest.fixture
def ask(kiosk: Kiosk, tmp_path: Path) -> Ask:
    def call(*arguments: str) -> Done:
        config = tmp_path / "central.toml"
        return kiosk("central", "command", "--config", config, "--kiosk", PLACE.kiosk, "--json", *arguments)

    return call


def rows(database: str | Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(str(database).removeprefix("sqlite:///"))) as connection:
        return connection.execute(sql).fetchall()


def test_a_kiosk_on_line_has_its_keys_and_does_once_what_is_asked_before_and_after_a_restart(
    new_door: NewDoor, signed_centre: CentreProcess, stranger: Stranger, ask: Ask, tmp_path: Path
) -> None:
    new_door()
    wait_until(lambda: len(stranger.of("results/day_key")) == 2)  # the keys of its site, as it is on line
    given = [json.loads(message.payload) for message in stranger.of("results/day_key")]
    assert [answer["ok"] for answer in given] == [True, True]
    assert given[0]["body"]["day"] == given[0]["body"]["today"]
    done = ask("ping")
    assert (done.code, done.lines[0]["ok"]) == (0, True)
    opened = ask("open")
    assert opened.lines == [{"ok": True, "body": {"seq": 2, "direction": "in"}}]
    wait_until(
        lambda: (
            ("manual", "accepted")
            in rows(signed_centre.database, "SELECT event, verdict FROM entries ORDER BY seq")
        )
    )
    recorded = stranger.of("commands/open")[0]
    signature = list(recorded.properties.UserProperty)

    def results() -> list[dict[str, Any]]:
        return [json.loads(message.payload) for message in stranger.of("results/open")]

    stranger.publish("commands/open", recorded.payload, signature, "application/json")
    wait_until(lambda: len(results()) == 2)
    new_door()
    wait_until(lambda: len(stranger.of("commands/day_key")) >= 4)  # it is on line again
    stranger.publish("commands/open", recorded.payload, signature, "application/json")
    wait_until(lambda: len(results()) == 3)
    assert [result["ok"] for result in results()] == [True, False, False]
    assert {result["body"]["reason"] for result in results()[1:]} == {"replayed"}
    assert rows(tmp_path / "thuan-hoa-1.db", "SELECT count(*) FROM entry WHERE body LIKE '%manual%'") == [
        (1,)
    ]
    wait_until(
        lambda: rows(signed_centre.database, "SELECT kind, times FROM alarms") == [("forged_command", 2)]
    )
    assert (tmp_path / "door.log").read_text().count("A command was refused (replayed)") == 2
    for message in stranger.heard:
        zipped = getattr(message.properties, "ContentType", "").endswith("+zlib")
        assert faults_of(message.topic, message.payload, zipped) == [], message.topic


def test_erase_is_proven_by_an_entry_and_a_config_is_answered_with_its_serial(
    new_door: NewDoor,
    signed_centre: CentreProcess,
    stranger: Stranger,
    ask: Ask,
    kiosk: Kiosk,
    folders: tuple[Path, Path],
    tmp_path: Path,
) -> None:
    new_door()
    wait_until(lambda: rows(signed_centre.database, "SELECT 1 FROM entries"))
    ((epoch,),) = rows(signed_centre.database, "SELECT epoch FROM entries")
    done = ask("erase", f"epoch={epoch}", "seq=[1]")
    assert done.code == 0
    proof = done.lines[0]["body"]["proof"]
    in_store = f"SELECT event, chain FROM entries WHERE seq = {proof['seq']}"
    wait_until(lambda: rows(signed_centre.database, in_store) == [("purge", proof["chain"])])
    identity = "SELECT subject, person, salt FROM entry WHERE seq = 1"
    assert rows(tmp_path / "thuan-hoa-1.db", identity) == [(None, None, None)]

    issuers = folders[1] / "issuers"
    issuers.mkdir()
    new_keys(Owner.ISSUER, tmp_path / "issuer")
    shutil.copy(tmp_path / "issuer" / "issuer.pub", issuers / "reception.pub")
    published = kiosk("central", "config", "publish", "--config", tmp_path / "central.toml")
    assert published.code == 0
    name, _, serial = published.out.strip().partition(": ")
    assert name == PLACE.kiosk
    assert "1 keys of issuers, 0 passes revoked" in published.err
    wait_until(lambda: stranger.of("results/config"))
    answer = json.loads(stranger.of("results/config")[0].payload)
    assert answer == {"v": 1, "ok": True, "body": {"serial": int(serial), "kept": True}}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ["open", "--kiosk", "nobody"],
            2,
            "There is no kiosk 'nobody'; name one that the centre has heard of.",
        ),
        (["dance"], 2, "'dance' is not one of"),
        (["message", "text"], 2, "'text' is no KEY=VALUE; write it such as for_s=30."),
        (["message"], 2, "The command message has not what it needs; look it up in docs/feed.md."),
        (
            ["ping", "--wait", "0.2"],
            1,
            "It was not sent; check that the centre runs, and that its broker serves.",
        ),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(
    kiosk: Kiosk, central_toml: Path, arguments: list[str], code: int, said: str
) -> None:
    kiosk("central", "registry", "import", "--config", central_toml, *registry(central_toml.parent))
    options = ["--config", str(central_toml), *([] if "--kiosk" in arguments else ["--kiosk", PLACE.kiosk])]
    done = kiosk("central", "command", *options, *arguments)
    assert done.code == code
    assert said in done.err


def registry(folder: Path) -> list[Path]:
    sheets = {
        "areas.csv": "area,name\nthuan-hoa,Thuận Hóa\n",
        "agencies.csv": "agency,name\nubnd-thuan-hoa,UBND phường Thuận Hóa\n",
        "sites.csv": "area,agency,site,name\nthuan-hoa,ubnd-thuan-hoa,tru-so,Trụ sở\n",
        "kiosks.csv": "kiosk,area,agency,site\nthuan-hoa-1,thuan-hoa,ubnd-thuan-hoa,tru-so\n",
    }
    for name, text in sheets.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in sheets]
