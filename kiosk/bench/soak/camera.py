"""`soak:` – visitors among empty pictures, as fast as somebody looks; for this measurement alone."""

from datetime import UTC, datetime

import numpy as np
import segno

from kiosk.ports import Frame, Grey

HEIGHT, WIDTH = 360, 640
NOISE, NOISES = 6, 8
HELD = 3
"""Pictures in which a visitor holds up a code."""

CARD = "046090{:06d}||Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Huế|15042021"


class SoakCamera:
    """`frames` pictures in all, in which `visitors` come one after the other, each with a card."""

    def __init__(self, *, frames: int, visitors: int) -> None:
        self._frames, self._visitors = frames, visitors
        self._number = 0
        chance = np.random.default_rng(1)
        room = np.full((HEIGHT, WIDTH), 120, np.int16) + np.linspace(-30, 30, WIDTH, dtype=np.int16)
        self._empty = [
            np.clip(room + chance.normal(0, NOISE, room.shape), 0, 255).astype(np.uint8)
            for _ in range(NOISES)
        ]
        self._held: tuple[int, Grey] | None = None

    def read(self, timeout_s: float) -> Frame | None:
        """At once."""
        number, self._number = self._number, self._number + 1
        if number >= self._frames:
            return None
        visitor, since = self._visitor(number)
        grey = self._empty[number % NOISES] if since >= HELD else self._with_card(visitor)
        return Frame(grey, taken_at=datetime.now(UTC), scene=visitor if since < HELD else None)

    def close(self) -> None:
        """There is nothing to let go."""

    def _visitor(self, number: int) -> tuple[int, int]:
        """Who is there at a picture, from 1 on, and since how many pictures."""
        visitor = (number + 1) * self._visitors // self._frames
        came = -(-visitor * self._frames // self._visitors) - 1
        return visitor, (number - came if visitor else HELD)

    def _with_card(self, visitor: int) -> Grey:
        if self._held is None or self._held[0] != visitor:
            modules = segno.make(CARD.format(visitor), micro=False, encoding="utf-8").matrix_iter(4, 3)
            card = np.array([list(row) for row in modules], np.uint8)
            picture = self._empty[visitor % NOISES].copy()
            top, left = (HEIGHT - card.shape[0]) // 2, (WIDTH - card.shape[1]) // 2
            picture[top : top + card.shape[0], left : left + card.shape[1]] = 230 - 200 * card
            self._held = visitor, picture
        return self._held[1]
