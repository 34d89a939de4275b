"""Whether a venue's board is the right one, says what is right, and scans well."""

from datetime import timedelta

from kiosk.domain.credential import Unproven
from kiosk.domain.quality import Grade
from kiosk.domain.rules.case import Case
from kiosk.domain.rules.rule import rule
from kiosk.domain.verdict import Reason

ISSUED_AHEAD = timedelta(days=1)
"""The issuer's clock and calendar may be so much ahead of the kiosk's."""

STILL_GOOD = Grade.C
"""What scans worse is hard to scan: at this grade standards for labels draw the line, too."""


@rule(Reason.BOARD_UNSIGNED)
def board_unsigned(case: Case) -> bool:
    """Is it a venue's board without a signature?"""
    return _unproven(case, Reason.BOARD_UNSIGNED)


@rule(Reason.BOARD_NOT_VERIFIED)
def board_of_unknown_issuer(case: Case) -> bool:
    """Is the board signed by somebody whom the kiosk does not know?"""
    return _unproven(case, Reason.BOARD_NOT_VERIFIED)


@rule(Reason.BOARD_BAD_SIGNATURE)
def board_forged(case: Case) -> bool:
    """Is the board's signature not that of what it says?"""
    return _unproven(case, Reason.BOARD_BAD_SIGNATURE)


@rule(Reason.BOARD_WRONG_VENUE)
def board_of_another_venue(case: Case) -> bool:
    """Is it the board of another venue?"""
    board, here = case.board, case.rules.venue
    return board is not None and here is not None and board.venue.key != here.key


@rule(Reason.CLOCK_UNSET)
def board_without_clock(case: Case) -> bool:
    """Does the board depend on the time, which the kiosk does not know?"""
    return case.board is not None and not case.clock_trusted


@rule(Reason.BOARD_NOT_VERIFIED)
def board_from_the_future(case: Case) -> bool:
    """Does the board say that it was issued later than today?"""
    return case.board is not None and case.board.issued > case.now + ISSUED_AHEAD


@rule(Reason.BOARD_OUTDATED)
def board_expired(case: Case) -> bool:
    """Is the time of the board over?"""
    return case.board is not None and case.now >= case.board.expires


@rule(Reason.BOARD_OUTDATED)
def board_with_another_name(case: Case) -> bool:
    """Does the board call the venue by another name than the kiosk does?"""
    board, here = case.board, case.rules.venue
    return board is not None and here is not None and not board.venue.is_called(here.name)


@rule(Reason.BOARD_HARD_TO_SCAN)
def board_hard_to_scan(case: Case) -> bool:
    """Is all that the board says right, and does it scan worse than grade C?"""
    quality = case.quality
    return case.board is not None and quality is not None and quality.grade.steps < STILL_GOOD.steps


@rule(Reason.BOARD_OK)
def board_ok(case: Case) -> bool:
    """Is it a board that none of the rules above found fault with?"""
    return case.board is not None


RULES = (
    board_unsigned,
    board_of_unknown_issuer,
    board_forged,
    board_of_another_venue,
    board_without_clock,
    board_from_the_future,
    board_expired,
    board_with_another_name,
    board_hard_to_scan,
    board_ok,
)


def _unproven(case: Case, reason: Reason) -> bool:
    return isinstance(case.credential, Unproven) and case.credential.reason is reason
