"""A month with planted violations, over both databases: what the rules find, and what they leave alone."""

from datetime import UTC, datetime

from month import OF_EACH, WORKDAYS, Month, Planted, at, town
from sqlalchemy import Engine

from kiosk.central.accounts import EVERYWHERE
from kiosk.central.violations import RULES, Violation, ViolationBook

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
QUIET = {"sqlite": 500, "postgresql": 40}
"""Sites at which nothing is wrong."""


def test_every_planted_violation_of_every_rule_is_found_with_its_end_and_none_that_is_not(
    engine: Engine,
) -> None:
    places = town(QUIET[engine.dialect.name])
    planted = {(place.wrong, place.key): place for place in places if place.wrong and not place.suspended}
    assert len(planted) == OF_EACH * len(RULES)

    Month(engine, places).live()

    book = ViolationBook(engine).listed(EVERYWHERE, resolved_since=LONG_AGO)
    found = {(known.rule, known.site): known for known in book}
    assert found.keys() == planted.keys()
    assert len(book) == len(found)
    for which, known in found.items():
        assert_lasts_as_planted(known, planted[which])


def assert_lasts_as_planted(known: Violation, place: Planted) -> None:
    assert known.opened > at(WORKDAYS[place.begins], 7), place
    if place.ends is None:
        assert known.resolved is None, place
    else:
        assert known.resolved, place
        assert at(WORKDAYS[place.ends], 7) < known.resolved < at(WORKDAYS[place.ends + 2], 7), place
    assert known.kiosk == (place.kiosk if place.wrong in ("kiosk_offline", "gaps") else ""), place
    assert known.evidence
