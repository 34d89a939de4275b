"""Boards are looked at for a moment before anybody is told; everything else passes at once."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import boards
import numpy as np
import pytest
from photographs import Page, Shot, page_with, photograph
from PIL import Image

from kiosk.devices.boards.inspector import AT_ONCE, LOOK, BoardInspector
from kiosk.devices.scanners.zxing import ZxingScanner
from kiosk.domain.code import Code
from kiosk.domain.quality import NOT_MEASURED, Grade, Measure
from kiosk.ports import Frame, Grey

START = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
TICK = timedelta(milliseconds=100)
COOLDOWN = timedelta(seconds=3)
CARD = b"046090000001||Tran Thi Mau|02022001|Nam||01082024"
FADED, SHAKEN, SHARP = (
    Shot(ink=165),
    Shot(blur=2.3),
    Shot(),
)
NOTHING = np.full((720, 960), 128, np.uint8)


@pytest.fixture(scope="module")
def page() -> Page:
    return page_with(boards.code())


class Watch:
    """An inspector before which a view goes on, a frame each tick."""

    def __init__(self) -> None:
        self.inspector = BoardInspector(ZxingScanner(), COOLDOWN)
        self.now = START

    def see(self, *views: Grey, scene: int | None = None) -> list[Code]:
        passed: list[Code] = []
        for grey in views:
            passed += self.inspector.scan(Frame(grey, taken_at=self.now, scene=scene))
            self.now += TICK
        return passed


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    watch.inspector.close()


def grades(codes: Sequence[Code]) -> list[Grade | None]:
    return [code.quality.grade if code.quality else None for code in codes]


def test_a_board_that_scans_as_well_as_can_be_is_passed_on_at_once(watch: Watch, page: Page) -> None:
    assert grades(watch.see(photograph(page, SHARP))) == [Grade.A]


def test_the_best_picture_of_the_moment_counts(watch: Watch, page: Page) -> None:
    faded, better = photograph(page, FADED), photograph(page, Shot(ink=145))

    passed = watch.see(faded, faded, better, faded, faded, faded, faded, faded, faded)

    assert grades(passed) == [Grade.B]
    assert passed[0].seen_at == START + 2 * TICK


def test_what_gets_no_better_is_passed_on_when_the_moment_is_over(watch: Watch, page: Page) -> None:
    faded = photograph(page, FADED)
    ticks = round(LOOK / TICK)

    assert watch.see(*[faded] * ticks) == []
    (code,) = watch.see(faded)
    assert grades([code]) == [Grade.C]
    assert code.quality is not None
    assert code.quality.reasons == (Measure.CONTRAST,)


def test_a_board_that_is_taken_away_meanwhile_is_passed_on_all_the_same(watch: Watch, page: Page) -> None:
    passed = watch.see(photograph(page, FADED), *[NOTHING] * round(LOOK / TICK))

    assert grades(passed) == [Grade.C]


def test_while_it_is_held_up_it_is_passed_on_ungraded_so_that_it_stays_one_presentation(
    watch: Watch, page: Page
) -> None:
    first, *others = watch.see(*[photograph(page, SHARP)] * 12)

    assert grades([first]) == [Grade.A]
    assert len(others) == 11
    assert grades(others) == [None] * 11


def test_after_it_was_away_it_is_looked_at_anew(watch: Watch, page: Page) -> None:
    sharp = photograph(page, SHARP)
    watch.see(sharp, *[NOTHING] * (round(COOLDOWN / TICK) + 1))

    assert grades(watch.see(sharp)) == [Grade.A]


def test_in_a_picture_that_is_shown_once_a_board_is_graded_as_it_is(watch: Watch, page: Page) -> None:
    assert grades(watch.see(photograph(page, FADED), photograph(page, SHARP), scene=4)) == [Grade.C, Grade.A]


@pytest.mark.parametrize("scene", [None, 0])
def test_what_is_no_board_passes_at_once_and_is_not_measured(scene: int | None, watch: Watch) -> None:
    passed = watch.see(photograph(page_with(CARD), SHARP), scene=scene)

    assert [code.data for code in passed] == [CARD]
    assert grades(passed) == [None]


def test_more_boards_than_anybody_holds_are_passed_on_without_a_look(watch: Watch) -> None:
    """Grading costs time, and a view of many would hold up who comes next."""
    many = [f"https://checkin{nth}.example.vn/b".encode() for nth in range(AT_ONCE + 3)]
    wall = Image.new("L", (1400, 900), 255)
    for nth, content in enumerate(many):
        code = page_with(content)
        left, top = round(code.left), round(code.top)
        bare = code.image.crop(
            (left - 60, top - 60, left + round(code.side) + 60, top + round(code.side) + 60)
        )
        wall.paste(bare, (460 * (nth % 3), 450 * (nth // 3)))

    passed = watch.see(np.asarray(wall.point(lambda level: 190 if level else 130)))

    assert len(passed) == len(many) - AT_ONCE
    assert [code.quality for code in passed] == [NOT_MEASURED] * 3


def test_a_clock_that_is_set_back_holds_nothing_up(watch: Watch, page: Page) -> None:
    faded = photograph(page, FADED)
    watch.see(faded)
    watch.now -= timedelta(days=1)

    assert len(watch.see(faded)) == 1
