"""Whatever a stranger's code says, drawn is what is fit to be shown, and in its place."""

from dataclasses import replace

import numpy as np
import pygame
import pytest
from hostile import TEXTS
from views import SITE, telling

from kiosk.devices.screen.drawing import Drawing
from kiosk.devices.screen.drawing.layout import Box
from kiosk.devices.screen.drawing.lettering import Lettering
from kiosk.devices.screen.drawing.marks import Text
from kiosk.devices.screen.theme import IDLE
from kiosk.domain.verdict import Reason
from kiosk.typography import find_typeface

SIZE = (480, 320)


def drawn(display: str, name: str) -> bytes:
    surface = pygame.Surface(SIZE)
    Drawing(replace(SITE, name=name), surface).draw(telling(Reason.OK, display=display))
    return pygame.image.tobytes(surface, "RGB")


@pytest.mark.parametrize("name", TEXTS)
def test_the_picture_is_that_of_what_is_fit_to_be_shown(name: str) -> None:
    text, shown = TEXTS[name]
    assert drawn(text, text) == drawn(shown, shown)


@pytest.mark.parametrize("name", TEXTS)
def test_no_letter_reaches_beyond_the_place_that_it_is_given(name: str) -> None:
    surface = pygame.Surface(SIZE)
    place = Box(60, 100, 200, 60)
    Lettering(find_typeface()).draw(surface, Text(TEXTS[name][0] * 20, place, 30, IDLE, lines=2))
    lit = np.argwhere(pygame.surfarray.array3d(surface).any(axis=2))
    if len(lit):
        (left, top), (right, bottom) = lit.min(axis=0), lit.max(axis=0)
        assert place.x <= left <= right < place.right
        assert place.y <= top <= bottom < place.y + place.h
