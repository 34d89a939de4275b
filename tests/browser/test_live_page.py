"""The centre's page in a real browser: what arrives is seen at once, and nobody's name with it."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from doors import Door, NewDoor
from playwright.sync_api import Page, expect
from sqlalchemy import update

from kiosk.bench.town import Broker
from kiosk.central import CentralSettings, CentralTable, Centre
from kiosk.central.database import open_database
from kiosk.central.messages import Heard, Message, Unusable, read_message
from kiosk.central.store import Store
from kiosk.central.tables import alarms, entries
from kiosk.domain.entry import Event
from kiosk.domain.verdict import Direction

Keep = Callable[[Sequence[Message]], None]


@pytest.fixture
def page(new_page: Any) -> Page:
    """Of a phone's size."""
    return new_page(390, 844)


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/centre.db"


@pytest.fixture
def keep(database: str) -> Iterator[Keep]:
    """Stores messages as a collector does."""
    engine = open_database(database)
    store = Store(engine)
    yield lambda messages: store.keep(messages, datetime.now(UTC)) and None
    engine.dispose()


@pytest.fixture
def new_centre(database: str, broker: Broker) -> Iterator[Callable[[str], Centre]]:
    """Makes centres that listen on the given address."""
    made: list[Centre] = []
    defects: list[BaseException] = []

    def make(listen: str) -> Centre:
        table = CentralTable(database=database, broker=broker.url, listen=listen, guests=True)
        made.append(Centre(CentralSettings(central=table), say=print, fail=defects.append))
        return made[-1]

    yield make
    for centre in made:
        centre.close()
    assert defects == []


@pytest.fixture
def centre(new_centre: Callable[[str], Centre]) -> Centre:
    return new_centre("127.0.0.1:0")


def sent(door: Door, *wire: dict[str, Any]) -> Message:
    message = read_message(door.place.topic("entries"), *door.pack(list(wire)), False)
    assert message is not None
    return message


def number(page: Page, name: str) -> Any:
    return page.locator(f".totals .{name} dd")


def test_an_entry_appears_by_itself_and_is_counted(
    page: Page, centre: Centre, keep: Keep, new_door: NewDoor
) -> None:
    page.goto(centre.url)
    expect(page.locator("#link")).to_have_text("Trực tiếp")
    expect(page.get_by_text("Chưa có lượt nào")).to_be_visible()
    door = new_door()
    keep([sent(door, door.entry(), door.entry(), door.entry(direction=Direction.OUT))])
    expect(page.locator("#entries li")).to_have_count(3)
    expect(page.locator("#entries li").first).to_contain_text("Chấp nhận")
    expect(page.locator("#entries li").first).to_contain_text("ra")
    expect(page.get_by_text("Chưa có lượt nào")).to_be_hidden()
    expect(number(page, "in")).to_have_text("2")
    expect(number(page, "out")).to_have_text("1")
    expect(number(page, "inside")).to_have_text("1")
    expect(page.locator("#board")).to_contain_text("tru-so")


def test_a_rejection_says_why_and_counts_nobody(
    page: Page, centre: Centre, keep: Keep, new_door: NewDoor
) -> None:
    door = new_door()
    wire = door.entry(verdict="rejected", reason="unknown_code", kind="unknown", assurance=None, subject=None)
    keep([sent(door, wire)])
    page.goto(f"{centre.url}?lang=en")
    entry = page.locator("#entries li.rejected")
    expect(entry).to_contain_text("Rejected")
    expect(entry).to_contain_text("code not used here")
    expect(number(page, "in")).to_have_text("0")


def test_nothing_of_a_person_is_on_the_page(
    page: Page, centre: Centre, keep: Keep, new_door: NewDoor
) -> None:
    door = new_door()
    wire = door.entry(person={"kid": "k1", "sealed": "c2VhbGVkLXBlcnNvbg"})
    keep([sent(door, wire)])
    page.goto(centre.url)
    expect(page.locator("#entries li")).to_have_count(1)
    html = page.content()
    for secret in ("subject", "salt", "identity_digest", "chain"):
        assert wire[secret] not in html
    assert wire["person"]["sealed"] not in html


def test_a_page_that_was_cut_off_misses_nothing_when_the_centre_is_back(
    page: Page,
    new_centre: Callable[[str], Centre],
    keep: Keep,
    new_door: NewDoor,
) -> None:
    first = new_centre("127.0.0.1:0")
    page.goto(first.url)
    door = new_door()
    keep([sent(door, door.entry())])
    expect(page.locator("#entries li")).to_have_count(1)
    first.close()
    expect(page.locator("#link")).to_contain_text("Mất kết nối")
    keep([sent(door, door.entry(), door.entry())])
    new_centre(first.url.removeprefix("http://").rstrip("/"))
    expect(page.locator("#entries li")).to_have_count(3)
    expect(page.locator("#link")).to_have_text("Trực tiếp")


def test_what_a_stranger_wrote_is_shown_as_letters(
    page: Page, new_centre: Callable[[str], Centre], database: str, keep: Keep, new_door: NewDoor
) -> None:
    door = new_door()
    keep([sent(door, door.entry()), Unusable("junk", "junk", b"junk", door.place)])
    evil = "<img src=x onerror=alert(1)>"
    engine = open_database(database)
    with engine.begin() as connection:
        connection.execute(update(entries).values(kind=evil, site=evil))
        connection.execute(update(alarms).values(kiosk=evil))
    engine.dispose()
    page.goto(new_centre("127.0.0.1:0").url)
    expect(page.locator("#entries .kind")).to_have_text(evil)
    expect(page.locator("#entries .where")).to_contain_text(evil)
    expect(page.locator(".troubles strong")).to_have_text(evil)
    expect(page.locator("main img")).to_have_count(0)


def test_what_staff_must_look_into_is_named_with_its_kiosk_and_how_often_it_came(
    page: Page, centre: Centre, keep: Keep, new_door: NewDoor
) -> None:
    page.goto(f"{centre.url}?lang=en")
    expect(page.locator(".troubles")).to_have_count(0)
    door = new_door()
    clone = new_door("thuan-hoa-1", door.epoch)
    keep([sent(door, *door.entries(2)), sent(clone, *clone.entries(2))])
    keep([Unusable("junk", "A message came on a topic that is not a kiosk's.", b"junk")])
    expect(page.locator(".troubles li")).to_have_count(2)
    expect(page.locator(".troubles")).to_contain_text("An unknown kiosk sends what cannot be understood")
    expect(page.locator(".troubles")).to_contain_text("thuan-hoa-1 sends other entries under numbers")
    expect(page.locator(".troubles .times")).to_have_text("× 2")


def test_a_kiosk_that_goes_silent_is_seen(page: Page, centre: Centre, keep: Keep, new_door: NewDoor) -> None:
    place = new_door().place
    page.goto(f"{centre.url}?lang=en")
    for status, alive, words in (("online", True, "Online"), ("offline", False, "Offline")):
        keep([Heard(place, alive=alive, status=status)])
        expect(page.locator(".mood")).to_have_text(words)


def test_the_language_is_a_link_away(page: Page, centre: Centre) -> None:
    page.goto(centre.url)
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Latest entries")).to_be_visible()
    expect(page.locator("#link")).to_have_text("Live")


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_sticks_out_at_the_side(
    page: Page,
    centre: Centre,
    keep: Keep,
    new_door: NewDoor,
    width: int,
) -> None:
    door = new_door("a-kiosk-with-quite-a-long-name-0000000000"[:40])
    keep([sent(door, door.entry())])
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(centre.url)
    expect(page.locator("#entries li")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_page_follows_a_dark_scheme(page: Page, centre: Centre) -> None:
    grounds = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(centre.url)
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == {"rgb(238, 242, 247)", "rgb(14, 23, 38)"}


def test_a_page_that_missed_more_than_is_remembered_is_told_to_load_anew(
    page: Page, centre: Centre, keep: Keep, new_door: NewDoor
) -> None:
    door = new_door()
    keep([sent(door, *door.entries(50)) for _ in range(21)])
    page.goto(centre.url)
    expect(number(page, "in")).to_have_text("1050")
    expect(page.locator("#entries li")).to_have_count(100)
    with urllib.request.urlopen(f"{centre.url}events?after=1") as stream:
        assert stream.readline() == b"event: reload\n"
    request = urllib.request.Request(f"{centre.url}events?after=1", headers={"Last-Event-ID": "1045"})
    with urllib.request.urlopen(request) as stream:
        lines = [stream.readline() for _ in range(60)]
    assert sum(b'class="entry' in line for line in lines) == 5


def test_every_answer_tells_the_browser_to_be_careful(centre: Centre) -> None:
    for path in ("", "static/style.css", "nowhere"):
        try:
            headers = urllib.request.urlopen(centre.url + path).headers
        except urllib.error.HTTPError as refusal:
            headers = refusal.headers
            refusal.close()
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_the_health_page_tells_of_a_broker_that_is_away(page: Page, centre: Centre, broker: Broker) -> None:
    page.goto(f"{centre.url}?lang=en")
    expect(page.locator(".warning")).to_have_count(0)
    with urllib.request.urlopen(f"{centre.url}healthz") as answer:
        assert json.load(answer) == {"broker": True, "database": True}
    broker.kill()
    expect(page.locator(".warning")).to_contain_text("broker cannot be reached")
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{centre.url}healthz")
    assert refusal.value.code == 503
    assert json.load(refusal.value) == {"broker": False, "database": True}
    refusal.value.close()


def test_what_a_guard_took_back_is_not_counted_any_more(
    page: Page, centre: Centre, keep: Keep, new_door: NewDoor
) -> None:
    door = new_door()
    page.goto(centre.url)
    keep([sent(door, *door.entries(2))])
    expect(number(page, "in")).to_have_text("2")
    nothing = dict.fromkeys(
        ("direction", "verdict", "reason", "kind", "assurance", "role", "subject", "salt")
    )
    keep([sent(door, door.entry(event=Event.UNDO, ref=1, **nothing))])
    expect(number(page, "in")).to_have_text("1")
