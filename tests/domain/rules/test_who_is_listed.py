"""Who is on the site's own lists: denied, let in alone, staff."""

import pytest
from cases import NOW, THU, case, decided, passed

from kiosk.domain.credential import Credential, PersonalCode, UnknownCode
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.domain.rules.listed import ON_NO_LIST, Listed
from kiosk.domain.verdict import Direction, Role

DENIED, ALLOWED, STAFF = Listed(denied=True), Listed(allowed=True), Listed(staff=True)
BOTH = Listed(denied=True, allowed=True)


@pytest.mark.parametrize(
    ("only_listed", "listed", "direction", "reason"),
    [
        (False, ON_NO_LIST, "in", "ok"),
        (False, DENIED, "in", "denied"),
        (False, DENIED, "out", "denied"),
        (True, ON_NO_LIST, "in", "not_listed"),
        (True, ON_NO_LIST, "out", "ok"),
        (True, ALLOWED, "in", "ok"),
        (True, STAFF, "in", "ok"),
        (True, BOTH, "in", "denied"),
    ],
)
def test_the_deny_list_comes_first_and_an_allow_list_asks_those_who_come_in(
    only_listed: bool, listed: Listed, direction: str, reason: str
) -> None:
    rules = Rules(direction=DirectionRule(direction), only_listed=only_listed)
    assert decided(rules, listed=listed).reason.value == reason


@pytest.mark.parametrize(
    ("credential", "reason"),
    [
        (PersonalCode("national_qr", THU), "not_listed"),
        (PersonalCode("pass", THU), "ok"),
        (PersonalCode("operator", THU), "ok"),
        (UnknownCode(), "unknown_code"),
    ],
)
def test_what_was_issued_for_its_holder_needs_no_list(credential: Credential, reason: str) -> None:
    assert decided(Rules(only_listed=True), credential=credential).reason.value == reason


def test_who_was_put_on_the_deny_list_since_is_denied_and_not_told_that_all_is_well() -> None:
    assert decided(Rules(), listed=DENIED, last=passed(Direction.IN, 5)).reason.value == "denied"


@pytest.mark.parametrize(
    ("listed", "default", "role"),
    [
        (STAFF, Role.VISITOR, Role.STAFF),
        (ON_NO_LIST, Role.VISITOR, Role.VISITOR),
        (ALLOWED, Role.STAFF, Role.STAFF),
    ],
)
def test_the_role_is_by_list_else_the_default_of_the_site(listed: Listed, default: Role, role: Role) -> None:
    assert case(Rules(default_role=default), listed=listed, now=NOW).role is role
