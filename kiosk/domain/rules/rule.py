"""A rule: one question asked of a case. The first that is answered with yes decides."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.rules.case import Case
from kiosk.domain.verdict import Reason

Question = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is what `kiosk read` calls it; `reason` is the answer that it gives, and fixes the verdict."""

    name: str
    reason: Reason
    asks: Question

    @property
    def question(self) -> str:
        """In words: the first line of the docstring of what is asked."""
        return (self.asks.__doc__ or "").partition("\n")[0]


def rule(reason: Reason) -> Callable[[Question], Rule]:
    """Makes a question the rule of that name; its docstring says what it asks."""
    return lambda asks: Rule(asks.__name__, reason, asks)
