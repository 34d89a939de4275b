"""`pygame:` – the display of the machine itself, in a window or full screen, through SDL."""

import os
import re
from collections.abc import Sequence

import pygame

from kiosk.devices.screen.drawing import Drawing
from kiosk.devices.screen.site import Site
from kiosk.errors import AddressError, DeviceAbsent
from kiosk.ports import Action, ChangeDirection, Quit, View

SMALLEST, LARGEST = (320, 480), 3840
"""The short and the long side of the smallest window, and the longest side of any, in pixels."""

DIRECTION_KEY = pygame.K_F2
"""No key that a code reader types."""

NO_DISPLAY = ("dummy", "offscreen")
"""SDL's drivers without a display; one of them is used only where SDL_VIDEODRIVER names it."""


class PygameScreen:
    """`size` of the window, WIDTHxHEIGHT; `fullscreen` takes the display's own size instead.

    Used from the main thread. The direction is changed by a touch or click on it, and by F2.
    Raises AddressError for a size that cannot be, DeviceAbsent where no display or no font is.
    """

    def __init__(self, site: Site, *, size: str = "1024x600", fullscreen: bool = False) -> None:
        wanted = _size(size)
        try:
            self._surface = (
                _open_display((0, 0), pygame.FULLSCREEN) if fullscreen else _open_display(wanted, 0)
            )
            self._drawing = Drawing(site, self._surface)
        except Exception:
            pygame.display.quit()
            raise
        pygame.display.set_caption(site.name)
        pygame.mouse.set_visible(not fullscreen)
        pygame.event.set_blocked(None)
        pygame.event.set_allowed([pygame.QUIT, pygame.MOUSEBUTTONDOWN, pygame.KEYDOWN, pygame.WINDOWEXPOSED])

    @staticmethod
    def check(*, size: str = "1024x600", fullscreen: bool = False) -> None:
        """Raises AddressError for a size that cannot be."""
        _size(size)

    @property
    def url(self) -> None:
        return None

    def show(self, view: View) -> None:
        changed = self._drawing.draw(view)
        if changed:
            pygame.display.update(changed)

    def actions(self) -> Sequence[Action]:
        """A touch is a click to SDL, so it is counted once."""
        actions: list[Action] = []
        for event in pygame.event.get():
            match event.type:
                case pygame.QUIT:
                    actions.append(Quit())
                case pygame.MOUSEBUTTONDOWN if event.button == 1 and self._drawing.direction.holds(
                    *event.pos
                ):
                    actions.append(ChangeDirection())
                case pygame.KEYDOWN if event.key == DIRECTION_KEY:
                    actions.append(ChangeDirection())
                case pygame.WINDOWEXPOSED:
                    self._drawing.redraw()
        return actions

    def close(self) -> None:
        """Twice is fine."""
        pygame.display.quit()


def _size(text: str) -> tuple[int, int]:
    sides = re.fullmatch(r"([0-9]{3,4})x([0-9]{3,4})", text)
    if sides is None:
        raise AddressError(f"size={text}: must be WIDTHxHEIGHT in pixels, such as 1024x600.")
    width, height = int(sides[1]), int(sides[2])
    short, long = sorted((width, height))
    if short < SMALLEST[0] or long < SMALLEST[1] or long > LARGEST:
        raise AddressError(
            f"size={text}: must be at least 480x320 or 320x480, at most {LARGEST} pixels a side."
        )
    return width, height


def _open_display(size: tuple[int, int], flags: int) -> pygame.Surface:
    try:
        pygame.display.init()
        if pygame.display.get_driver() in NO_DISPLAY and not os.environ.get("SDL_VIDEODRIVER"):
            raise DeviceAbsent(_absent("SDL finds none"))
        return pygame.display.set_mode(size, flags)
    except pygame.error as error:
        raise DeviceAbsent(_absent(str(error))) from error


def _absent(why: str) -> str:
    return (
        f"There is no display for 'pygame:' ({why}); start in a graphical session or on the machine's own"
        " console, or set screen = 'web:'."
    )
