"""Figures of what is stored: passages by hour and site, who is inside, and how kiosks fared."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from doors import Door
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from stored import sent

from kiosk.central.accounts import EVERYWHERE, Scope
from kiosk.central.figures.day import Figures, Hour, SiteCount, total
from kiosk.central.figures.inside import Presence
from kiosk.central.health import KEPT, HealthBook, Slot
from kiosk.central.messages import Heard
from kiosk.central.store import Store
from kiosk.domain.entry import ClockState, Event
from kiosk.domain.verdict import Direction, Reason, Role, Verdict
from kiosk.feed.topics import Place

DAY = datetime(2026, 11, 23, 4, tzinfo=UTC)
NOW = DAY + timedelta(hours=8)
HERE = Place("thuan-hoa", "ubnd", "tru-so", "kiosk-1")
SIDE_DOOR = replace(HERE, kiosk="kiosk-2")
ELSEWHERE = Place("phu-xuan", "so-y-te", "co-so-2", "kiosk-3")
SITE = ("thuan-hoa", "ubnd", "tru-so")
WARD = Scope(frozenset({"thuan-hoa"}))
NOBODY: dict[str, Any] = {"subject": None, "salt": None}

Keep = Callable[..., None]
EXAMPLES = count()


@pytest.fixture
def keep(engine: Engine) -> Keep:
    """Stores entries of a door: (hour of the day, what is special about it)."""

    def keep(door: Door, *made: tuple[float, dict[str, Any]]) -> None:
        wire = [door.entry(at=DAY + timedelta(hours=hour), **changes) for hour, changes in made]
        Store(engine).keep([sent(door, wire)], NOW)

    return keep


def came(who: int, **more: Any) -> dict[str, Any]:
    return {"subject": who.to_bytes(16), "direction": Direction.IN} | more


def went(who: int, **more: Any) -> dict[str, Any]:
    return {"subject": who.to_bytes(16), "direction": Direction.OUT} | more


REJECTED: dict[str, Any] = {"verdict": Verdict.REJECTED, "reason": Reason.EXPIRED}


def undo(seq: int) -> dict[str, Any]:
    nothing = dict.fromkeys(
        ("direction", "verdict", "reason", "kind", "assurance", "role", "subject", "salt")
    )
    return {"event": Event.UNDO, "ref": seq} | nothing


def test_passages_are_counted_by_the_hour_and_quiet_hours_are_there_too(engine: Engine, keep: Keep) -> None:
    keep(
        Door(HERE),
        (0, came(1)),
        (0.99, came(2)),
        (2, went(1)),
        (2.5, REJECTED),
        (2.6, {"verdict": Verdict.ALREADY}),
    )
    keep(Door(ELSEWHERE), (1, came(3)), (24, came(4)))
    before = DAY + timedelta(hours=4)
    assert Figures(engine).hours(EVERYWHERE, DAY, before) == [
        Hour(DAY, entered=2),
        Hour(DAY + timedelta(hours=1), entered=1),
        Hour(DAY + timedelta(hours=2), left=1, rejected=1),
        Hour(DAY + timedelta(hours=3)),
    ]
    assert total(Figures(engine).hours(WARD, DAY, before)) == Hour(DAY, 2, 1, 1)
    assert total(Figures(engine).hours(EVERYWHERE, DAY, before, SITE)) == Hour(DAY, 2, 1, 1)
    assert total(Figures(engine).hours(WARD, DAY, before, ("phu-xuan", "so-y-te", "co-so-2"))) == Hour(DAY)


def test_sites_are_counted_and_an_area_sees_its_own(engine: Engine, keep: Keep) -> None:
    keep(Door(HERE), (0, came(1)), (1, went(1)), (2, came(1)), (2.5, REJECTED))
    keep(Door(SIDE_DOOR), (3, came(2)))
    keep(Door(ELSEWHERE), (1, went(3)))
    there = ("phu-xuan", "so-y-te", "co-so-2")
    assert Figures(engine).sites(EVERYWHERE, DAY, NOW) == {
        SITE: SiteCount(SITE, entered=3, left=1, rejected=1),
        there: SiteCount(there, left=1),
    }
    assert list(Figures(engine).sites(WARD, DAY, NOW)) == [SITE]
    assert SiteCount(there, left=1).inside == 0


def test_what_was_taken_back_does_not_count(engine: Engine, keep: Keep) -> None:
    keep(Door(HERE), (0, came(1)), (0.1, undo(1)), (1, came(2)), (2, REJECTED), (2.1, undo(4)))
    assert total(Figures(engine).hours(EVERYWHERE, DAY, NOW)) == Hour(DAY, entered=1)
    assert Figures(engine).sites(EVERYWHERE, DAY, NOW)[SITE].entered == 1
    assert Presence(engine).inside(EVERYWHERE, SITE, DAY, NOW).count == 1


def test_staff_are_counted_once_a_day_however_often_they_come(engine: Engine, keep: Keep) -> None:
    staff: dict[str, Any] = {"role": Role.STAFF}
    keep(
        Door(HERE), (0, came(1, **staff)), (1, went(1, **staff)), (2, came(1, **staff)), (3, came(2, **staff))
    )
    keep(Door(HERE), (4, came(3)))
    assert Figures(engine).staff_seen(EVERYWHERE, DAY, NOW, SITE) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    walks=st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.booleans()), max_size=20),
    late=st.randoms(use_true_random=False),
)
def test_inside_are_those_whose_last_passage_was_inwards_at_whichever_gate_and_in_whatever_order_it_arrives(
    engine: Engine, walks: list[tuple[int, bool, bool]], late: Any
) -> None:
    area = f"area-{next(EXAMPLES)}"
    doors = [Door(replace(HERE, area=area, kiosk=f"{area}-{nth}")) for nth in range(2)]
    truth: dict[int, datetime] = {}
    messages = []
    for minute, (who, inwards, side) in enumerate(walks):
        at = DAY + timedelta(minutes=minute)
        if inwards:
            truth.setdefault(who, at)
        else:
            truth.pop(who, None)
        walk = came(who) if inwards else went(who)
        messages.append(sent(doors[side], [doors[side].entry(at=at, **walk)]))
    late.shuffle(messages)
    Store(engine).keep(messages, NOW)
    inside = Presence(engine).inside(EVERYWHERE, (area, "ubnd", "tru-so"), DAY, NOW)
    assert [stay.since for stay in inside.stays] == sorted(truth.values())


def test_what_makes_it_uncertain_who_is_inside_is_told(engine: Engine, keep: Keep) -> None:
    door = Door(HERE)
    keep(door, (0, came(1)), (1, went(2)), (1.5, went(2)), (2, came(3)), (3, came(0, **NOBODY)))
    keep(door, (4, went(3, event=Event.AUTO_OUT, verdict=None, reason=None)))
    door.entries(2)  # on their way
    keep(door, (5, came(5, clock=ClockState(trusted=False, boot="5f0c", uptime_ms=1))))
    inside = Presence(engine).inside(WARD, SITE, DAY, NOW)
    assert [(stay.trusted, stay.long(DAY + timedelta(hours=11))) for stay in inside.stays] == [
        (True, True),
        (False, False),
    ]
    assert (inside.unnamed, inside.never_came, inside.taken_for_gone, inside.missing) == (1, 1, 1, 2)
    assert inside.count == 3
    assert (inside.entered, inside.left) == (4, 3)
    assert Presence(engine).inside(Scope(frozenset()), SITE, DAY, NOW).count == 0


def report(**told: Any) -> Heard:
    return Heard(HERE, alive=True, health=json.dumps(told))


def test_of_the_reports_in_ten_minutes_the_worst_is_kept(engine: Engine) -> None:
    store = Store(engine)
    store.keep([report(outbox=5, fps=15, faults=["camera"]), report(outbox=2, fps=9, temperature_c=60)], DAY)
    store.keep([report(outbox=3, fps=12, disk_free_mb=900.5, clock="untrusted")], DAY + timedelta(minutes=9))
    store.keep([report(outbox=0, faults=[])], DAY + timedelta(minutes=10))
    assert HealthBook(engine).of_kiosk("kiosk-1", DAY) == [
        Slot(DAY, outbox=5, fps=9, temperature_c=60, disk_free_mb=900.5, untrusted=True, faults=("camera",)),
        Slot(DAY + timedelta(minutes=10), outbox=0),
    ]


def test_a_report_that_holds_nonsense_is_a_report_that_told_nothing(engine: Engine) -> None:
    strange = report(outbox="many", fps=True, temperature_c=1e300, faults=["a,b", 7, "x" * 99], throttled=1)
    Store(engine).keep([strange], DAY)
    (slot,) = HealthBook(engine).of_kiosk("kiosk-1", DAY)
    assert slot == Slot(DAY, throttled=True, faults=("a b", "x" * 40))


def test_what_the_broker_kept_from_before_and_reports_of_long_ago_are_no_history(engine: Engine) -> None:
    store = Store(engine)
    store.keep([replace(report(outbox=1), alive=False)], DAY)
    store.keep([report(outbox=2)], DAY)
    store.keep([report(outbox=3)], DAY + KEPT + timedelta(minutes=10))
    assert [slot.outbox for slot in HealthBook(engine).of_kiosk("kiosk-1", DAY - KEPT)] == [3]
