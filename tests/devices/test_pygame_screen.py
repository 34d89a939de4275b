"""`pygame:` on SDL's dummy driver: what people do at the screen, and displays that are not there."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest
from views import IDLE, SITE

from kiosk.devices.screen.drawing.layout import layout
from kiosk.devices.screen.pygame import PygameScreen
from kiosk.errors import DeviceAbsent
from kiosk.ports import ChangeDirection, Quit

BUTTON = layout(800, 480).direction
ON_BUTTON = BUTTON.x + BUTTON.w // 2, BUTTON.y + BUTTON.h // 2


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[PygameScreen]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    screen = PygameScreen(SITE, size="800x480")
    screen.show(IDLE)
    screen.actions()
    yield screen
    screen.close()


def happens(kind: int, **what: object) -> None:
    pygame.event.post(pygame.event.Event(kind, what))


def test_a_touch_or_click_on_the_direction_changes_it(screen: PygameScreen) -> None:
    happens(pygame.MOUSEBUTTONDOWN, button=1, pos=ON_BUTTON, touch=True)
    assert screen.actions() == [ChangeDirection()]
    assert screen.actions() == []


def test_a_touch_elsewhere_or_another_button_does_nothing(screen: PygameScreen) -> None:
    happens(pygame.MOUSEBUTTONDOWN, button=1, pos=(BUTTON.x - 2, BUTTON.y))
    happens(pygame.MOUSEBUTTONDOWN, button=1, pos=(100, 100))
    happens(pygame.MOUSEBUTTONDOWN, button=3, pos=ON_BUTTON)
    assert screen.actions() == []


def test_a_key_changes_the_direction_and_what_a_code_reader_types_does_not(screen: PygameScreen) -> None:
    for key in (pygame.K_0, pygame.K_a, pygame.K_RETURN, pygame.K_TAB, pygame.K_ESCAPE):
        happens(pygame.KEYDOWN, key=key)
    happens(pygame.KEYDOWN, key=pygame.K_F2)
    assert screen.actions() == [ChangeDirection()]


def test_closing_the_window_asks_to_end(screen: PygameScreen) -> None:
    happens(pygame.QUIT)
    assert screen.actions() == [Quit()]


def test_a_window_that_was_covered_is_drawn_whole_again(screen: PygameScreen) -> None:
    whole = pygame.image.tobytes(pygame.display.get_surface(), "RGB")
    pygame.display.get_surface().fill("black")
    screen.show(IDLE)
    assert pygame.image.tobytes(pygame.display.get_surface(), "RGB") != whole
    happens(pygame.WINDOWEXPOSED)
    assert screen.actions() == []
    screen.show(IDLE)
    assert pygame.image.tobytes(pygame.display.get_surface(), "RGB") == whole


def test_a_display_that_cannot_be_reached_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    monkeypatch.setenv("DISPLAY", ":no-such-display")
    with pytest.raises(DeviceAbsent, match=r"There is no display .* set screen = 'web:'"):
        PygameScreen(SITE)


@pytest.mark.skipif(Path("/dev/dri").exists(), reason="SDL may open the machine's own display")
def test_nothing_falls_back_to_a_display_that_nobody_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DeviceAbsent, match="SDL finds none"):
        PygameScreen(SITE)


def test_standard_output_stays_free_for_the_commands() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYGAME")}
    command = [sys.executable, "-c", "import kiosk.devices.screen.pygame"]
    assert subprocess.run(command, env=environment, capture_output=True, check=True).stdout == b""
