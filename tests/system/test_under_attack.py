"""A broker as config/ sets it up, with TLS: who attacks the feed is refused, and that is reported."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from command_line import Kiosk
from secure_broker import Client, SecureBroker
from stranger import PLACE
from waiting import wait_until

from kiosk.bench.door import Door, DoorProcess, draw_visitors
from kiosk.bench.town import CentreProcess
from kiosk.central.instants import moment
from kiosk.feed.orders import Command
from kiosk.feed.receipt import Receipt
from kiosk.keys.files import CentreKeys
from kiosk.keys.signing import Kind, Signer, SigningKey

NEIGHBOUR = replace(PLACE, kiosk="thuan-hoa-2")
INSIDER = "insider"
"""Somebody with a collector's certificate, such as who runs the broker; the centre's keys they have not."""


@dataclass
class Town:
    """A kiosk and a centre behind a broker with certificates, and whom a test lets connect to it."""

    folder: Path
    broker: SecureBroker
    door: Door
    process: DoorProcess
    clients: list[Client]

    def connect(self, certificate: Path | None) -> Client:
        self.clients.append(self.broker.client(certificate))
        return self.clients[-1]

    def pull_the_plug(self) -> None:
        """And put it in again."""
        self.process.kill()
        self.process = DoorProcess(self.door)
        self.process.lit(1)

    def said(self, sentence: str) -> int:
        return (self.folder / "door.log").read_text().count(sentence)

    def rows(self, database: str, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / database)) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def town(tmp_path: Path, folders: tuple[Path, Path]) -> Iterator[Town]:
    broker = SecureBroker(tmp_path, [PLACE, NEIGHBOUR], [INSIDER])
    own, centre_s = folders
    for file in (broker.authority / "centre").iterdir():
        shutil.copy(file, centre_s)
    url = f"mqtts://127.0.0.1:{broker.port}"
    draw_visitors(tmp_path / "pictures", 1)
    door = Door(
        tmp_path,
        PLACE,
        f"folder:{tmp_path}/pictures?fps=20",
        url,
        own,
        broker.authority / "kiosks" / PLACE.kiosk,
    )
    with closing(broker), closing(CentreProcess(tmp_path, url, "127.0.0.1:0", keys=centre_s)) as centre:
        centre.start()
        town = Town(tmp_path, broker, door, DoorProcess(door), [])
        town.process.lit(1)
        wait_until(lambda: town.rows("thuan-hoa-1.db", "SELECT count(*) FROM outbox") == [(0,)])
        yield town
        for client in town.clients:
            client.close()
        town.process.kill()


@pytest.fixture
def insider(town: Town) -> Client:
    client = town.connect(town.broker.authority / f"centre-{INSIDER}" / "centre")
    assert client.connects()
    client.subscribe(PLACE.topic("results/+"))
    return client


def next_result(client: Client) -> dict[str, Any]:
    """The next one that is not about a day's key."""
    while "day" in (result := json.loads(client.hears()))["body"]:
        pass
    found: dict[str, Any] = result
    return found


def test_without_a_certificate_nobody_connects_and_with_one_nobody_writes_elsewhere(town: Town) -> None:
    assert not town.connect(None).connects()
    neighbour = town.connect(town.broker.authority / "kiosks" / NEIGHBOUR.kiosk / "kiosk")
    assert neighbour.connects()
    assert neighbour.may_publish(NEIGHBOUR.topic("entries"))
    assert not neighbour.may_publish(PLACE.topic("entries"))
    assert not neighbour.may_publish(replace(NEIGHBOUR, site="nha-van-hoa").topic("entries"))
    assert not neighbour.may_publish(PLACE.topic("receipts"))
    assert not neighbour.may_publish(PLACE.topic("commands/open"))
    # What it may write under its own path is not believed: its key is not at the centre.
    wait_until(
        lambda: town.rows("centre.db", "SELECT kind, kiosk FROM alarms") == [("unusable", NEIGHBOUR.kiosk)]
    )


def test_whoever_runs_the_broker_forges_no_receipt_and_has_no_command_done_twice_or_altered(
    town: Town, insider: Client, keys: CentreKeys, kiosk: Kiosk
) -> None:
    (epoch,) = town.rows("thuan-hoa-1.db", "SELECT name FROM epoch")[0]
    receipt = Receipt(PLACE.kiosk, epoch, ((1, 99),)).to_bytes()
    assert insider.may_publish(PLACE.topic("receipts"), receipt)
    wait_until(lambda: town.said("A receipt is not the centre's (unsigned)."))
    forged = Signer(SigningKey.new()).sign(Kind.RECEIPTS, receipt).properties()
    assert insider.may_publish(PLACE.topic("receipts"), receipt, forged)
    wait_until(lambda: town.said("A receipt is not the centre's (unknown_key)."))
    good = keys.signer.sign(Kind.RECEIPTS, receipt).properties()
    assert insider.may_publish(PLACE.topic("receipts"), receipt.replace(b"99", b"98"), good)
    wait_until(lambda: town.said("A receipt is not the centre's (bad_signature)."))
    # A receipt above the kiosk's own numbers would have begun a new epoch.
    assert town.rows("thuan-hoa-1.db", "SELECT count(*) FROM epoch") == [(1,)]

    asked = kiosk(
        *("central", "command", "--config", town.folder / "central.toml", "--kiosk", PLACE.kiosk),
        *("message", "text=Xin chờ"),
    )
    assert asked.code == 0
    assert next_result(insider) == {"v": 1, "ok": True, "body": {}}
    ((serial, issued_ms, ends_ms),) = town.rows("centre.db", "SELECT serial, asked_ms, ends_ms FROM orders")
    recorded = Command(
        PLACE.kiosk, "message", serial, moment(issued_ms), moment(ends_ms), {"text": "Xin chờ"}
    ).to_bytes()
    signature = keys.signer.sign(Kind.COMMANDS, recorded).properties()  # the same bytes each time
    topic = PLACE.topic("commands/message")

    flipped = bytearray(recorded)
    flipped[len(flipped) // 2] ^= 0x01
    assert insider.may_publish(topic, bytes(flipped), signature)
    assert next_result(insider)["body"] == {"reason": "bad_signature"}
    assert insider.may_publish(topic, recorded)
    assert next_result(insider)["body"] == {"reason": "unsigned"}
    assert insider.may_publish(topic, recorded, signature)
    assert next_result(insider)["body"] == {"reason": "replayed", "last": serial}
    town.pull_the_plug()
    assert insider.may_publish(topic, recorded, signature)  # the broker keeps it until the kiosk is back
    again = next_result(insider)["body"]
    assert again["reason"] == "replayed"
    assert again["last"] >= serial
    wait_until(lambda: town.said("A command was refused (replayed)") == 2)
    wait_until(
        lambda: (
            town.rows("centre.db", "SELECT kind, sum(times) FROM alarms WHERE kiosk = 'thuan-hoa-1'")
            == [("forged_command", 4)]
        )
    )
