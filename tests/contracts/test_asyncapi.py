"""The AsyncAPI document is one, has every topic and command, and tells right messages from wrong ones."""

import json
import warnings
from datetime import UTC, datetime, timedelta

import pytest
from asyncapi import DOCUMENT, faults_of, references, resolved
from doors import make_door

from kiosk.feed import topics
from kiosk.feed.access import access_list
from kiosk.feed.orders import Command, Name, Refusal, Result
from kiosk.feed.orders.answers import ANSWERS
from kiosk.feed.receipt import Receipt
from kiosk.feed.topics import Place

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_it_is_a_document_of_asyncapi_3() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library itself, when it is imported
        from asyncapi3.models.asyncapi import AsyncAPI3
    AsyncAPI3.model_validate(DOCUMENT)
    assert DOCUMENT["asyncapi"] == "3.0.0"


def test_every_reference_leads_somewhere() -> None:
    found = set(references())
    assert len(found) > 50
    for reference in found:
        assert resolved(reference)


def test_it_has_every_topic_that_anybody_may_write() -> None:
    rights = [line.split()[-1] for line in access_list([PLACE]).splitlines() if line.startswith("topic")]
    written = {topic for topic in rights if topic.startswith(PLACE.topic("")) or "_gates/thuan" in topic}
    for topic in written | {topics.CENTRE_STATE}:
        said = faults_of(topic.replace("+", "ping"), b'{"none": true}')
        assert said
        assert "no topic" not in said[0], topic


def test_every_command_and_its_answer_have_a_message() -> None:
    messages = DOCUMENT["components"]["messages"]
    assert {f"command_{name}" for name in Name} | {f"result_{name}" for name in Name} <= set(messages)
    assert set(ANSWERS) == set(Name)


@pytest.mark.parametrize(
    ("leaf", "payload"),
    [
        ("entries", make_door(PLACE.kiosk).pack(make_door(PLACE.kiosk).entries(2))[0]),
        ("receipts", Receipt(PLACE.kiosk, "epoch", ((1, 2),)).to_bytes()),
        ("status", b"online"),
        ("commands/open", Command(PLACE.kiosk, "open", 1, NOW, NOW + timedelta(seconds=9)).to_bytes()),
        ("commands/erase", Command(PLACE.kiosk, "erase", 1, NOW, NOW, {"epoch": "e", "seq": [1]}).to_bytes()),
        ("results/open", Result(True, {"seq": 1, "direction": "in"}).to_bytes()),
        ("results/open", Result.refused(Refusal.REPLAYED, last=7).to_bytes()),
    ],
)
def test_what_is_right_is_one_of_its_messages(leaf: str, payload: bytes) -> None:
    zipped = payload[:1] == b"x"
    assert faults_of(PLACE.topic(leaf), payload, zipped) == []


@pytest.mark.parametrize(
    ("leaf", "value"),
    [
        ("entries", {"v": 1, "kiosk": PLACE.kiosk, "epoch": "e", "entries": []}),
        ("receipts", {"v": 1}),
        ("commands/open", {"v": 1, "kiosk": PLACE.kiosk, "name": "open", "serial": 0}),
        ("results/open", {"v": 1, "ok": False, "body": {"reason": "for no reason"}}),
        ("results/ping", {"v": 1, "ok": "yes", "body": {}}),
        ("health", {"v": 1}),
        ("config", {"v": 1, "kiosk": PLACE.kiosk, "serial": "7", "issued": "now", "body": {}}),
        ("nothing", {}),
    ],
)
def test_what_is_wrong_is_none_of_them(leaf: str, value: object) -> None:
    assert faults_of(PLACE.topic(leaf), json.dumps(value).encode())
