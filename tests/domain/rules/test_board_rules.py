"""A board that is held up is inspected: the right venue, what it says, its time, and how well it scans."""

from datetime import timedelta
from typing import Any

import pytest
from boards import VENUE, a_board, scanning
from cases import NOW, case, decided

from kiosk.domain.board import Board, Venue
from kiosk.domain.credential import SignedBoard, Unproven
from kiosk.domain.decision import Decision
from kiosk.domain.quality import Grade, Measure, Quality
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.domain.verdict import Assurance, Reason, Verdict

HERE = Rules(venue=VENUE)


def shown(board: Board | None = None, rules: Rules = HERE, **known: Any) -> Decision:
    return decided(rules, credential=SignedBoard(board or a_board()), subject=None, **known)


def answer(decision: Decision) -> tuple[str, str]:
    return decision.verdict.value, decision.reason.value


@pytest.mark.parametrize(
    ("grade", "reason"),
    [
        (Grade.A, "board_ok"),
        (Grade.B, "board_ok"),
        (Grade.C, "board_ok"),
        (Grade.D, "board_hard_to_scan"),
        (Grade.F, "board_hard_to_scan"),
    ],
)
def test_a_right_board_is_inspected_and_below_c_it_is_hard_to_scan(grade: Grade, reason: str) -> None:
    decision = shown(quality=scanning(grade))

    assert answer(decision) == ("inspected", reason)
    assert decision.grade is grade
    assert decision.assurance is Assurance.VERIFIED


def test_a_board_that_a_reader_read_has_no_grade_and_is_inspected_all_the_same() -> None:
    decision = shown()

    assert answer(decision) == ("inspected", "board_ok")
    assert decision.grade is None


@pytest.mark.parametrize(
    ("board", "reason"),
    [
        (a_board(venue=Venue("thuan-hoa", "tru-so-2", VENUE.name)), "board_wrong_venue"),
        (a_board(venue=Venue("phu-xuan", "tru-so", VENUE.name)), "board_wrong_venue"),
        (a_board(venue=Venue("thuan-hoa", "tru-so", "UBND phường Vĩnh Ninh")), "board_outdated"),
        (a_board(expires=NOW), "board_outdated"),
        (a_board(issued=NOW + timedelta(days=2), expires=NOW + timedelta(days=9)), "board_not_verified"),
    ],
)
@pytest.mark.parametrize("quality", [None, scanning(Grade.A), scanning(Grade.F)])
def test_a_board_that_says_what_is_not_so_is_rejected_however_well_it_scans(
    board: Board, reason: str, quality: Quality | None
) -> None:
    assert answer(shown(board, quality=quality)) == ("rejected", reason)


@pytest.mark.parametrize(
    "board",
    [
        a_board(expires=NOW + timedelta(seconds=1)),
        a_board(issued=NOW + timedelta(hours=23)),
        a_board(venue=Venue("thuan-hoa", "tru-so", "ubnd Phường  THUẬN HÓA")),
        a_board(venue=Venue("thuan-hoa", "tru-so", "UBND phươ\u0300ng Thuận Hóa")),
    ],
    ids=["to the last second", "a calendar ahead", "capitals", "letters taken apart"],
)
def test_what_people_would_take_for_right_is_right(board: Board) -> None:
    assert answer(shown(board)) == ("inspected", "board_ok")


def test_without_a_venue_of_its_own_a_kiosk_takes_any_venue_s_board() -> None:
    elsewhere = a_board(venue=Venue("phu-xuan", "cho-dong-ba", "Chợ Đông Ba"))

    assert answer(shown(elsewhere, Rules())) == ("inspected", "board_ok")


@pytest.mark.parametrize(
    "reason", [Reason.BOARD_UNSIGNED, Reason.BOARD_BAD_SIGNATURE, Reason.BOARD_NOT_VERIFIED]
)
def test_a_board_that_is_not_believed_is_rejected_and_nothing_it_says_is_kept(reason: Reason) -> None:
    decision = decided(HERE, credential=Unproven("board", reason), subject=None, quality=scanning(Grade.B))

    assert (decision.verdict, decision.reason, decision.assurance) == (Verdict.REJECTED, reason, None)
    assert decision.data["board"] == {
        "area": None,
        "site": None,
        "issued": None,
        "expires": None,
        "grade": "B",
        "reasons": ["contrast"],
    }


def test_while_the_clock_is_not_set_nobody_knows_whether_a_board_is_outdated() -> None:
    assert answer(shown(clock_trusted=False)) == ("rejected", "clock_unset")
    elsewhere = a_board(venue=Venue("phu-xuan", "tru-so", "Chợ Đông Ba"))
    assert answer(shown(elsewhere, clock_trusted=False)) == ("rejected", "board_wrong_venue")


def test_where_boards_are_not_taken_they_are_not_inspected() -> None:
    assert answer(shown(rules=Rules(kinds=frozenset({"cccd"})))) == ("rejected", "kind_not_allowed")


@pytest.mark.parametrize("direction", DirectionRule)
def test_a_board_goes_in_no_direction_and_is_nobody(direction: DirectionRule) -> None:
    decision = shown(rules=Rules(direction=direction, venue=VENUE), quality=scanning(Grade.A))

    assert (decision.direction, decision.role, decision.person, decision.subject) == (None, None, None, None)


def test_the_entry_says_which_board_it_was_how_long_it_holds_and_why_its_grade_is_not_better() -> None:
    decision = shown(quality=scanning(Grade.D, Measure.QUIET_ZONE))

    assert decision.data == {
        "board": {
            "area": "thuan-hoa",
            "site": "tru-so",
            "issued": "2026-10-24T01:15:00.000Z",
            "expires": "2027-10-24T01:15:00.000Z",
            "grade": "D",
            "reasons": ["quiet_zone"],
        }
    }


def test_nobody_else_s_entry_says_anything_of_boards() -> None:
    assert "board" not in decided(HERE).data
    assert case(HERE).inspection == {}
