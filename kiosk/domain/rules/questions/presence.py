"""Where the person was last, and who else is inside."""

from kiosk.domain.rules.case import Case
from kiosk.domain.rules.policy import Passback
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


@rule(Reason.ALREADY_OUT)
def out_since_it_was_over(case: Case) -> bool:
    """Does somebody go out whom the kiosk itself checked out when it was over?"""
    return case.last is not None and case.last.unseen and case.direction is Direction.OUT


@rule(Reason.PASSBACK)
def passback(case: Case) -> bool:
    """Did the same person's last passage go the same way, and is that not allowed here?"""
    return case.rules.passback is Passback.HARD and case.breaks_passback


@rule(Reason.FULL)
def full(case: Case) -> bool:
    """Are as many inside as may be, and does one more want to come in?"""
    capacity = case.rules.capacity
    return capacity is not None and case.inside >= capacity and case.direction is Direction.IN


REPEATED = (already_in, already_out, out_since_it_was_over)
ROOM = (passback, full)
