"""With keys: what a kiosk signs is believed, what others send is not, and the centre alone opens a person."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from doors import make_door
from stranger import PLACE, Stranger
from waiting import wait_until

from kiosk.bench.door import Door, DoorProcess, draw_visitors
from kiosk.bench.town import Broker, CentreProcess
from kiosk.central.reader import open_reader
from kiosk.feed.receipt import Receipt
from kiosk.keys.files import CentreKeys
from kiosk.keys.files.loading import load_signer
from kiosk.keys.person import open_person
from kiosk.keys.signing import Kind, Signer, SigningKey

PEOPLE = 3


@pytest.fixture
def door(tmp_path: Path, broker: Broker, folders: tuple[Path, Path]) -> Iterator[DoorProcess]:
    draw_visitors(tmp_path / "pictures", PEOPLE)
    camera = f"folder:{tmp_path}/pictures?fps=20"
    door = DoorProcess(Door(tmp_path, PLACE, camera, broker.url, folders[0]))
    yield door
    door.kill()


def rows(centre: CentreProcess, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(centre.database.removeprefix("sqlite:///"))) as connection:
        return connection.execute(sql).fetchall()


def stored(centre: CentreProcess) -> int:
    reader = open_reader(centre.database)
    try:
        return reader.count()
    finally:
        reader.close()


def test_what_the_kiosk_signs_is_taken_and_the_centre_alone_can_tell_who_came(
    door: DoorProcess, signed_centre: CentreProcess, stranger: Stranger, keys: CentreKeys, tmp_path: Path
) -> None:
    door.lit(PEOPLE)
    wait_until(lambda: stored(signed_centre) == PEOPLE)
    for person, salt in rows(signed_centre, "SELECT person, salt FROM entries"):
        opened = open_person(json.loads(person), kiosk=PLACE.kiosk, salt=salt, ring=keys.opening)
        assert opened.name == "Nguyễn Văn Thử"
        assert opened.number.startswith("046090")
    with closing(sqlite3.connect(tmp_path / "thuan-hoa-1.db")) as journal:
        wait_until(lambda: journal.execute("SELECT count(*) FROM outbox").fetchone() == (0,))
    seen = [message.payload for message in stranger.heard]
    seen += [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
    for secret in ("Thử", "Nguyễn", "046090000001", "01011990", "1990-01-01"):
        for form in (secret.encode(), secret.encode().hex().encode(), secret.encode("utf-16-le")):
            assert not any(form in data for data in seen), secret


@pytest.mark.parametrize("forger", ["nobody", "another key", "an altered payload"])
def test_a_forged_pack_is_kept_apart_with_an_alarm_and_never_stored(
    signed_centre: CentreProcess, stranger: Stranger, folders: tuple[Path, Path], forger: str
) -> None:
    wait_until(lambda: any(message.payload == b"online" for message in stranger.heard))
    forged = make_door(PLACE.kiosk)
    payload, content_type = forged.pack(forged.entries(2))
    signer = load_signer(folders[0] / "kiosk.sign", datetime.now(UTC).date())
    properties = {
        "nobody": [],
        "another key": Signer(SigningKey.new()).sign(Kind.ENTRIES, payload).properties(),
        "an altered payload": signer.sign(Kind.ENTRIES, payload + b" ").properties(),
    }
    stranger.publish("entries", payload, properties[forger], content_type)
    wait_until(lambda: rows(signed_centre, "SELECT 1 FROM quarantine"))
    assert stored(signed_centre) == 0
    assert rows(signed_centre, "SELECT kind, kiosk FROM alarms") == [("unusable", PLACE.kiosk)]
    assert not [message for message in stranger.heard if message.topic.endswith("/receipts")]


def test_a_forged_receipt_empties_nothing(
    door: DoorProcess, stranger: Stranger, tmp_path: Path, keys: CentreKeys
) -> None:
    door.lit(PEOPLE)
    packs = tmp_path / "thuan-hoa-1.db"
    with closing(sqlite3.connect(packs)) as journal:
        epoch = journal.execute("SELECT name FROM epoch").fetchone()[0]
        receipt = Receipt(PLACE.kiosk, epoch, ((1, PEOPLE),)).to_bytes()
        for signer in (None, Signer(SigningKey.new())):
            properties = signer.sign(Kind.RECEIPTS, receipt).properties() if signer else []
            stranger.publish("receipts", receipt, properties, "application/json")
        wrong_kind = keys.signer.sign(Kind.COMMANDS, receipt).properties()
        stranger.publish("receipts", receipt, wrong_kind, "application/json")
        log = tmp_path / "door.log"
        wait_until(lambda: log.read_text().count("is not the centre's") == 3)
        assert journal.execute("SELECT count(*) FROM outbox").fetchone() == (PEOPLE,)
        stranger.publish(
            "receipts", receipt, keys.signer.sign(Kind.RECEIPTS, receipt).properties(), "application/json"
        )
        wait_until(lambda: journal.execute("SELECT count(*) FROM outbox").fetchone() == (0,))
