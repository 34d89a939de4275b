"""Tracing in a real browser: asked, shown, handed on in a file that only its reader opens."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from doors import Door
from pages_of_centre import PASSWORD, PLACES, add_accounts, serving, write_down
from playwright.sync_api import Browser, Page, expect
from sealed_visitors import IN, OUT, Town, keys_in, somebody

from kiosk.central.database import open_database
from kiosk.keys.files import Owner, new_keys
from kiosk.keys.files.loading import load_opening
from kiosk.keys.handover import take_over

THEN = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("centre")
    engine = open_database(f"sqlite:///{folder}/centre.db")
    write_down(engine)
    add_accounts(engine)
    town = Town(engine, keys_in(folder / "keys"))
    door = Door(PLACES[0])
    wire = [town.passes(door, who, IN, THEN + timedelta(minutes=9 * who)) for who in range(1, 7)]
    wire += [town.passes(door, who, OUT, THEN + timedelta(minutes=60 + 9 * who)) for who in range(1, 5)]
    town.keep(door, *wire)
    town.found()
    with serving(engine, keys=town.keys) as url:
        yield url.rstrip("/")
    engine.dispose()


def ask(page: Page, url: str, look: str) -> None:
    page.goto(f"{url}/sign-in?{look}")
    page.locator("[name=account]").fill("tracer")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")
    page.goto(f"{url}/tracing")
    page.locator("#place").fill("/".join(("thuan-hoa", "ubnd-thuan-hoa", "tru-so")))
    page.locator("#since").fill("2026-11-23T10:00")
    page.locator("#until").fill("2026-11-23T12:00")
    page.locator("#site-reason").fill("một ca sởi ở trụ sở")


@pytest.mark.parametrize(("look", "width"), [("lang=en&theme=light", 1440), ("lang=vi&theme=dark", 390)])
def test_the_page_with_an_answer_keeps_nobody_out(browser: Browser, url: str, look: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    ask(page, url, look)
    page.locator("form:has(#place) button[value=show]").click()
    expect(page.locator("tbody tr")).to_have_count(6)
    expect(page.locator("tbody")).to_contain_text("Nguyễn Văn Thử 1")
    faults = [
        (fault["id"], node["target"])
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_next_question_is_a_button_away_and_an_answer_is_handed_on_sealed(
    browser: Browser, url: str, tmp_path: Path
) -> None:
    new_keys(Owner.CENTRE, tmp_path / "office")
    context = browser.new_context()
    page = context.new_page()
    ask(page, url, "lang=en")
    page.get_by_role("button", name="Find, without who they are").first.click()
    page.get_by_role("button", name="Whom did they meet? (1)").click()
    expect(page.locator("h2").first).to_contain_text("0 people")  # from the beginning of the time back
    page.locator("#moment").fill("2026-11-23T20:00")
    page.locator("#number").fill(somebody(1).number)
    page.locator("form#met summary").click()
    page.locator("#met-key").set_input_files(tmp_path / "office" / "centre.pub")
    with page.expect_download() as download:
        page.locator("form#met button[value=seal]").click()
    sealed = Path(download.value.path()).read_text()
    assert "Thử" not in sealed
    ring = load_opening(tmp_path / "office" / "centre.seal", datetime.now(UTC).date())
    document = take_over(sealed, ring)
    assert {found["person"]["number"] for found in document["people"]} == {
        somebody(who).number for who in range(2, 7)
    }
    assert json.loads(sealed)["kid"] in ring.kids
    context.close()
