"""Tracing with known truth: who was where with whom, found from what the doors recorded and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from doors import Door
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sealed_visitors import IN, OUT, Town, keys_in, somebody
from sqlalchemy import Engine
from stored import sent

from kiosk.central.accounts import EVERYWHERE, Action, AuditBook, Scope
from kiosk.central.store import Store
from kiosk.central.tracing.persons import entry_key, written
from kiosk.central.tracing.stays import Edge
from kiosk.central.tracing.tracing import Asker, Period, Tracing
from kiosk.central.wrong import Wrong
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import Event, JsonObject
from kiosk.feed.topics import Place

DAYS = SiteDay(ZoneInfo("Asia/Ho_Chi_Minh"), time(4))
DAY = DAYS.begins(date(2026, 11, 23))
MINUTE = timedelta(minutes=1)
IN_A_DAY = 1440
LATER = DAY + timedelta(days=30)
HERE = Place("thuan-hoa", "ubnd", "tru-so", "kiosk-1")
SITE = (HERE.area, HERE.agency, HERE.site)
WHY = "một ca sởi ở trụ sở"
EXAMPLES = count()


@pytest.fixture
def town(engine: Engine, tmp_path: Path) -> Town:
    return Town(engine, keys_in(tmp_path / "keys"))


@pytest.fixture
def tracing(town: Town) -> Tracing:
    return Tracing(town.engine, town.keys, DAYS)


def asker(scope: Scope = EVERYWHERE) -> Asker:
    return Asker("tracer", scope, WHY)


def at(hour: float, day: int = 0) -> datetime:
    """Hours after a day began."""
    return DAY + timedelta(days=day, hours=hour)


def whole(days: int = 1) -> Period:
    return Period(DAY, DAY + timedelta(days=days))


@dataclass(frozen=True)
class Visit:
    """What really happened, in minutes of a day. `checked_out`: there was a scan at the end."""

    who: int
    site: int
    day: int
    came: int
    left: int
    checked_out: bool

    def minutes(self, all_of_them: Sequence["Visit"]) -> set[tuple[int, int]]:
        """When they are to be taken for being there: where nobody saw them go, until they come in again."""
        until = self.left
        if not self.checked_out:
            again = [
                other.came
                for other in all_of_them
                if (other.who, other.site, other.day) == (self.who, self.site, self.day)
                and other.came > self.came
            ]
            until = min(again, default=IN_A_DAY)
        return {(self.site, self.day * IN_A_DAY + minute) for minute in range(self.came, until)}


@st.composite
def histories(draw: st.DrawFn) -> list[Visit]:
    """Five people, two sites, three days; nobody is at two places at once."""
    visits = []
    for who in range(5):
        for day in range(3):
            edges = sorted(draw(st.lists(st.integers(0, IN_A_DAY - 1), max_size=6, unique=True)))
            for came, left in zip(edges[::2], edges[1::2], strict=False):
                site, checked_out = draw(st.integers(0, 1)), draw(st.booleans())
                visits.append(Visit(who, site, day, came, left, checked_out))
    return visits


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=histories(), first=st.integers(0, 3 * IN_A_DAY - 1), lasts=st.integers(1, 2 * IN_A_DAY))
def test_exactly_those_who_were_there_and_exactly_those_who_met_are_found_across_days_and_sites(
    town: Town, tracing: Tracing, visits: list[Visit], first: int, lasts: int
) -> None:
    area = f"area-{next(EXAMPLES)}"
    scope = Scope(frozenset({area}))
    doors = [Door(Place(area, "ubnd", f"site-{nth}", f"{area}-{nth}")) for nth in range(2)]
    _record(town, doors, visits)

    present = {who: set[tuple[int, int]]() for who in range(5)}
    for visit in visits:
        present[visit.who] |= visit.minutes(visits)
    asked = range(first, first + lasts)
    within = {who: {moment for moment in there if moment[1] in asked} for who, there in present.items()}
    period = Period(DAY + first * MINUTE, DAY + (first + lasts) * MINUTE)

    for site in range(2):
        truth = {town.trace_key(who) for who, there in within.items() if any(s == site for s, _ in there)}
        found = tracing.at_site(asker(scope), (area, "ubnd", f"site-{site}"), period, LATER)
        assert found.stays.keys() == truth
    for who in range(5):
        truth = {town.trace_key(other) for other in range(5) if other != who and within[who] & within[other]}
        met = tracing.met(asker(scope), town.trace_key(who), period, LATER).met
        assert met.keys() == truth
        for meetings in met.values():
            assert all(meeting.since < meeting.until for meeting in meetings)


def _record(town: Town, doors: Sequence[Door], visits: Sequence[Visit]) -> None:
    passages = [
        (visit.day * IN_A_DAY + minute, visit, direction)
        for visit in visits
        for minute, direction in ((visit.came, IN), (visit.left, OUT))
        if direction is IN or visit.checked_out
    ]
    messages = []
    for nth, door in enumerate(doors):
        wire = [
            town.passes(door, visit.who, direction, DAY + minute * MINUTE)
            for minute, visit, direction in sorted(passages, key=lambda passage: passage[0])
            if visit.site == nth
        ]
        if wire:
            messages.append(sent(door, wire))
    Store(town.engine).keep(messages, datetime.now(UTC))
    town.found()


def keep(town: Town, *made: tuple[int, Any, datetime] | JsonObject, place: Place = HERE) -> None:
    door = Door(place)
    wire = [town.passes(door, *one) if isinstance(one, tuple) else door.entry(**one) for one in made]
    town.keep(door, *wire)
    town.found()


def test_a_stay_that_nobody_saw_end_ends_with_the_day_or_when_they_come_again_and_is_marked(
    town: Town, tracing: Tracing
) -> None:
    keep(town, (1, IN, at(1)), (2, IN, at(2)), (2, OUT, at(3)), (1, IN, at(5)), (3, OUT, at(6)))
    found = tracing.at_site(asker(), SITE, whole(), LATER).stays
    told = {
        who: [
            (stay.since, stay.until, stay.began, stay.ended, stay.sure) for stay in found[town.trace_key(who)]
        ]
        for who in (1, 2, 3)
    }
    assert told[1] == [
        (at(1), at(5), Edge.SEEN, Edge.CAME_AGAIN, False),
        (at(5), at(24), Edge.SEEN, Edge.DAY, False),
    ]
    assert told[2] == [(at(2), at(3), Edge.SEEN, Edge.SEEN, True)]
    assert told[3] == [(at(0), at(6), Edge.DAY, Edge.SEEN, False)]
    today = tracing.at_site(asker(), SITE, whole(), at(8)).stays[town.trace_key(1)]
    assert (today[-1].until, today[-1].ended) == (at(8), Edge.STILL_INSIDE)


def test_whom_the_kiosk_took_for_gone_was_there_until_then_and_that_is_marked(
    town: Town, tracing: Tracing
) -> None:
    door = Door(HERE)
    came = town.passes(door, 1, IN, at(1))
    gone = door.entry(
        event=Event.AUTO_OUT,
        ref=1,
        at=at(9),
        direction=OUT,
        verdict=None,
        reason=None,
        subject=town.subject(door, 1, at(9)),
    )
    town.keep(door, came, gone)
    town.found()
    (stay,) = tracing.at_site(asker(), SITE, whole(), LATER).stays[town.trace_key(1)]
    assert (stay.since, stay.until, stay.ended, stay.sure) == (at(1), at(9), Edge.AUTO_OUT, False)


def test_meetings_are_as_sure_as_the_stays_and_last_as_long_as_both_were_there(
    town: Town, tracing: Tracing
) -> None:
    keep(town, (1, IN, at(1)), (2, IN, at(2)), (3, IN, at(2.5)), (1, OUT, at(3)), (2, OUT, at(4)))
    met = tracing.met(asker(), town.trace_key(1), whole(), LATER).met
    (second,), (third,) = met[town.trace_key(2)], met[town.trace_key(3)]
    assert (second.since, second.until, second.sure) == (at(2), at(3), True)
    assert (third.since, third.until, third.sure) == (at(2.5), at(3), False)


def test_who_leaves_when_another_comes_did_not_meet_them(town: Town, tracing: Tracing) -> None:
    keep(town, (1, IN, at(1)), (1, OUT, at(2)), (2, IN, at(2)), (2, OUT, at(3)))
    assert tracing.met(asker(), town.trace_key(1), whole(), LATER).met == {}


def test_of_whom_nobody_knows_who_they_are_there_is_a_number(town: Town, tracing: Tracing) -> None:
    nobody = {"person": None, "subject": None, "salt": None, "direction": IN}
    keep(town, (1, IN, at(1)), {"at": at(2), **nobody}, (1, OUT, at(3)), {"at": at(4), **nobody})
    assert tracing.at_site(asker(), SITE, Period(at(0), at(3)), LATER).unnamed == 1
    assert tracing.met(asker(), town.trace_key(1), whole(), LATER).unnamed == 1


def test_an_area_sees_meetings_and_persons_of_its_own_alone(town: Town, tracing: Tracing) -> None:
    there = Place("phu-xuan", "so-y-te", "co-so-2", "kiosk-2")
    keep(town, (1, IN, at(1)), (2, IN, at(2)))
    keep(town, (1, IN, at(25)), (3, IN, at(26)), place=there)
    ward = asker(Scope(frozenset({"thuan-hoa"})))
    everywhere = tracing.met(asker(), town.trace_key(1), whole(2), LATER)
    theirs = everywhere.met[town.trace_key(3)][0].stay.key
    assert tracing.met(ward, town.trace_key(1), whole(2), LATER).met.keys() == {town.trace_key(2)}
    assert tracing.at_site(ward, ("phu-xuan", "so-y-te", "co-so-2"), whole(2), LATER).stays == {}
    assert tracing.show(ward, [theirs]) == {}
    assert tracing.trace_key_of(ward, theirs) is None
    assert tracing.trace_key_of(asker(), theirs) == town.trace_key(3)


def test_every_question_and_every_person_shown_is_in_the_audit_with_its_reason_and_without_the_person(
    town: Town, tracing: Tracing
) -> None:
    keep(town, (1, IN, at(1)), (2, IN, at(2)))
    found = tracing.met(asker(), tracing.trace_key("vn-id", f" {somebody(1).number} "), whole(), LATER)
    key = found.met[town.trace_key(2)][0].stay.key
    shown = tracing.show(asker(), [key])
    assert shown[key].person == somebody(2)
    deeds = AuditBook(town.engine).latest(EVERYWHERE, 10)
    assert [(deed.action, deed.account, deed.reason) for deed in deeds] == [
        (Action.PERSON_SHOWN, "tracer", WHY),
        (Action.TRACED, "tracer", WHY),
    ]
    assert entry_key(deeds[0].target) == key == entry_key(written(key))
    assert deeds[1].detail["people"] == 1
    told = str(deeds)
    assert all(text not in told for text in (somebody(2).number, "Thử", town.trace_key(1), town.trace_key(2)))


def test_without_a_reason_nothing_is_asked_and_no_question_is_without_end() -> None:
    with pytest.raises(Wrong, match="reason"):
        Asker("tracer", EVERYWHERE, "  - ")
    with pytest.raises(Wrong, match="before it begins"):
        Period(at(1), at(1))
    with pytest.raises(Wrong, match="too long"):
        Period(at(0), at(0, day=100))


def test_a_site_s_day_and_a_person_s_days_are_found_by_an_index(town: Town) -> None:
    if town.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads small tables whole")
    with town.engine.begin() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT site FROM entries WHERE trace_key = 'x' AND at_ms > 1 AND at_ms < 2"
        ).all()
    assert "entries_trace (trace_key=? AND at_ms>? AND at_ms<?)" in str(plan)
