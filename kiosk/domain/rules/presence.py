"""Where the person was last, and who else is inside."""

from kiosk.domain.rules.case import Case
from kiosk.domain.rules.rule import rule
from kiosk.domain.verdict import Direction, Reason


@rule(Reason.ALREADY_IN)
def already_in(case: Case) -> bool:
    """Did the same person go in within the window?"""
    return case.repeats and case.direction is Direction.IN


@rule(Reason.ALREADY_OUT)
def already_out(case: Case) -> bool:
    """Did the same person go out within the window?"""
    return case.repeats and case.direction is Direction.OUT


RULES = (already_in, already_out)
