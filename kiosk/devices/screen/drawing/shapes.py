"""The shapes, drawn large and scaled down, so that their edges are smooth."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import cos, hypot, pi, sin

import pygame

from kiosk.devices.screen.drawing.marks import Shape
from kiosk.devices.screen.theme import Colour

FINER = 4
"""Times larger than they are shown."""

Point = tuple[float, float]


def shape_surface(shape: Shape, side: int, colour: Colour) -> pygame.Surface:
    """A square of `side` pixels with the shape in it, transparent elsewhere."""
    pen = _Pen(side * FINER, colour)
    _DRAWN[shape](pen)
    return pygame.transform.smoothscale(pen.surface, (side, side))


class _Pen:
    """Draws in a square of 1 by 1, with round ends and joints."""

    def __init__(self, pixels: int, colour: Colour) -> None:
        self._pixels = pixels
        self._colour = pygame.Color(*colour)
        self._clear = pygame.Color(*colour, 0)  # the same colour, so that no dark edge comes of scaling
        self.surface = pygame.Surface((pixels, pixels), pygame.SRCALPHA)
        self.surface.fill(self._clear)

    def disc(self, centre: Point, radius: float) -> None:
        pygame.draw.circle(self.surface, self._colour, self._at(centre), radius * self._pixels)

    def ring(self, centre: Point, radius: float, width: float) -> None:
        thick = max(1, round(width * self._pixels))
        pygame.draw.circle(self.surface, self._colour, self._at(centre), radius * self._pixels, thick)

    def arc(self, centre: Point, radius: float, width: float, start: float, end: float) -> None:
        """Radians from the right, upwards."""
        steps = [start + (end - start) * step / 16 for step in range(17)]
        self.stroke([(centre[0] + radius * cos(a), centre[1] - radius * sin(a)) for a in steps], width)

    def stroke(self, points: Sequence[Point], width: float) -> None:
        for point in points:
            self.disc(point, width / 2)
        for (x, y), (to_x, to_y) in pairwise(points):
            long = hypot(to_x - x, to_y - y)
            across, down = (to_y - y) / long * width / 2, (x - to_x) / long * width / 2
            self.fill(
                [
                    (x + across, y + down),
                    (to_x + across, to_y + down),
                    (to_x - across, to_y - down),
                    (x - across, y - down),
                ]
            )

    def outline(self, points: Sequence[Point], width: float) -> None:
        self.stroke([*points, points[0]], width)

    def fill(self, points: Sequence[Point]) -> None:
        pygame.draw.polygon(self.surface, self._colour, [self._at(point) for point in points])

    def box(self, x: float, y: float, side: float) -> None:
        self.fill([(x, y), (x + side, y), (x + side, y + side), (x, y + side)])

    def _at(self, point: Point) -> Point:
        return point[0] * self._pixels, point[1] * self._pixels


STROKE = 0.075
MIDDLE = (0.5, 0.5)


def _tick(pen: _Pen) -> None:
    pen.ring(MIDDLE, 0.49, STROKE)
    pen.stroke([(0.29, 0.52), (0.44, 0.67), (0.72, 0.36)], 0.1)


def _clock(pen: _Pen) -> None:
    pen.ring(MIDDLE, 0.49, STROKE)
    pen.stroke([(0.5, 0.22), (0.5, 0.52), (0.69, 0.63)], 0.085)


def _cross(pen: _Pen) -> None:
    corners = [(0.5 + 0.455 * cos(a), 0.5 + 0.455 * sin(a)) for a in (pi / 8 + k * pi / 4 for k in range(8))]
    pen.outline(corners, STROKE)
    pen.stroke([(0.35, 0.35), (0.65, 0.65)], 0.1)
    pen.stroke([(0.65, 0.35), (0.35, 0.65)], 0.1)


def _shield(pen: _Pen) -> None:
    side = [(0.5, 0.05), (0.62, 0.12), (0.75, 0.155), (0.88, 0.165), (0.88, 0.45), (0.84, 0.61), (0.75, 0.75)]
    side += [(0.63, 0.87), (0.5, 0.95)]
    mirrored = [(1 - x, y) for x, y in reversed(side[1:-1])]
    pen.outline([*side, *mirrored], STROKE)


def _shield_with_code(pen: _Pen) -> None:
    _shield(pen)
    pen.outline([(0.36, 0.35), (0.64, 0.35), (0.64, 0.63), (0.36, 0.63)], 0.07)
    pen.box(0.45, 0.44, 0.1)


def _triangle(pen: _Pen) -> None:
    pen.outline([(0.5, 0.1), (0.955, 0.89), (0.045, 0.89)], STROKE)
    pen.stroke([(0.5, 0.38), (0.5, 0.61)], 0.085)
    pen.disc((0.5, 0.755), 0.052)


def _code(pen: _Pen) -> None:
    for x, y in ((0.04, 0.04), (0.64, 0.04), (0.04, 0.64)):
        pen.outline(
            [(x + 0.035, y + 0.035), (x + 0.285, y + 0.035), (x + 0.285, y + 0.285), (x + 0.035, y + 0.285)],
            0.07,
        )
        pen.box(x + 0.11, y + 0.11, 0.1)
    for x, y in (
        (0.46, 0.06),
        (0.46, 0.26),
        (0.06, 0.46),
        (0.26, 0.46),
        (0.46, 0.46),
        (0.66, 0.46),
        (0.86, 0.46),
        (0.46, 0.66),
    ):
        pen.box(x, y, 0.09)
    for x, y in ((0.66, 0.66), (0.86, 0.66), (0.76, 0.76), (0.46, 0.86), (0.66, 0.86), (0.86, 0.86)):
        pen.box(x, y, 0.09)


def _swap(pen: _Pen) -> None:
    pen.stroke([(0.12, 0.32), (0.88, 0.32)], 0.1)
    pen.stroke([(0.68, 0.14), (0.88, 0.32), (0.68, 0.5)], 0.1)
    pen.stroke([(0.12, 0.7), (0.88, 0.7)], 0.1)
    pen.stroke([(0.32, 0.52), (0.12, 0.7), (0.32, 0.88)], 0.1)


def _speaker(pen: _Pen) -> None:
    pen.fill([(0.06, 0.36), (0.24, 0.36), (0.5, 0.14), (0.5, 0.86), (0.24, 0.64), (0.06, 0.64)])
    pen.arc((0.5, 0.5), 0.2, 0.09, -pi / 4, pi / 4)
    pen.arc((0.5, 0.5), 0.4, 0.09, -pi / 4, pi / 4)


def _dot(pen: _Pen) -> None:
    pen.disc(MIDDLE, 0.5)


_DRAWN: dict[Shape, Callable[[_Pen], None]] = {
    Shape.TICK: _tick,
    Shape.CLOCK: _clock,
    Shape.CROSS: _cross,
    Shape.SHIELD: _shield,
    Shape.SHIELD_WITH_CODE: _shield_with_code,
    Shape.TRIANGLE: _triangle,
    Shape.CODE: _code,
    Shape.SWAP: _swap,
    Shape.SPEAKER: _speaker,
    Shape.DOT: _dot,
}
