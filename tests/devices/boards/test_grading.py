"""How well a code scans: each measure finds its own fault, and grades fall as a board gets worse."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC
from itertools import accumulate

import boards
import numpy as np
import pytest
import segno
import zxingcpp
from photographs import DEGRADATIONS, Page, Shot, degraded, page_with, photograph
from printed import HELP, printed

from kiosk.devices.boards.grading import grade
from kiosk.devices.scanners import zxing
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.devices.scanners.reading import Reading, Square
from kiosk.domain.quality import Grade, Measure, Quality
from kiosk.paper.board import board_page
from kiosk.paper.fonts import Fonts
from kiosk.ports import Grey

CONTENT = boards.code()
DIALS = (0, 0.25, 0.5, 0.75, 1)
SEEDS = range(4)
UNREAD = -1
"""Steps of a code that nobody reads: below F."""

Judge = Callable[[Grey], Quality | None]


@pytest.fixture(scope="module")
def page() -> Page:
    """A board as it is printed, from its PDF."""
    fonts = Fonts()
    return printed(board_page(boards.a_board(), CONTENT.decode(), HELP, fonts, UTC), fonts, dpi=120)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    """Reads with every stage, and grades; None: nobody reads it."""
    scanner = CascadeScanner()

    def judged(grey: Grey) -> Quality | None:
        readings = scanner.scan_fully(grey)
        return grade(grey, readings[0]) if readings else None

    yield judged
    scanner.close()


def value(quality: Quality | None, measure: Measure) -> float:
    assert quality is not None
    return next(one.value for one in quality.measured if one.measure is measure)


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_a_board_that_gets_worse_is_graded_worse(name: str, page: Page, judge: Judge) -> None:
    """Ten ways to get worse, four boards each, five pictures of each board: 200.

    The rule: a sound board is an A or a B; no grade is more than one step above the worst before it; and at
    the end at least two steps are lost. A code that is not read any more is below F.
    """
    for seed in SEEDS:
        seen = [judge(degraded(page, name, dial, seed)) for dial in DIALS]
        steps = [quality.grade.steps if quality else UNREAD for quality in seen]

        assert steps[0] >= Grade.B.steps, (seed, steps)
        assert all(step <= least + 1 for step, least in zip(steps, accumulate(steps, min), strict=True))
        assert steps[-1] <= steps[0] - 2, (seed, steps)


@pytest.mark.parametrize(
    ("name", "dial", "measure"),
    [
        ("smudged", 0.5, Measure.MODULATION),
        ("covered", 0.75, Measure.QUIET_ZONE),
        ("faded", 0.75, Measure.CONTRAST),
        ("shaded", 0.75, Measure.EVENNESS),
        ("tilted", 0.75, Measure.ANGLE),
        ("blurred", 0.5, Measure.MODULATION),
        ("buckled", 0.5, Measure.MODULES),
        ("blotted", 1, Measure.ERROR_CORRECTION),
    ],
)
def test_the_reason_for_a_grade_is_what_is_wrong_with_the_board(
    name: str, dial: float, measure: Measure, page: Page, judge: Judge
) -> None:
    quality = judge(degraded(page, name, dial, seed=1))

    assert quality is not None
    assert quality.grade.steps <= Grade.C.steps
    assert measure in quality.reasons


def test_a_sound_board_has_no_reason_against_it(page: Page, judge: Judge) -> None:
    quality = judge(photograph(page, Shot()))

    assert quality is not None
    assert (quality.grade, quality.reasons) == (Grade.A, ())


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (35, 225), (20, 130), (60, 160)])
def test_contrast_is_the_share_of_the_paper_s_light_that_ink_takes_however_bright_the_picture(
    ink: int, paper: int, page: Page, judge: Judge
) -> None:
    quality = judge(photograph(page, Shot(ink=ink, paper=paper, tilt=0, noise=1, quality=95)))
    as_light = [((level / 255 + 0.055) / 1.055) ** 2.4 if level else 0 for level in (ink, paper)]

    assert value(quality, Measure.CONTRAST) == pytest.approx(1 - as_light[0] / as_light[1], abs=0.05)


@pytest.mark.parametrize("degrees", [0, 20, 35, 50])
def test_the_angle_is_told_in_degrees(degrees: int, page: Page, judge: Judge) -> None:
    quality = judge(photograph(page, Shot(tilt=degrees)))

    assert value(quality, Measure.ANGLE) == pytest.approx(degrees, abs=4)


@pytest.mark.parametrize("bare", [3, 2, 1])
def test_the_quiet_zone_is_told_in_whole_modules(bare: int, page: Page, judge: Judge) -> None:
    dial = 1 - (bare + 0.5) / 5.5

    assert value(judge(degraded(page, "covered", dial, seed=2)), Measure.QUIET_ZONE) == bare


def test_what_the_picture_does_not_show_of_the_quiet_zone_does_not_count_as_bare(page: Page) -> None:
    grey = photograph(page, Shot(tilt=0, turn=0))
    (reading,) = zxing.find(grey).readings
    left = round(min(x for x, _ in reading.place.corners) - 2.4 * Shot().px)
    cut = grey[:, left:]
    (reading,) = zxing.find(cut).readings

    assert value(grade(cut, reading), Measure.QUIET_ZONE) == 2


@pytest.mark.parametrize("dial", [0, 0.2, 0.5])
def test_error_correction_is_what_the_decoder_has_left(dial: float, page: Page, judge: Judge) -> None:
    """zxing-cpp counts for itself; where it sees a spot's edge otherwise, a codeword or two differ."""
    grey = degraded(page, "blotted", dial, seed=0)
    (code,) = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCodeModel2)

    assert value(judge(grey), Measure.ERROR_CORRECTION) == pytest.approx(float(code.extra["UEC"]), abs=0.18)


def test_the_version_is_found_where_the_scanner_does_not_tell_it(page: Page, judge: Judge) -> None:
    grey = photograph(page, Shot())
    (reading,) = zxing.find(grey).readings

    assert grade(grey, dataclasses.replace(reading, version=None)) == grade(grey, reading)


@pytest.mark.parametrize("level", "lqh")
def test_boards_of_every_level_of_error_correction_are_graded(level: str, judge: Judge) -> None:
    quality = judge(photograph(page_with(CONTENT[:200], level), Shot()))

    assert quality is not None
    assert quality.grade is Grade.A


def test_a_code_of_another_encoding_is_not_graded() -> None:
    """Digits in numeric mode make another symbol than the same digits as bytes."""
    dark = np.array(segno.make("046090000001" * 4, mode="numeric", version=4, error="m").matrix)
    grey = (225 - 190 * np.kron(np.pad(dark, 4), np.ones((6, 6)))).astype(np.uint8)
    (reading,) = zxing.find(grey).readings

    assert grade(grey, reading) is None


def test_a_negative_is_of_no_use_to_many_phones_and_graded_so(page: Page, judge: Judge) -> None:
    quality = judge(255 - photograph(page, Shot()))

    assert quality is not None
    assert quality.grade is Grade.F
    assert quality.reasons == (Measure.INVERTED,)


def test_wherever_a_stranger_says_that_a_code_lies_nothing_fails() -> None:
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 256, (90, 120), np.uint8)
    for grey in (noise, np.zeros((40, 40), np.uint8), noise[:25, :25]):
        for _ in range(30):
            a, b, c, d = (tuple(map(float, corner)) for corner in rng.uniform(-60, 160, (4, 2)))
            for version in (None, 1, 7, 40):
                reading = Reading(CONTENT, Square((a, b, c, d)), version)

                assert grade(grey, reading) is None
