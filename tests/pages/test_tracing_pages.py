"""Tracing on the centre's pages: by tracers alone, with a reason, within their areas, and in the audit."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from doors import Door
from pages_of_centre import PLACES, Visitor, add_accounts, serving, write_down
from sealed_visitors import IN, OUT, Town, keys_in, somebody
from sqlalchemy import Engine

from kiosk.central.accounts import EVERYWHERE, Action, AuditBook
from kiosk.central.database import open_database

THEN = datetime(2026, 11, 23, 3, tzinfo=UTC)  # ten in the morning there
OURS, THEIRS = ("/".join((place.area, place.agency, place.site)) for place in PLACES)
TIMES = {"since": "2026-11-23T10:00", "until": "2026-11-23T12:00"}
WHY = {"reason": "một ca sởi"}
AROUND = {"moment": "2026-11-24T00:00", "back": "14", "forward": "0"}
NAME = "Nguyễn Văn Thử"
SignIn = Callable[[str], Visitor]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("centre")
    engine = open_database(f"sqlite:///{folder}/centre.db")
    write_down(engine)
    add_accounts(engine)
    town = Town(engine, keys_in(folder / "keys"))
    for place, people in zip(PLACES, ((1, 2), (1, 3)), strict=True):
        door = Door(place)
        hours = PLACES.index(place) * 5
        wire = [town.passes(door, who, IN, THEN + timedelta(hours=hours, minutes=who)) for who in people]
        wire += [town.passes(door, who, OUT, THEN + timedelta(hours=hours + 1)) for who in people[:1]]
        town.keep(door, *wire)
    town.found()
    yield town
    engine.dispose()


@pytest.fixture(scope="module")
def engine(town: Town) -> Engine:
    return town.engine


@pytest.fixture(scope="module")
def url(town: Town) -> Iterator[str]:
    with serving(town.engine, keys=town.keys) as url:
        yield url


def latest(town: Town) -> list[str]:
    return [deed.action for deed in AuditBook(town.engine).latest(EVERYWHERE, 3)]


def test_who_was_there_is_found_first_and_shown_only_when_asked_for(signed_in: SignIn, town: Town) -> None:
    tracer = signed_in("tracer")
    asked = {"place": OURS, **TIMES, **WHY}
    found = tracer.fill_in("/tracing?lang=en", "/tracing/site", **asked, deed="ask")
    assert found.status == 200
    assert found.text.count("Whom did they meet?</button>") == 2
    assert NAME not in found.text
    assert latest(town)[0] == Action.TRACED
    shown = tracer.fill_in("/tracing", "/tracing/site", **asked, deed="show")
    assert f"{NAME} 1" in shown.text
    assert somebody(2).number in shown.text
    assert latest(town) == [Action.PERSON_SHOWN, Action.PERSON_SHOWN, Action.TRACED]


def test_whom_somebody_met_is_found_by_their_number_which_no_address_and_no_audit_holds(
    signed_in: SignIn, town: Town
) -> None:
    number = {"namespace": "vn-id", "number": somebody(1).number}
    found = signed_in("tracer").fill_in("/tracing", "/tracing/met", **AROUND, **WHY, **number, deed="show")
    assert f"{NAME} 2" in found.text
    assert f"{NAME} 3" in found.text
    assert somebody(1).number not in found.url
    assert somebody(1).number not in str(AuditBook(town.engine).latest(EVERYWHERE, 50))


def test_a_tracer_of_one_area_finds_what_was_in_it_alone(signed_in: SignIn, town: Town) -> None:
    tracer = signed_in("tracer-1")
    number = {"namespace": "vn-id", "number": somebody(1).number}
    found = tracer.fill_in("/tracing", "/tracing/met", **AROUND, **WHY, **number, deed="show")
    assert f"{NAME} 2" in found.text
    assert f"{NAME} 3" not in found.text
    assert "co-so-2" not in found.text
    asked = tracer.fill_in("/tracing", "/tracing/site", place=THEIRS, **TIMES, **WHY, deed="show")
    assert asked.status == 422
    assert NAME not in asked.text


@pytest.mark.parametrize("account", ["viewer", "admin"])
def test_who_is_no_tracer_asks_nothing(signed_in: SignIn, town: Town, account: str) -> None:
    visitor = signed_in(account)
    before = AuditBook(town.engine).latest(EVERYWHERE, 1)
    asked = {"place": OURS, **TIMES, **WHY, "deed": "show"}
    assert visitor.fill_in("/", "/tracing/site", **asked).status == 403
    assert visitor.fill_in("/", "/tracing/met", **asked).status == 403
    assert AuditBook(town.engine).latest(EVERYWHERE, 1) == before


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/tracing/site", {"reason": ""}),
        ("/tracing/site", {"until": "2026-11-23T09:00"}),
        ("/tracing/site", {"since": "hôm qua"}),
        ("/tracing/site", {"place": "tru-so"}),
        ("/tracing/site", {"deed": "seal"}),
        ("/tracing/met", {"number": ""}),
        ("/tracing/met", {"number": "1", "namespace": "x"}),
        ("/tracing/met", {"number": "1", "back": "-1"}),
        ("/tracing/met", {"entry": "thuan-hoa-1/x/1"}),
    ],
)
def test_what_is_asked_wrongly_is_said_on_the_page_and_nothing_is_shown(
    signed_in: SignIn, path: str, wrong: dict[str, str]
) -> None:
    asked = {"place": OURS, **TIMES, **AROUND, **WHY, "namespace": "vn-id", "deed": "show"} | wrong
    answer = signed_in("tracer").fill_in("/tracing", path, **asked)
    assert answer.status == 422
    assert 'role="alert"' in answer.text
    assert NAME not in answer.text


def test_without_keys_a_page_says_that_nobody_can_be_traced(town: Town) -> None:
    with serving(town.engine) as url:
        tracer = Visitor(url)
        tracer.sign_in("tracer")
        assert "central.keys" in tracer.get("/tracing").text
        assert tracer.fill_in("/", "/tracing/site", place=OURS, **TIMES, **WHY).status == 400
