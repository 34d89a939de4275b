"""Whether the code can be believed."""

from kiosk.domain.credential import Unproven, VenueCode
from kiosk.domain.rules.case import Case
from kiosk.domain.rules.rule import rule
from kiosk.domain.verdict import Reason


@rule(Reason.UNTRUSTED_ISSUER)
def untrusted_issuer(case: Case) -> bool:
    """Is it signed by somebody whom the kiosk does not know?"""
    return _unproven(case, Reason.UNTRUSTED_ISSUER)


@rule(Reason.BAD_SIGNATURE)
def bad_signature(case: Case) -> bool:
    """Is its signature not that of what it says?"""
    return _unproven(case, Reason.BAD_SIGNATURE)


@rule(Reason.BOARD_NOT_VERIFIED)
def board_of_another_system(case: Case) -> bool:
    """Is it a venue's board of another system, which only that system can check?"""
    return isinstance(case.credential, VenueCode)


RULES = (untrusted_issuer, bad_signature, board_of_another_system)


def _unproven(case: Case, reason: Reason) -> bool:
    return isinstance(case.credential, Unproven) and case.credential.reason is reason
