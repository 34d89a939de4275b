"""Draws a view for a site, on a surface of any size: the same for a display, a web page and a picture."""

import pygame

from kiosk.devices.screen.drawing.layout import Box, layout
from kiosk.devices.screen.drawing.lettering import Lettering
from kiosk.devices.screen.drawing.marks import Region
from kiosk.devices.screen.drawing.painter import Painter
from kiosk.devices.screen.drawing.strip import foot, strip
from kiosk.devices.screen.drawing.visitor import visitor
from kiosk.devices.screen.site import Site
from kiosk.devices.screen.words import Words
from kiosk.ports import View
from kiosk.typography import find_typeface


class Drawing:
    """One screen's picture, kept on `surface`; from 480x320 or 320x480 upwards.

    Needs no display. Used from one thread. Raises DeviceAbsent where no font with Vietnamese letters is.
    """

    def __init__(self, site: Site, surface: pygame.Surface) -> None:
        self._site = site
        self._languages = tuple(Words(language, site) for language in site.languages[:2])
        self._layout = layout(*surface.get_size())
        self._painter = Painter(surface, Lettering(find_typeface()))

    @property
    def direction(self) -> Box:
        """Where the direction is changed."""
        return self._layout.direction

    def draw(self, view: View) -> list[Box]:
        """Brings the surface up to date; gives the boxes that changed, none if nothing did."""
        return self._painter.paint(self.regions(view))

    def redraw(self) -> None:
        """The next `draw` paints everything, as what was on the surface is lost."""
        self._painter.forget()

    def regions(self, view: View) -> tuple[Region, ...]:
        """What is drawn, as values."""
        return (
            *visitor(view, self._layout, self._languages),
            *strip(view, self._layout, self._site, self._languages[0]),
            foot(view, self._layout, self._languages),
        )
