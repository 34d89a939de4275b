"""The mirror behind `web:`: the latest view, drawn when somebody looks."""

import threading
from dataclasses import replace

import pytest
from views import IDLE

from kiosk.devices.screen.web.mirror import Mirror, Picture
from kiosk.domain.occupancy import Counts, Occupancy
from kiosk.ports import View


class Drawn:
    """Remembers what was drawn, and finds every view different."""

    def __init__(self) -> None:
        self.views: list[View] = []

    def draw(self, view: View) -> Picture:
        self.views.append(view)
        return Picture(str(view.occupancy.counts.entered).encode(), {})


def numbered(count: int) -> View:
    return replace(IDLE, occupancy=Occupancy(Counts(entered=count)))


def test_nothing_is_drawn_while_nobody_looks_and_then_only_the_latest() -> None:
    drawn = Drawn()
    mirror = Mirror(drawn.draw)
    for count in range(100):
        mirror.show(numbered(count))
    found = mirror.picture(0, 10)
    mirror.close()
    assert found is not None
    assert found[1].jpeg == b"99"
    assert [view.occupancy.counts.entered for view in drawn.views] == [99]


def test_a_picture_is_of_the_moment_it_is_asked_for_not_of_the_last_time_somebody_looked() -> None:
    mirror = Mirror(Drawn().draw)
    for count in (1, 2, 3):
        mirror.show(numbered(count))
        found = mirror.picture(0, 10)
        assert found is not None
        assert found[1].jpeg == str(count).encode()
    mirror.close()


def test_closing_lets_go_of_who_waits() -> None:
    mirror = Mirror(Drawn().draw)
    answers: list[object] = []
    waiting = threading.Thread(target=lambda: answers.append(mirror.picture(0, 60)))
    waiting.start()
    mirror.close()
    mirror.close()
    waiting.join()
    assert answers == [None]


def test_a_defect_in_the_drawing_reaches_the_loop() -> None:
    def draw(_view: View) -> Picture:
        raise ZeroDivisionError

    mirror = Mirror(draw)
    mirror.show(IDLE)
    mirror.picture(0, 0.5)
    with pytest.raises(ZeroDivisionError):
        mirror.show(IDLE)
    mirror.close()
