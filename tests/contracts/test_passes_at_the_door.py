"""A pass at the door: let in as often as it says, whatever happens to disk and power meanwhile."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loops import Door
from passes import ISSUERS, SITES, a_pass, code
from waiting import wait_until

from kiosk.credentials import Known
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import JournalReader
from kiosk.domain.gates import Passed, Seen
from kiosk.domain.pass_ import Pass
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.domain.verdict import Direction, Reason, Role, Verdict

NOW = datetime.now(UTC)
TODAY = {"valid_from": NOW - timedelta(hours=1), "valid_to": NOW + timedelta(hours=1)}
ONCE = a_pass(uses=1, **TODAY)
RULES = Rules(sites=SITES)


@pytest.fixture
def new_door(tmp_path: Path) -> Iterator[Callable[..., Door]]:
    made: list[Door] = []

    def make(rules: Rules = RULES, known: Known | None = None, clock: SystemClock | None = None) -> Door:
        door = Door(tmp_path, rules.direction, rules, known or Known(issuers=ISSUERS), clock)
        made.append(door)
        door.open()
        return door

    yield make
    for door in made:
        door.close()


def entries_of(door: Door) -> list[dict[str, object]]:
    reader = JournalReader(door.folder / "journal.db")
    try:
        return [entry for _, entry in reader.entries()]
    finally:
        reader.close()


def show(door: Door, pass_: Pass, seconds: int = 0) -> None:
    door.show(code(pass_), at=datetime.now(UTC) + timedelta(seconds=seconds))


def test_a_single_use_lets_in_once_and_out_again(new_door: Callable[..., Door]) -> None:
    door = new_door()
    show(door, ONCE)
    show(door, ONCE, seconds=10)
    first, second = door.answers(2)
    assert (first.verdict, first.display) == (Verdict.ACCEPTED, "N. V. Thử")
    assert (second.verdict, second.reason, second.display) == (Verdict.REJECTED, Reason.USED_UP, None)
    door.close()
    way_out = new_door(Rules(sites=SITES, direction=DirectionRule.OUT))
    show(way_out, ONCE)
    assert way_out.answers(1)[0].reason is Reason.OK


def test_after_a_restart_a_use_is_still_a_use(new_door: Callable[..., Door]) -> None:
    door = new_door()
    show(door, ONCE)
    door.answers(1)
    door.close()
    again = new_door()
    show(again, ONCE)
    assert again.answers(1)[0].reason is Reason.USED_UP


def test_what_another_gate_of_the_site_let_in_today_counts_here_too(new_door: Callable[..., Door]) -> None:
    door = new_door()
    twice = a_pass(uses=2, id=b"two uses", **TODAY)
    for pass_ in (ONCE, twice):
        (subject, *_) = door.keys.subjects(pass_.person)
        door.feed.heard.put(Passed("thuan-hoa-2", Seen(subject, Direction.IN, datetime.now(UTC))))
        door.feed.heard.put(Passed("thuan-hoa-2", Seen(subject, Direction.OUT, datetime.now(UTC))))
    wait_until(door.feed.heard.empty)
    show(door, ONCE)
    show(door, twice)
    show(door, twice, seconds=400)
    assert [told.reason for told in door.answers(3)] == [Reason.USED_UP, Reason.OK, Reason.USED_UP]


def test_what_another_gate_took_back_does_not_count(new_door: Callable[..., Door]) -> None:
    door = new_door()
    (subject, *_) = door.keys.subjects(ONCE.person)
    seen = Seen(subject, Direction.IN, datetime.now(UTC))
    door.feed.heard.put(Passed("thuan-hoa-2", seen))
    door.feed.heard.put(Passed("thuan-hoa-2", replace(seen, undone=True)))
    wait_until(door.feed.heard.empty)
    show(door, ONCE)
    assert door.answers(1)[0].reason is Reason.OK


def test_a_use_that_its_visitor_had_nothing_of_is_given_back(
    new_door: Callable[..., Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.loop.loop.ANSWER_WITHIN_S", 0.2)
    door = new_door()
    door.journal.gate.clear()
    show(door, ONCE)
    assert door.answers(1)[0].verdict is Verdict.FAULT
    door.journal.gate.set()
    wait_until(lambda: door.journal.entries() == 2)
    show(door, ONCE, seconds=10)
    assert door.answers(2)[1].verdict is Verdict.ACCEPTED


def test_the_entry_of_a_pass_says_what_was_checked_and_nothing_of_its_holder(
    new_door: Callable[..., Door],
) -> None:
    door = new_door()
    show(door, a_pass(role=Role.OPERATOR, host="Trần Thị Mẫu", **TODAY))
    door.answers(1)
    (entry,) = entries_of(door)
    shown = {name: entry[name] for name in ("verdict", "kind", "assurance", "role", "operator", "person")}
    assert shown == {
        "verdict": "accepted",
        "kind": "operator",
        "assurance": "verified",
        "role": "operator",
        "operator": None,
        "person": None,
    }
    assert entry["subject"]
    assert [word for word in ("c0ffee", "Thử", "Mẫu") if word in str(entry)] == []


def test_without_a_clock_a_pass_is_refused_and_uses_nothing(new_door: Callable[..., Door]) -> None:
    door = new_door(clock=SystemClock(lambda: 5))
    show(door, ONCE)
    told = door.answers(1)[0]
    assert (told.reason, door.journal.uses(ONCE.id)) == (Reason.CLOCK_UNSET, 0)


def test_a_revoked_pass_is_refused_and_its_entry_names_nobody(new_door: Callable[..., Door]) -> None:
    door = new_door(known=Known(issuers=ISSUERS.with_revoked([ONCE.id])))
    show(door, ONCE)
    assert door.answers(1)[0].reason is Reason.REVOKED
    (entry,) = entries_of(door)
    assert (entry["assurance"], entry["subject"], entry["person"]) == ("verified", None, None)
