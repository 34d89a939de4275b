"""Whether the site's own lists let the person in."""

from kiosk.domain.rules.case import Case
from kiosk.domain.rules.rule import rule
from kiosk.domain.verdict import Direction, Reason

ISSUED = frozenset({"pass", "operator"})
"""Kinds of which each one was made for its holder: to have it is to be allowed."""


@rule(Reason.DENIED)
def denied(case: Case) -> bool:
    """Is the person on the deny list?"""
    return case.listed.denied


@rule(Reason.NOT_LISTED)
def not_listed(case: Case) -> bool:
    """Are only those let in who are on a list, and does somebody want to come in who is on none?"""
    comes_in = case.rules.only_listed and case.direction is Direction.IN
    return comes_in and case.credential.kind not in ISSUED and not (case.listed.allowed or case.listed.staff)


RULES = (denied, not_listed)
