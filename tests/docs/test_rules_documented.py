"""What is asked, in which order, and how to set it: the page says it as the code has it."""

import tomllib

import pages

from kiosk.domain.rules import ORDER
from kiosk.settings import RulesTable

PAGE = "docs/rules.md"


def test_every_rule_stands_in_its_place_with_its_reason_and_its_question() -> None:
    told = [(*pages.quoted(row[0]), *pages.quoted(row[1]), row[2]) for row in order()]

    assert told == [(rule.name, rule.reason.value, rule.question) for rule in ORDER]


def order() -> list[pages.Row]:
    return pages.rows(pages.section(PAGE, "The order"))


def test_every_key_has_an_example_that_is_well() -> None:
    shown: set[str] = set()
    for page, block in pages.fenced("toml"):
        if page == PAGE:
            rules = tomllib.loads(block).get("rules", {})
            RulesTable.model_validate(rules)
            shown |= set(rules)

    assert shown == set(RulesTable.model_fields)
