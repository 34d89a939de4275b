"""The words of the feed, of the screen and of the errors stand in the documents as they are in the code."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

import pages
import pytest
from pages import ROOT

from kiosk.devices.screen.site import Site
from kiosk.devices.screen.words import LANGUAGES, Words
from kiosk.domain.entry import Event
from kiosk.domain.rules import KINDS
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict
from kiosk.feed import topics
from kiosk.feed.entry import WireEntry
from kiosk.feed.orders import ConfigBody, Name, Refusal
from kiosk.feed.orders.bodies import BODIES
from kiosk.feed.orders.config import WireConfig
from kiosk.feed.pack import ENTRIES_PER_PACK, MAX_PACK_BYTES
from kiosk.feed.schema.models import Entries, Receipts
from kiosk.feed.topics import Place

FEED, OPERATING, GUARD = "docs/feed.md", "docs/operating.md", "docs/guard.md"

SAID_TODAY = (
    "ok.in",
    "ok.out",
    "already_in",
    "already_out",
    "unreadable",
    "unknown_code",
    "kind_not_allowed",
    "bad_signature",
    "untrusted_issuer",
    "revoked",
    "wrong_site",
    "clock_unset",
    "not_yet_valid",
    "expired",
    "wrong_day",
    "used_up",
    "denied",
    "not_listed",
    "closed",
    "full",
    "passback.in",
    "passback.out",
    "board_ok",
    "board_hard_to_scan",
    "board_wrong_venue",
    "board_outdated",
    "board_unsigned",
    "journal_unavailable",
    "fault.camera",
    "fault.disk",
    "fault.journal",
    "fault.signal",
    "fault.clock",
    "fault.certificate",
    "warning.certificate",
    "warning.set_aside",
    "warning.conflict",
    "warning.no_centre_key",
    "link.down",
    "inside.at_least",
    "inside.at_most",
    "inside.about",
    "unheard",
    "direction.in",
    "direction.out",
)


def test_every_verdict_and_every_reason_has_its_row_and_no_other_has() -> None:
    described = pages.table(pages.section(FEED, "Verdicts and reasons"))

    assert set(described) == {*Verdict, *Reason}


@pytest.mark.parametrize("words", [Event, Direction, Assurance, Role])
def test_every_word_that_a_field_may_hold_is_named(words: type[StrEnum]) -> None:
    assert set(words) <= set(pages.quoted(pages.text(FEED)))


def test_every_kind_of_code_is_named() -> None:
    assert {*KINDS, "unknown"} <= set(pages.quoted(pages.text(FEED)))


def test_every_field_of_an_entry_is_described_and_no_other_is() -> None:
    described = [name for row in pages.rows(pages.section(FEED, "An entry")) for name in pages.quoted(row[0])]

    assert sorted(described) == sorted(WireEntry.model_fields)


def test_every_topic_is_described() -> None:
    described = set(pages.table(pages.section(FEED, "Topics")))
    leaves = {topics.ENTRIES, topics.RECEIPTS, topics.STATUS, topics.HEALTH, topics.CONFIG}
    leaves |= {f"{topics.COMMANDS}/{{name}}", f"{topics.RESULTS}/{{name}}"}
    gate = Place("{area}", "{agency}", "{site}", "").gate("{kiosk}")

    assert {f"P/{leaf}" for leaf in leaves} | {
        topics.CENTRE_STATE,
        gate,
        f"{gate}/{topics.SEEN}",
    } <= described
    assert topics.shared_entries("{group}") in pages.text(FEED)


def test_every_command_is_described_with_its_fields_and_no_other_is() -> None:
    commands = pages.section(FEED, "Commands")
    described = {
        name: row[1] for row in pages.rows(commands) if (name := pages.quoted(row[0])[0]) in set(Name)
    }

    assert set(described) == set(Name)
    for name, body in BODIES.items():
        fields = {field.alias or key for key, field in body.model_fields.items()}
        assert {
            word for quoted in pages.quoted(described[name]) for word in re.findall("[a-z_]+", quoted)
        } == (fields), name


def test_every_reason_to_refuse_a_command_is_described_and_no_other_is() -> None:
    tables = pages.section(FEED, "Commands")
    told = {name for row in pages.rows(tables) for name in pages.quoted(row[0])} - set(Name)

    assert told == set(Refusal)


def test_every_field_of_a_config_is_described() -> None:
    told = pages.section(FEED, "Config")

    assert set(ConfigBody.model_fields) <= set(pages.table(told))
    assert all(f'"{name}"' in told for name in WireConfig.model_fields)


def test_the_envelopes_and_their_bounds_are_described() -> None:
    told = pages.text(FEED)

    assert all(f'"{name}"' in told for model in (Entries, Receipts) for name in model.model_fields)
    assert f"1 to {ENTRIES_PER_PACK} entries, at most {MAX_PACK_BYTES:,} bytes" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guard_s_page_has_every_sentence_that_the_screen_can_say(language: str) -> None:
    words = Words(language, Site("Test"))
    page = pages.text(GUARD)

    for key in SAID_TODAY:
        for fixed in re.split(r"\{\w+\}|[.·,]", words.text(key)):
            if len(fixed.strip(" :")) > len("Hỗ trợ"):
                assert fixed.strip(" :") in page, key


@cache
def said_in_the_code() -> tuple[str, ...]:
    """Every text of the package; what is filled in is an ellipsis."""
    return tuple(
        said
        for path in (ROOT / "kiosk").rglob("*.py")
        for said in texts(ast.parse(path.read_text(encoding="utf-8")))
    )


def texts(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
    for child in ast.iter_child_nodes(node):
        yield from texts(child)


def messages() -> Iterator[str]:
    for heading in ("When it starts", "While it runs", "About the journal", "At the centre"):
        for row in pages.rows(pages.section(OPERATING, heading)):
            yield from pages.quoted(row[0])


@pytest.mark.parametrize("message", list(messages()))
def test_every_message_that_is_explained_is_one_that_the_kiosk_gives(message: str) -> None:
    parts = [part for part in message.split("…") if len(part) > len("' is ")]

    assert parts
    assert all(any(part in said for said in said_in_the_code()) for part in parts)


def test_every_fault_is_explained_as_the_screen_calls_it() -> None:
    words = Words("en", Site("Test"))

    faults, warnings = pages.section(OPERATING, "On the screen").split("| Warning |")
    for name, row in pages.table(faults).items():
        assert row[1] == words.fault(name)
    for name, row in pages.table(f"| Warning |{warnings}").items():
        assert row[1] == words.warning(name)
