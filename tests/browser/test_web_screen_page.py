"""The kiosk's screen in a real browser: it follows what the kiosk shows, and never pretends to."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from views import IDLE, MAGENTA, NAME, NOW, SITE, frame, telling

from kiosk.devices.screen.site import Site
from kiosk.devices.screen.web import WebScreen
from kiosk.domain.verdict import Reason

LIVE = replace(IDLE, frame=frame())

PIXELS = """picture => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 1024, height: 600});
  const brush = canvas.getContext("2d", {willReadFrequently: true});
  brush.drawImage(picture, 0, 0);
  return [[20, 20], [350, 200]].map(([x, y]) => [...brush.getImageData(x, y, 1, 1).data].slice(0, 3));
}"""
"""The ground of the visitor's part, and the middle of the camera's picture."""


@pytest.fixture
def page(new_page: Any) -> Page:
    return new_page(1280, 800)


@pytest.fixture
def new_screen() -> Iterator[Callable[..., WebScreen]]:
    made: list[WebScreen] = []

    def make(site: Site = SITE, port: int = 0) -> WebScreen:
        made.append(WebScreen(site, port=port))
        return made[-1]

    yield make
    for screen in made:
        screen.close()


def near(seen: list[int], colour: tuple[int, int, int]) -> bool:
    return max(abs(one - other) for one, other in zip(seen, colour, strict=True)) < 12


def said(page: Page, language: str) -> object:
    return page.locator(f"#says p[lang={language}]")


def test_the_page_shows_the_picture_and_says_it_in_words(
    page: Page, new_screen: Callable[..., WebScreen]
) -> None:
    screen = new_screen(replace(SITE, shows_camera=True))
    screen.show(LIVE)
    page.goto(screen.url)
    expect(page).to_have_title("UBND phường Thuận Hóa")
    expect(page.locator("#picture")).to_be_visible()
    expect(said(page, "vi")).to_have_text("Đưa mã QR vào khung")
    expect(said(page, "en")).to_have_text("Hold your QR code in the frame")
    _, middle = page.locator("#picture").evaluate(PIXELS)
    assert near(middle, MAGENTA)


def test_the_page_follows_a_new_view(page: Page, new_screen: Callable[..., WebScreen]) -> None:
    screen = new_screen()
    screen.show(IDLE)
    page.goto(screen.url)
    for reason, words, ground in (
        (Reason.OK, "Welcome, please come in", (0, 98, 76)),
        (Reason.EXPIRED, "This code has expired. Please see the guard", (155, 28, 28)),
    ):
        screen.show(telling(reason))
        expect(said(page, "en")).to_have_text(words)
        corner, _ = page.locator("#picture").evaluate(PIXELS)
        assert near(corner, ground)


def test_a_camera_of_real_people_is_not_shown_and_nobody_is_named(
    page: Page, new_screen: Callable[..., WebScreen]
) -> None:
    screen = new_screen()
    screen.show(LIVE)
    page.goto(screen.url)
    expect(said(page, "vi")).to_have_text("Đưa mã QR vào khung")
    _, middle = page.locator("#picture").evaluate(PIXELS)
    assert not near(middle, MAGENTA)
    screen.show(telling(Reason.OK))
    expect(said(page, "vi")).to_have_text("Mời vào")
    assert NAME not in page.content()


def test_words_are_announced_as_they_change(page: Page, new_screen: Callable[..., WebScreen]) -> None:
    screen = new_screen()
    screen.show(IDLE)
    page.goto(screen.url)
    status = page.get_by_role("status")
    expect(status).to_contain_text("Đưa mã QR vào khung")
    screen.show(replace(IDLE, now=NOW.replace(hour=2), faults=("camera",)))
    expect(status).to_contain_text("Máy ảnh không phản hồi")


def test_a_kiosk_that_is_away_leaves_no_picture_and_is_followed_again(
    page: Page, new_screen: Callable[..., WebScreen]
) -> None:
    screen = new_screen()
    screen.show(IDLE)
    page.goto(screen.url)
    expect(page.locator("#picture")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()
    screen.close()
    expect(page.get_by_role("alert")).to_contain_text("The kiosk does not answer")
    expect(page.locator("#picture")).to_be_hidden()
    expect(said(page, "vi")).to_have_text("")
    again = new_screen(port=urlsplit(screen.url).port)
    again.show(telling(Reason.OK))
    expect(said(page, "vi")).to_have_text("Mời vào")
    expect(page.locator("#picture")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("size", [(390, 844), (1280, 800), (1920, 400)], ids=str)
def test_the_whole_picture_is_seen_without_scrolling(
    page: Page, new_screen: Callable[..., WebScreen], size: tuple[int, int]
) -> None:
    screen = new_screen()
    screen.show(IDLE)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(screen.url)
    expect(page.locator("#picture")).to_be_visible()
    shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert tuple(shown) == size
