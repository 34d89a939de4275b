"""What every screen promises, be it a display, a page or none."""

import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from views import IDLE, NOW, SITE, VIEWS, frame

from kiosk.devices.address import load
from kiosk.devices.kinds import KINDS, check_address
from kiosk.errors import AddressError
from kiosk.ports import Frame, Screen

SCREENS = ["pygame:?size=800x480", "pygame:?size=320x480", "pygame:?fullscreen=yes", "web:?port=0", "none:"]


@pytest.fixture(autouse=True)
def _no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest) -> Iterator[Screen]:
    screen = opened(request.param)
    yield screen
    screen.close()


def opened(address: str) -> Screen:
    device, arguments = load(address, KINDS["screen"])
    screen: Screen = device(SITE, **arguments)
    return screen


def test_every_view_is_shown(screen: Screen) -> None:
    for view in VIEWS.values():
        screen.show(view)


@pytest.mark.parametrize("shape", [(1, 1), (720, 1280), (1280, 720), (0, 0), (0, 5)], ids=str)
def test_a_picture_of_any_shape_is_shown(screen: Screen, shape: tuple[int, int]) -> None:
    screen.show(replace(IDLE, frame=Frame(np.zeros(shape, np.uint8), NOW)))
    screen.show(replace(IDLE, frame=Frame(np.zeros(shape, np.uint8), NOW, np.zeros((*shape, 3), np.uint8))))


def test_a_picture_that_lies_spread_in_memory_is_shown(screen: Screen) -> None:
    whole = frame(width=128, height=64)
    assert whole.picture is not None
    screen.show(replace(IDLE, frame=Frame(whole.grey[::2, ::-2], NOW, whole.picture[::2, ::-2])))
    screen.show(replace(IDLE, frame=Frame(whole.grey[::2, ::-2], NOW)))


def test_a_screen_that_nobody_touched_reports_nothing(screen: Screen) -> None:
    screen.show(IDLE)
    assert list(screen.actions()) == []


def test_a_screen_that_is_a_page_tells_where_it_is_looked_at(screen: Screen) -> None:
    if screen.url is not None:
        with urllib.request.urlopen(screen.url) as answer:
            assert answer.status == 200


def test_closing_twice_is_fine(screen: Screen) -> None:
    screen.show(IDLE)
    screen.close()
    screen.close()


@pytest.mark.parametrize("address", SCREENS)
def test_a_closed_screen_can_be_had_again(address: str) -> None:
    for _ in range(2):
        screen = opened(address)
        screen.show(IDLE)
        screen.close()


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("pygame:?size=big", "size=big: must be WIDTHxHEIGHT"),
        ("pygame:?size=100x100", "at least 480x320"),
        ("pygame:?size=9999x480", "at most 3840"),
        ("pygame:?fullscreen=maybe", "must be yes or no"),
        ("web:?port=70000", "from 0 (any free one) to 65535"),
        ("web:?prot=8090", "Did you mean 'port'"),
        ("none:?size=800x480", "size: unknown option"),
    ],
)
def test_an_address_that_cannot_be_right_says_why_before_anything_is_opened(
    address: str, problem: str
) -> None:
    with pytest.raises(AddressError) as refusal:
        check_address("screen", address)
    assert problem in str(refusal.value)
