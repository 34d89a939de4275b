"""Printed boards in pictures as phones take them: told apart, graded, and inspected as at the door."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import boards
import numpy as np
import pytest
from cases import NOW, case
from passes import STRANGER
from photographs import Page, Shot, degraded, photograph
from printed import HELP, printed

from kiosk.credentials import Known, read_credential
from kiosk.devices.boards.inspector import BoardInspector
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.domain.board import Venue
from kiosk.domain.code import Code
from kiosk.domain.decision import Decision, decide
from kiosk.domain.quality import Grade, Measure
from kiosk.domain.rules import Rules
from kiosk.paper.board import board_page
from kiosk.paper.fonts import Fonts
from kiosk.ports import Frame, Grey

FONTS = Fonts()
HUE = ZoneInfo("Asia/Ho_Chi_Minh")
PHONES = range(12)
ELSEWHERE = Venue("phu-xuan", "cho-dong-ba", "Chợ Đông Ba")

Inspect = Callable[[Grey], Decision]


def on_paper(content: bytes) -> Page:
    return printed(board_page(boards.a_board(), content.decode(), HELP, FONTS, HUE), FONTS)


@pytest.fixture(scope="module")
def paper() -> Page:
    """The venue's own board, from its PDF."""
    return on_paper(boards.code())


@pytest.fixture(scope="module")
def inspect() -> Iterator[Inspect]:
    """What the kiosk at the venue says of the one code in a picture."""
    inspector = BoardInspector(CascadeScanner(), timedelta(seconds=3))

    def inspected(grey: Grey) -> Decision:
        (code,) = inspector.scan(Frame(grey, taken_at=NOW, scene=0))
        credential = read_credential(code.data, Known(issuers=boards.ISSUERS))
        return decide(
            case(Rules(venue=boards.VENUE), credential=credential, quality=code.quality, subject=None)
        )

    yield inspected
    inspector.close()


def phone(seed: int) -> Shot:
    """An ordinary picture of a board on a wall: 1600 x 1200, by a hand, in some office's light."""
    rng = np.random.default_rng([seed, 11])
    return Shot(
        seed=seed,
        width=1600,
        height=1200,
        px=float(rng.uniform(7, 11)),
        tilt=float(rng.uniform(0, 28)),
        turn=float(rng.uniform(-14, 14)),
        ink=int(rng.integers(20, 60)),
        paper=int(rng.integers(170, 240)),
        blur=float(rng.uniform(0.5, 1.6)),
        noise=float(rng.uniform(1, 9)),
        shadow=float(rng.uniform(0, 0.15)),
        wave=float(rng.uniform(0, 0.12)),
        quality=int(rng.integers(65, 95)),
    )


@pytest.mark.parametrize("seed", PHONES)
def test_a_printed_board_in_a_phone_s_picture_is_right_and_scans_well(
    seed: int, paper: Page, inspect: Inspect
) -> None:
    decision = inspect(photograph(paper, phone(seed)))

    assert (decision.verdict, decision.reason) == ("inspected", "board_ok")
    assert decision.grade in (Grade.A, Grade.B), decision.data


def test_a_board_in_a_mirror_is_graded_as_what_it_mirrors(paper: Page, inspect: Inspect) -> None:
    decision = inspect(np.ascontiguousarray(photograph(paper, phone(1))[:, ::-1]))

    assert (decision.verdict, decision.reason) == ("inspected", "board_ok")
    assert decision.grade in (Grade.A, Grade.B), decision.data


def test_a_board_that_is_light_on_dark_is_hard_to_scan_for_that_alone(paper: Page) -> None:
    inspector = BoardInspector(CascadeScanner(), timedelta(seconds=3))
    (code,) = inspector.scan(Frame(255 - photograph(paper, phone(1)), taken_at=NOW, scene=0))
    inspector.close()

    assert code.quality is not None
    assert (code.quality.grade, code.quality.reasons) == (Grade.F, (Measure.INVERTED,))
    values = {one.measure: one.value for one in code.quality.measured}
    assert 0 < values[Measure.CONTRAST] <= 1
    assert 0 <= values[Measure.EVENNESS] <= 1


def test_a_board_that_was_seen_and_could_not_be_measured_is_hard_to_scan_and_says_so() -> None:
    class Elsewhere:
        """A scanner that tells a wrong place."""

        def scan(self, frame: Frame) -> list[Code]:
            corners = ((50.0, 50.0), (250.0, 50.0), (250.0, 250.0), (50.0, 250.0))
            return [Code(boards.code(), seen_at=frame.taken_at, corners=corners, scene=frame.scene)]

        def close(self) -> None: ...

    blank = np.full((300, 300), 200, np.uint8)
    (code,) = BoardInspector(Elsewhere(), timedelta(0)).scan(Frame(blank, taken_at=NOW, scene=0))
    credential = read_credential(code.data, Known(issuers=boards.ISSUERS))
    decision = decide(
        case(Rules(venue=boards.VENUE), credential=credential, quality=code.quality, subject=None)
    )

    assert decision.reason == "board_hard_to_scan"
    assert decision.data["board"]["reasons"] == ["not_measured"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (boards.code(boards.a_board(venue=ELSEWHERE)), "board_wrong_venue"),
        (boards.code(boards.a_board(expires=NOW - timedelta(days=1))), "board_outdated"),
        (boards.code().split(b"#")[0], "board_unsigned"),
        (boards.code(key=STRANGER), "board_not_verified"),
        (boards.forged(), "board_bad_signature"),
    ],
)
def test_boards_that_are_not_right_are_told_apart_and_graded_all_the_same(
    content: bytes, reason: str, inspect: Inspect
) -> None:
    decision = inspect(photograph(on_paper(content), phone(1)))

    assert (decision.verdict, decision.reason) == ("rejected", reason)
    assert decision.grade in (Grade.A, Grade.B)


@pytest.mark.parametrize(
    ("name", "dial", "why"),
    [
        ("smudged", 0.7, {"modulation", "error_correction", "fixed_patterns"}),
        ("faded", 0.9, {"contrast"}),
        ("covered", 0.8, {"quiet_zone"}),
    ],
)
def test_a_right_board_that_was_badly_treated_is_hard_to_scan_and_it_is_said_why(
    name: str, dial: float, why: set[str], paper: Page, inspect: Inspect
) -> None:
    decision = inspect(degraded(paper, name, dial, seed=1))

    assert (decision.verdict, decision.reason) == ("inspected", "board_hard_to_scan")
    assert decision.grade in (Grade.D, Grade.F)
    assert set(decision.data["board"]["reasons"]) & why
