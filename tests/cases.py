"""Cases to be decided: an invented visitor before a door, with all that a test does not name as usual."""

from datetime import UTC, datetime, timedelta
from typing import Any

from kiosk.domain.credential import PersonalCode
from kiosk.domain.decision import Decision, decide
from kiosk.domain.person import Namespace, Person, Sex
from kiosk.domain.recent import Passage
from kiosk.domain.rules import Case, Rules
from kiosk.domain.verdict import Direction

NOW = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)  # a Monday, 08:15 in Huế
IN, OUT = Direction.IN, Direction.OUT
SUBJECT = b"t" * 16
THU = Person(Namespace.VN_ID, "046090000001", "Nguyễn Văn Thử", Sex.MALE, "1990-01-01")
CARD = PersonalCode("cccd", THU)


def case(rules: Rules | None = None, **known: Any) -> Case:
    usual = {"credential": CARD, "now": NOW, "subject": SUBJECT}
    return Case(rules=rules or Rules(), **usual | known)


def decided(rules: Rules | None = None, **known: Any) -> Decision:
    return decide(case(rules, **known))


def passed(direction: Direction, ago_s: float, now: datetime = NOW) -> Passage:
    return Passage(direction, now - timedelta(seconds=ago_s))
