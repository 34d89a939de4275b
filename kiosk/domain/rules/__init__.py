"""What decides: small pure rules, each with one reason, asked in the order of `order.py`."""

from kiosk.domain.rules.case import Case
from kiosk.domain.rules.order import ORDER, asked
from kiosk.domain.rules.policy import DEFAULT_KINDS, KINDS, AutoOut, DirectionRule, Passback, Rules
from kiosk.domain.rules.rule import Rule, rule

__all__ = [
    "DEFAULT_KINDS",
    "KINDS",
    "ORDER",
    "AutoOut",
    "Case",
    "DirectionRule",
    "Passback",
    "Rule",
    "Rules",
    "asked",
    "rule",
]
