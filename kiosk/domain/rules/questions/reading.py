"""What the code is at all."""

from kiosk.domain.credential import UnknownCode, Unreadable
from kiosk.domain.rules.case import Case
from kiosk.domain.rules.rule import rule
from kiosk.domain.verdict import Reason


@rule(Reason.UNREADABLE)
def unreadable(case: Case) -> bool:
    """Are these bytes that are not UTF-8, or beyond the bounds?"""
    return isinstance(case.credential, Unreadable)


@rule(Reason.UNKNOWN_CODE)
def unknown_code(case: Case) -> bool:
    """Is it text of a shape that the kiosk does not know?"""
    return isinstance(case.credential, UnknownCode)


@rule(Reason.KIND_NOT_ALLOWED)
def kind_not_allowed(case: Case) -> bool:
    """Is it of a kind that the site does not take?"""
    return case.credential.kind not in case.rules.kinds


RULES = (unreadable, unknown_code, kind_not_allowed)
