"""What the centre's page and its alarms say stands in the documents as it is in the code."""

import inspect
import re
from typing import get_args

import pages
import pytest

from kiosk.central.intake import BAD_CHAIN, CONFLICT, REFUSED, SET_ASIDE
from kiosk.central.orders.answers import FORGED_COMMAND
from kiosk.central.paths import STOLEN_KIOSK, WRONG_PATH
from kiosk.central.settings import ViolationsTable
from kiosk.central.store import QUARANTINED_BYTES, QUARANTINED_MESSAGES, UNUSABLE
from kiosk.central.tracing.index import UNOPENED
from kiosk.central.violations import RULES
from kiosk.central.web.live import KioskMood
from kiosk.central.web.words import WORDS, Language
from kiosk.feed import entry
from kiosk.feed.connection import LARGEST_BYTES

CENTRAL, FEED = "docs/central.md", "docs/feed.md"
ALARMS = {
    *(UNUSABLE, REFUSED, CONFLICT, BAD_CHAIN, SET_ASIDE, UNOPENED),
    *(WRONG_PATH, STOLEN_KIOSK, FORGED_COMMAND),
}
NO_THRESHOLDS = {"check_minutes", "holidays", "sender", "place", "signer"}


@pytest.mark.parametrize("language", get_args(Language))
def test_every_state_of_a_kiosk_and_every_trouble_is_explained_in_the_words_of_the_page(
    language: Language,
) -> None:
    words, page = WORDS[language], pages.text(CENTRAL)

    assert [mood for mood in KioskMood if f"| **{words[f'status_{mood}']}** |" not in page] == []
    assert [alarm for alarm in ALARMS if f"| {words[f'trouble_{alarm}']} |" not in page] == []
    for key in ("feed", "today", "inside", "troubles", "accepted", "already", "rejected", "fault"):
        assert f"**{words[key].partition(',')[0]}**" in page, key


def test_every_alarm_is_described_and_no_other_is() -> None:
    assert set(pages.table(pages.section(CENTRAL, "For technicians"))) == ALARMS


def test_the_bounds_of_the_quarantine_are_told() -> None:
    told = pages.text(CENTRAL)

    assert f"its first {QUARANTINED_BYTES:,} bytes" in told
    assert f"the newest {QUARANTINED_MESSAGES};" in told


def test_every_reason_to_reject_an_entry_is_described_with_its_bounds() -> None:
    described = pages.text(FEED)
    reasons = {CONFLICT, entry.NO_VERDICT, entry.BAD_IDENTITY, entry.NOT_CANONICAL, entry.TOO_LARGE}

    assert {reason for reason in reasons if not re.search(rf"^\| `{reason}` \|", described, re.M)} == set()
    assert f"more than {entry.MAX_COVERED_BYTES:,} bytes" in described
    assert f"`subject` together more than {entry.MAX_IDENTITY_BYTES:,}" in described
    assert re.search(rf"more than {LARGEST_BYTES:,}\sbytes", described)


def test_every_rule_is_described_with_its_name_and_its_thresholds() -> None:
    described = pages.table(pages.section(CENTRAL, "Signs of violation"))
    limits = ViolationsTable.model_fields.keys() - NO_THRESHOLDS

    assert list(described) == list(RULES)
    for rule, (_, said, _, thresholds, _) in described.items():
        assert said == f"**{WORDS['en'][f'rule_{rule}']}**"
        assert f"| **{WORDS['vi'][f'rule_{rule}']}** |" in pages.text(CENTRAL)
        asked = re.findall(r"limits\.([a-z_]+)", inspect.getsource(RULES[rule]))
        assert sorted(pages.quoted(thresholds)) == sorted(set(asked)), rule
        limits -= set(asked)
    assert limits == set()


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_what_it_asks_its_threshold_and_its_evidence(rule: str) -> None:
    told = inspect.getdoc(RULES[rule]) or ""
    words = " ".join(told.split())

    assert told.partition("\n")[0].endswith("?")
    assert "Threshold: " in words
    assert "Evidence: " in words
