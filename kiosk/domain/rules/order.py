"""The order in which rules are asked. It is part of what they mean: the first yes decides.

What a code is comes before whether it is genuine, that before who may pass, and last whether it is the time
and there is room. So a stranger never learns from a reason what only the right person should.
"""

from kiosk.domain.rules import genuine, presence, reading
from kiosk.domain.rules.case import Case
from kiosk.domain.rules.rule import Rule, rule
from kiosk.domain.verdict import Reason


@rule(Reason.OK)
def nothing_against_it(_case: Case) -> bool:
    """Did none of the rules above decide?"""
    return True


ORDER: tuple[Rule, ...] = (
    *reading.RULES,
    *genuine.RULES,
    *presence.RULES,
    nothing_against_it,
)
