"""Whether the code's own time has come, and is not over; whoever is inside may leave at any time."""

from kiosk.domain.rules.case import Case
from kiosk.domain.rules.rule import rule
from kiosk.domain.verdict import Reason


@rule(Reason.CLOCK_UNSET)
def clock_unset(case: Case) -> bool:
    """Does it count for a time only, and the kiosk does not know the time?"""
    return case.valid is not None and not case.clock_trusted and not case.is_leaving


@rule(Reason.NOT_YET_VALID)
def not_yet_valid(case: Case) -> bool:
    """Does it begin later?"""
    return case.valid is not None and case.now < case.valid.since and not case.is_leaving


@rule(Reason.EXPIRED)
def expired(case: Case) -> bool:
    """Is its time over?"""
    return case.valid is not None and case.now >= case.valid.until and not case.is_leaving


RULES = (clock_unset, not_yet_valid, expired)
