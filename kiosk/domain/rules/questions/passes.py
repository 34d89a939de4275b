"""Whether a pass counts here, and once more; in between, `validity.py` asks whether its time has come."""

from kiosk.domain.credential import SignedPass
from kiosk.domain.rules.case import Case
from kiosk.domain.rules.rule import rule
from kiosk.domain.verdict import Direction, Reason


@rule(Reason.REVOKED)
def revoked(case: Case) -> bool:
    """Did an issuer take the pass back?"""
    return isinstance(case.credential, SignedPass) and case.credential.revoked


@rule(Reason.WRONG_SITE)
def wrong_site(case: Case) -> bool:
    """Is the pass for other sites only?"""
    return case.pass_ is not None and not case.pass_.is_for(case.rules.sites)


@rule(Reason.WRONG_DAY)
def wrong_day(case: Case) -> bool:
    """Is the pass for other days, or for other hours?"""
    other_time = case.pass_ is not None and not case.pass_.counts_at(case.now, case.rules.zone)
    return other_time and not case.is_leaving


@rule(Reason.USED_UP)
def used_up(case: Case) -> bool:
    """Was the pass used as often as it may be?

    Asked before `already`, so that a copy that is shown a moment later gets no yellow light; leaving is free.
    """
    return case.pass_ is not None and case.direction is Direction.IN and case.pass_.is_used_up(case.used)


HERE = (revoked, wrong_site)
ONCE_MORE = (wrong_day, used_up)
