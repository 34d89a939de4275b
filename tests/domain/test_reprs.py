"""What is personal never stands in a repr, so that no log and no traceback can tell it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk.domain.chain import genesis
from kiosk.domain.code import Code
from kiosk.domain.credential import PersonalCode
from kiosk.domain.decision import Decision, decide
from kiosk.domain.entry import ClockState, Draft, number
from kiosk.domain.person import Namespace, Person, Sex
from kiosk.domain.recent import Passage, Recent
from kiosk.domain.rules import Case, Rules
from kiosk.domain.verdict import Direction

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SUBJECT = b"subject of 16 by"
PERSON = Person(Namespace.VN_ID, "046090000001", "Nguyễn Văn Thử", Sex.MALE, "1990-01-01")
SEALED = {"kid": "a-key-id", "sealed": "c2VhbGVk"}
SECRETS = [
    "046090000001",
    "Nguyễn",
    "Thử",
    "male",
    "nam",
    "1990",
    "vn-id",
    "subject of",
    "c3ViamVjdCBvZiAxNiBieQ",
]
SECRETS += ["a-key-id", "c2VhbGVk", "QkJCQkJCQkJCQkJCQkJCQg"]


def decision() -> Decision:
    return decide(case())


def case() -> Case:
    return Case(credential=PersonalCode("cccd", PERSON), rules=Rules(), now=NOW, subject=SUBJECT)


def draft() -> Draft:
    clock = ClockState(trusted=True, boot="5f0c", uptime_ms=1)
    return Draft(at=NOW, clock=clock, subject=SUBJECT, person=SEALED, salt=b"B" * 16)


def recent() -> Recent:
    recent = Recent()
    recent.remember(SUBJECT, Passage(Direction.IN, NOW))
    return recent


@pytest.mark.parametrize(
    "value",
    [
        PERSON,
        Code("046090000001||Nguyễn Văn Thử".encode(), NOW),
        PersonalCode("cccd", PERSON),
        case(),
        decision(),
        draft(),
        number(draft(), 1, genesis("thuan-hoa-1", "e1")),
        recent(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_repr_tells_anything_personal(value: Any) -> None:
    assert [secret for secret in SECRETS if secret in repr(value)] == []
