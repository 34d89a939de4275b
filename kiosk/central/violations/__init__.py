"""Signs of violation: figures of sites, rules that ask them, and the book in which the answers stand."""

from kiosk.central.violations.book import Violation, ViolationBook
from kiosk.central.violations.evaluation import evaluate
from kiosk.central.violations.rounds import ViolationRounds
from kiosk.central.violations.rules import RULES

__all__ = ["RULES", "Violation", "ViolationBook", "ViolationRounds", "evaluate"]
