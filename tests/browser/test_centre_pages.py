"""The centre's pages in a real browser: for every eye, hand and width, and without a word in the console."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pages_of_centre import PASSWORD, add_accounts, serving, take_in, write_down
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine

from kiosk.central.database import open_database

SITE = "/sites/thuan-hoa/ubnd-thuan-hoa/tru-so"
PAGES = (
    "/",
    "/overview",
    "/sites",
    SITE,
    f"{SITE}/inside",
    "/kiosks",
    "/kiosks/thuan-hoa-1",
    "/violations",
    "/exports",
    "/registry",
    "/registry/new-site",
    f"/registry{SITE}",
    "/registry/kiosks/thuan-hoa-1",
    "/accounts",
    "/accounts/viewer",
    "/audit",
    "/password",
    "/sign-in",
    "/nowhere",
)
LOOKS = (("vi", "light", 1440), ("en", "dark", 390))
"""Between them they have both languages, both themes and both widths."""

SERIOUS = ("serious", "critical")
EXPECTED = ("404", "422")
"""Pages that say what is wrong."""

SignedIn = Callable[..., Page]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('centre')}/centre.db")
    write_down(engine)
    add_accounts(engine)
    take_in(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def url(engine: Engine) -> Iterator[str]:
    with serving(engine) as url:
        yield url.rstrip("/")


@pytest.fixture
def signed_in(browser: Browser, url: str) -> Iterator[SignedIn]:
    """A page for an account, such as `admin`; what its console says fails the test."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def make(account: str, language: str = "en", theme: str = "light", width: int = 1440) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{url}/sign-in?lang={language}&theme={theme}")
        page.keyboard.type(account)  # the first field has the focus
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/")
        return page

    yield make
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(word in text for word in EXPECTED)] == []


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_no_page_keeps_anybody_out_or_sticks_out_at_the_side(
    signed_in: SignedIn, url: str, language: str, theme: str, width: int
) -> None:
    page = signed_in("admin", language, theme, width)
    faults: dict[str, Any] = {}
    for path in PAGES:
        page.goto(url + path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        found = Axe().run(page).response["violations"]
        faults[path] = [
            (fault["id"], node["target"], node["failureSummary"])
            for fault in found
            if fault["impact"] in SERIOUS
            for node in fault["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults[path].append(("sticks out", width, ""))
    assert {path: found for path, found in faults.items() if found} == {}


def test_a_site_is_found_while_one_types_with_or_without_accents(signed_in: SignedIn, url: str) -> None:
    page = signed_in("viewer")
    page.goto(f"{url}/sites")
    expect(page.locator("#list tbody tr")).to_have_count(2)
    page.get_by_label("Search").press_sequentially("phu xuan")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#list")).to_contain_text("Cơ sở 2")
    expect(page).to_have_url(re.compile("q=phu"))


def test_the_theme_is_a_button_away_and_is_kept(signed_in: SignedIn, url: str) -> None:
    page = signed_in("viewer")
    page.get_by_role("link", name="Dark").click()
    page.goto(f"{url}/overview")
    expect(page.locator("body")).to_have_css("background-color", "rgb(14, 23, 38)")
    page.get_by_role("link", name="Light").click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(238, 242, 247)")


def test_who_is_inside_renews_itself_and_is_printed_without_what_is_around_it(
    signed_in: SignedIn, url: str
) -> None:
    page = signed_in("viewer")
    page.goto(f"{url}{SITE}/inside")
    expect(page.locator(".count strong")).to_have_text("2")
    expect(page.locator("tbody tr")).to_have_count(2)
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        pass
    page.emulate_media(media="print")
    expect(page.locator(".stops")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator("[data-prints]")).to_be_hidden()
    expect(page.get_by_role("heading", name="Roll call")).to_be_visible()


def test_an_import_with_faults_names_them_all_in_one_s_language_and_one_without_is_done(
    signed_in: SignedIn, url: str, tmp_path: Path
) -> None:
    wrong, right = tmp_path / "wrong.csv", tmp_path / "right.csv"
    wrong.write_text("area,agency,site,name\nThuan Hoa,ubnd-thuan-hoa,kho,\n", encoding="utf-8")
    right.write_text("area,agency,site,name\nthuan-hoa,ubnd-thuan-hoa,kho,Kho lưu trữ\n", encoding="utf-8")
    page = signed_in("admin", "vi")
    page.goto(f"{url}/registry")
    page.get_by_label("Tệp CSV").set_input_files(wrong)
    page.get_by_role("button", name="Nhập").click()
    expect(page.locator(".wrong li")).to_have_count(2)
    expect(page.locator(".wrong")).to_contain_text("wrong.csv:2 area: 'Thuan Hoa' phải gồm 2 đến 40 ký tự")
    page.get_by_label("Tệp CSV").set_input_files(right)
    page.get_by_role("button", name="Nhập").click()
    expect(page.locator(".done")).to_have_text("Đã nhập.")
    page.goto(f"{url}/sites/thuan-hoa/ubnd-thuan-hoa/kho")
    expect(page.locator("h1")).to_contain_text("Kho lưu trữ")


def test_a_site_is_edited_in_a_form_that_says_what_is_wrong(signed_in: SignedIn, url: str) -> None:
    page = signed_in("admin")
    page.goto(f"{url}/registry/sites/phu-xuan/so-y-te/co-so-2")
    page.get_by_label("Opening hours").fill("mon-fri")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#wrong-opening_hours")).to_contain_text("'mon-fri' has no times")
    expect(page.get_by_label("Opening hours")).to_have_value("mon-fri")
    page.get_by_label("Opening hours").fill("T2-T6 08:00-16:00")
    page.get_by_label("Reason").fill("Winter")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".done")).to_have_text("Saved.")
    expect(page.locator(".facts")).to_contain_text("Mon–Fri 08:00–16:00")
    page.goto(f"{url}/audit")
    expect(page.locator("tbody tr").first).to_contain_text("Winter")


def test_a_kiosk_is_replaced_and_both_have_their_places(signed_in: SignedIn, url: str) -> None:
    page = signed_in("admin")
    page.goto(f"{url}/registry/kiosks/phu-xuan-1")
    page.get_by_label("Id of the new kiosk").fill("phu-xuan-9")
    page.get_by_role("button", name="Replace").click()
    expect(page.locator("h1")).to_contain_text("phu-xuan-9")
    expect(page.locator("tbody").first).to_contain_text("hangs there")
    page.goto(f"{url}/kiosks/phu-xuan-1")
    expect(page.locator("h1")).to_contain_text("Retired")


def test_who_waits_for_a_download_sees_when_it_is_over(signed_in: SignedIn, url: str) -> None:
    page = signed_in("viewer-1")
    page.goto(f"{url}/exports")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 5
    assert {line.split(",")[1] for line in lines[1:]} == {"thuan-hoa"}
    expect(page.locator("#progress")).to_contain_text("Done: 4 entries")


def test_an_account_is_made_on_the_page_and_can_sign_in(signed_in: SignedIn, url: str) -> None:
    page = signed_in("admin")
    page.goto(f"{url}/accounts")
    page.get_by_role("textbox", name="Account").fill("Bình")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".wrong")).to_contain_text("is no account's name")
    page.get_by_role("textbox", name="Account").fill("binh")
    page.get_by_label("Phường Thuận Hóa").check()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".done")).to_be_visible()
    theirs = signed_in("binh")
    theirs.goto(f"{url}/sites")
    expect(theirs.locator("#list")).to_contain_text("Trụ sở")
    expect(theirs.locator("#list")).not_to_contain_text("Cơ sở 2")


def test_a_page_that_is_open_ends_when_its_account_may_look_no_more(
    signed_in: SignedIn, url: str, engine: Engine
) -> None:
    page = signed_in("tracer")
    expect(page.locator("#link")).to_have_text("Live")
    admin = signed_in("admin")
    admin.goto(f"{url}/accounts/tracer")
    admin.get_by_label("May sign in").uncheck()
    admin.get_by_role("button", name="Save").first.click()
    expect(admin.locator(".done")).to_be_visible()
    expect(page).to_have_url(f"{url}/sign-in", timeout=20_000)
