"""Puts regions on a surface, and only those that changed."""

from collections.abc import Sequence
from functools import lru_cache

import pygame

from kiosk.devices.screen.drawing.layout import Box
from kiosk.devices.screen.drawing.lettering import Lettering
from kiosk.devices.screen.drawing.marks import Block, Icon, LivePicture, Mark, Region, Text
from kiosk.devices.screen.drawing.preview import Preview
from kiosk.devices.screen.drawing.shapes import shape_surface

SHAPES_KEPT = 64


class Painter:
    """Paints one surface, and remembers what is on it."""

    def __init__(self, surface: pygame.Surface, lettering: Lettering) -> None:
        self._surface = surface
        self._lettering = lettering
        self._preview = Preview()
        self._shape = lru_cache(SHAPES_KEPT)(shape_surface)
        self._shown: frozenset[Region] = frozenset()

    def paint(self, regions: Sequence[Region]) -> list[Box]:
        """Later regions lie upon earlier ones. Gives the boxes that were painted anew.

        A region that is not among them any more goes only with the one beneath it, so that must change.
        """
        painted: list[Box] = []
        for region in regions:
            if region not in self._shown or any(box.meets(region.box) for box in painted):
                self._paint_region(region)
                painted.append(region.box)
        self._shown = frozenset(regions)
        return painted

    def forget(self) -> None:
        """What is on the surface is lost: the next time all is painted."""
        self._shown = frozenset()

    def _paint_region(self, region: Region) -> None:
        self._surface.set_clip(region.box)
        self._surface.fill(region.ground, region.box)
        for mark in region.marks:
            self._paint_mark(mark, region)
        self._surface.set_clip(None)

    def _paint_mark(self, mark: Mark, region: Region) -> None:
        match mark:
            case Text():
                self._lettering.draw(self._surface, mark)
            case Icon(shape, box, colour, inscription):
                side = min(box.w, box.h)
                self._surface.blit(self._shape(shape, side, colour), box.middle(side, side)[:2])
                if inscription:
                    self._lettering.draw(self._surface, inscription)
            case Block(box, colour, radius):
                pygame.draw.rect(self._surface, colour, box, border_radius=radius)
            case LivePicture():
                self._preview.draw(self._surface, mark, region.ground)
