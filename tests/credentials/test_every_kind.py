"""A thousand people of each kind, from the code to the entry: who it is, how surely, and nothing beyond."""

import json
import unicodedata
from concurrent.futures import Future
from datetime import date, time
from hashlib import blake2b
from zoneinfo import ZoneInfo

import pytest
from every_kind import KINDS, KNOWN, NOW, assurance_of, cards, thousand
from hypothesis import given
from loops import NoFeed, NoPast
from passes import SITES
from people import Card

from kiosk.checkin import CheckIn
from kiosk.credentials import read_credential
from kiosk.daybook import DayBook
from kiosk.devices.clock import SystemClock
from kiosk.devices.signals.none import NoSignal
from kiosk.domain.chain import genesis
from kiosk.domain.code import Code
from kiosk.domain.credential import PersonalCredential
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import Draft, Entry, JsonObject, number, to_base64url
from kiosk.domain.person import Person
from kiosk.domain.rules import Rules
from kiosk.domain.verdict import Verdict
from kiosk.feed.entry import Received, check
from kiosk.keys.day_key import DayKey
from kiosk.keys.day_keys import DayKeys
from kiosk.keys.person import open_person, seal_person
from kiosk.keys.sealing import OpeningKey, OpeningRing
from kiosk.ports import Told

DAY_KEY = b"k" * 32
CENTRE = OpeningKey.new()
RULES = Rules(kinds=frozenset(KINDS), sites=SITES)
SEX_WORDS = {"male": "nam", "female": "nữ"}


class Book:
    """Numbers and chains entries, and keeps the last."""

    def __init__(self) -> None:
        self.last: Entry | None = None

    def record(self, draft: Draft) -> "Future[Entry]":
        seq, before = (self.last.seq, self.last.chain) if self.last else (0, genesis("gate", "epoch"))
        self.last = number(draft, seq + 1, before)
        done: Future[Entry] = Future()
        done.set_result(self.last)
        return done

    def uses(self, _pass_id: bytes) -> int:
        return 0


class Gate:
    """A check-in without a disk."""

    def __init__(self) -> None:
        self.book = Book()
        clock, feed = SystemClock(lambda: 0), NoFeed()
        daybook = DayBook(
            RULES,
            SiteDay(ZoneInfo("Asia/Ho_Chi_Minh"), time(4)),
            clock,
            feed,
            DayKeys(date(2026, 11, 23), [DayKey(date(2026, 11, 23), DAY_KEY)]),
            NoPast(),
        )
        self._checkin = CheckIn(
            RULES,
            daybook,
            clock,
            self.book,  # type: ignore[arg-type]
            NoSignal(),
            feed,
            known=KNOWN,
            seal=lambda person, salt: seal_person(person, kiosk="gate", salt=salt, to=CENTRE.public),
            notice="2026-01",
        )

    def show(self, card: Card) -> tuple[Told, JsonObject]:
        told = self._checkin.check_in(Code(card.content, NOW), lambda entry: entry.result(0))
        assert self.book.last
        return told, self.book.last.to_wire()


def masked(person: Person) -> str:
    """As a guard should see it, written anew from its description."""
    *before, given_name = (person.name or "").split() or [""]
    name = "".join(f"{unicodedata.normalize('NFC', word)[0]}. " for word in before) + given_name
    year = person.birth[:4] if person.birth else ""
    shown = " · ".join(filter(None, (name, SEX_WORDS.get(person.sex or ""), year)))
    return shown or "…" + person.number[-(len(person.number) // 3) :][-4:]


def subject_of(person: Person) -> str:
    hashed = blake2b(f"{person.namespace}|{person.number}".encode(), digest_size=16, key=DAY_KEY)
    return to_base64url(hashed.digest())


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_thousand_people_each_is_read_right_and_nothing_beyond_gets_into_the_entry(kind: str) -> None:
    gate, ring = Gate(), OpeningRing([CENTRE])
    people = thousand(kind)
    assert len({card.content for card in people}) == len(people)
    for card in people:
        told, entry = gate.show(card)
        assert told.verdict in (Verdict.ACCEPTED, Verdict.ALREADY)
        assert (card.kind, entry["kind"], entry["assurance"]) == (kind, kind, assurance_of(kind))
        assert told.display == masked(card.person)
        assert entry["subject"] == subject_of(card.person)
        opened = open_person(entry["person"], kiosk="gate", salt=entry["salt"], ring=ring)
        assert opened == card.person
        written = json.dumps(entry, ensure_ascii=False)
        kept = (opened.number, opened.name or "", opened.birth or "", opened.display, str(told))
        assert [text for text in card.gone if any(text in part for part in (written, *kept))] == []
        assert not any(len(part) > 5 and part in written for part in kept[:2])
        assert isinstance(check(json.loads(json.dumps(entry))), Received)


@given(cards())
def test_whoever_a_code_names_is_read_from_it(card: Card) -> None:
    credential = read_credential(card.content, KNOWN)
    assert isinstance(credential, PersonalCredential)
    assert (credential.kind, credential.person) == (card.kind, card.person)
    assert credential.assurance is assurance_of(card.kind)
