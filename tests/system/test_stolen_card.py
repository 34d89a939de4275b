"""Whoever steals the card, or runs the broker, learns nobody's name and nobody's number."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from guessing import forms, guessed, keyed_with, numbers
from stranger import PLACE, Stranger
from waiting import wait_until

from kiosk.bench.door import Door, DoorProcess, draw_visitors
from kiosk.bench.town import Broker, CentreProcess
from kiosk.central.database import WRITING, open_database
from kiosk.central.orders.day_keys import SiteKeys
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import from_base64url
from kiosk.domain.person import Namespace, Person
from kiosk.keys.day_key import DayKey
from kiosk.keys.files import CentreKeys

PEOPLE, VISITS = 40, 1000
SECRETS = (
    *("Nguyễn Văn Thử", "Văn Thử", "Nguyễn Văn", "046090000001", "046090000040", "090000001"),
    *("01011990", "1990-01-01", "01/01/1990", "12 Lê Lợi", "Lê Lợi, Huế", "|Nam|"),
)
CAME = {f"046090{serial:06d}" for serial in range(1, PEOPLE + 1)}
TRIED = list(numbers(["090", "190"], range(100_000)))
"""A slice of the province's 70 million, with those who came."""


@pytest.fixture
def door(tmp_path: Path, broker: Broker, folders: tuple[Path, Path]) -> Iterator[DoorProcess]:
    draw_visitors(tmp_path / "pictures", PEOPLE)
    disk = tmp_path / "card"
    disk.mkdir()
    camera = f"folder:{tmp_path}/pictures?fps=100&loop=yes"
    door = DoorProcess(Door(tmp_path, PLACE, camera, broker.url, folders[0], disk=disk))
    yield door
    door.kill()


def on_the_card(folder: Path) -> list[bytes]:
    """The journal, what lies beside it, what the kiosk said: all that is on the disk when the plug is out."""
    files = [*(folder / "card").rglob("*"), folder / "door.log", *folder.glob("centre.db*")]
    return [path.read_bytes() for path in files if path.is_file()]


def column(folder: Path, sql: str) -> list[str]:
    with closing(sqlite3.connect(folder / "card" / f"{PLACE.kiosk}.db")) as journal:
        return [value for (value,) in journal.execute(sql)]


def subjects(folder: Path) -> set[bytes]:
    found = column(folder, "SELECT subject FROM entry WHERE subject IS NOT NULL")
    return {from_base64url(subject) for subject in found}


def test_after_a_thousand_visits_no_byte_of_anybody_lies_on_the_card_or_was_at_the_broker(
    door: DoorProcess, signed_centre: CentreProcess, stranger: Stranger, tmp_path: Path
) -> None:
    lit = len(door.lit(VISITS))
    lit += len(door.kill())
    wait_until(lambda: sum(len(message.payload) for message in stranger.of("entries")) > 0)
    assert lit >= VISITS
    seen = on_the_card(tmp_path) + [message.topic.encode() + message.payload for message in stranger.heard]
    assert sum(map(len, seen)) > 300 * VISITS
    for secret in SECRETS:
        for form in forms(secret):
            assert not any(form in data for data in seen), secret


def test_the_search_finds_what_lies_there_in_any_of_its_forms() -> None:
    for secret in SECRETS[:8]:
        text = f"xx{secret}yy"
        for data in (text.encode(), text.encode("utf-16-le"), text.encode().hex().encode()):
            assert any(form in data for form in forms(secret)), secret


def test_who_tries_every_number_finds_nobody_without_the_day_key_and_all_of_them_with_it(
    door: DoorProcess, signed_centre: CentreProcess, keys: CentreKeys, tmp_path: Path
) -> None:
    day_key = key_of_the_site(signed_centre, keys)
    known = {day_key.subject(Person(Namespace.VN_ID, number)) for number in CAME}
    wait_until(lambda: bool(door.lit(PEOPLE)) and known <= subjects(tmp_path))
    door.kill()
    lying = subjects(tmp_path)
    thought_of = [
        b"",
        bytes(32),
        PLACE.kiosk.encode(),
        *map(str.encode, column(tmp_path, "SELECT name FROM epoch")),
    ]
    thought_of += [
        from_base64url(salt) for salt in column(tmp_path, "SELECT DISTINCT salt FROM entry LIMIT 8")
    ]
    for key in thought_of:
        assert guessed(lying, TRIED, keyed_with(key)) == set()
    assert guessed(lying, TRIED, lambda number: day_key.subject(Person(Namespace.VN_ID, number))) == CAME


def key_of_the_site(centre: CentreProcess, keys: CentreKeys) -> DayKey:
    """Which the centre alone can open."""
    day = SiteDay(ZoneInfo("Asia/Ho_Chi_Minh"), time(4))
    engine = open_database(centre.database)
    try:
        with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
            return SiteKeys(keys.opening, day).key(connection, PLACE, day.of(datetime.now(UTC)))
    finally:
        engine.dispose()
