"""The camera's picture: mirrored, whole, smooth, and cheap enough for every frame."""

import numpy as np
import pygame

from kiosk.devices.screen.drawing.layout import Box
from kiosk.devices.screen.drawing.marks import LivePicture
from kiosk.devices.screen.theme import Colour
from kiosk.ports import Frame, Picture

FINER = 4


class Preview:
    """Paints frames; keeps one surface of the camera's size, as 32 bits a pixel scale fastest."""

    def __init__(self) -> None:
        self._whole = pygame.Surface((1, 1), 0, 32)
        self._corners: dict[tuple[int, Colour], pygame.Surface] = {}

    def draw(self, onto: pygame.Surface, live: LivePicture, ground: Colour) -> None:
        """`ground` is what the rounded corners of the box show."""
        height, width = live.frame.grey.shape
        if not (width and height):
            return
        shown = _within(live.box, width, height)
        if self._whole.get_size() != (width, height):
            self._whole = pygame.Surface((width, height), 0, 32)
        self._whole.blit(pygame.image.frombuffer(_coloured(live.frame).data, (width, height), "RGB"), (0, 0))
        scaled = pygame.transform.smoothscale(self._whole, (shown.w, shown.h))
        onto.blit(pygame.transform.flip(scaled, True, False), (shown.x, shown.y))
        self._round(onto, live.box, live.radius, ground)

    def _round(self, onto: pygame.Surface, box: Box, radius: int, ground: Colour) -> None:
        if not radius:
            return
        cover = self._corners.get((radius, ground))
        if cover is None:
            cover = self._corners[radius, ground] = _ring(radius, ground)
        right, low = box.right - radius, box.bottom - radius
        onto.blit(cover, (box.x, box.y), (0, 0, radius, radius))
        onto.blit(cover, (right, box.y), (radius, 0, radius, radius))
        onto.blit(cover, (box.x, low), (0, radius, radius, radius))
        onto.blit(cover, (right, low), (radius, radius, radius, radius))


def _within(box: Box, width: int, height: int) -> Box:
    """The largest rectangle of the picture's shape in the middle of the box."""
    scale = min(box.w / width, box.h / height)
    return box.middle(max(1, round(width * scale)), max(1, round(height * scale)))


def _coloured(frame: Frame) -> Picture:
    if frame.picture is not None:
        return np.ascontiguousarray(frame.picture)
    return np.repeat(frame.grey[:, :, None], 3, axis=2)


def _ring(radius: int, ground: Colour) -> pygame.Surface:
    """The ground with a round hole, of which the quarters cover the corners."""
    side = 2 * radius * FINER
    large = pygame.Surface((side, side), pygame.SRCALPHA)
    large.fill(ground)
    pygame.draw.circle(large, pygame.Color(*ground, 0), (side // 2, side // 2), side // 2)
    return pygame.transform.smoothscale(large, (2 * radius, 2 * radius))
