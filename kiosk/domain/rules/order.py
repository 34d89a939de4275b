"""The order in which rules are asked. It is part of what they mean: the first yes decides.

What a code is comes first, then whether it is genuine and still good, then who may pass, and last whether it
is the time and there is room. Whoever was let in a moment ago hears that before hours and room are asked:
nothing is counted, so nothing that has changed since bars it.
"""

from kiosk.domain.rules.case import Case
from kiosk.domain.rules.questions import boards, genuine, hours, lists, passes, presence, reading, validity
from kiosk.domain.rules.rule import Rule, rule
from kiosk.domain.verdict import Reason


@rule(Reason.OK)
def nothing_against_it(_case: Case) -> bool:
    """Did none of the rules above decide?"""
    return True


ORDER: tuple[Rule, ...] = (
    *reading.RULES,
    *genuine.RULES,
    *passes.HERE,
    *validity.RULES,
    *passes.ONCE_MORE,
    *boards.RULES,
    *lists.RULES,
    *presence.REPEATED,
    *hours.RULES,
    *presence.ROOM,
    nothing_against_it,
)


def asked(case: Case) -> tuple[Rule, ...]:
    """The rules that are asked of a case, in their order; the last of them decides."""
    deciding = next(place for place, rule in enumerate(ORDER) if rule.asks(case))
    return ORDER[: deciding + 1]
