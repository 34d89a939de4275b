"""The roll call: how many are inside for everybody, who they are for tracers alone, with a reason."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from doors import Door
from pages_of_centre import PLACES, Visitor, add_accounts, serving, write_down
from sealed_visitors import IN, OUT, Town, keys_in
from sqlalchemy import Engine

from kiosk.central.accounts import EVERYWHERE, AuditBook
from kiosk.central.database import open_database
from kiosk.central.settings import CentralTable

SignIn = Callable[[str], Visitor]
OURS, THEIRS = (f"/sites/{place.area}/{place.agency}/{place.site}/inside" for place in PLACES)
NAME = "Nguyễn Văn Thử"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two came into ours, and one of them left; one is in theirs."""
    folder = tmp_path_factory.mktemp("centre")
    engine = open_database(f"sqlite:///{folder}/centre.db")
    write_down(engine)
    add_accounts(engine)
    town = Town(engine, keys_in(folder / "keys"))
    now = datetime.now(UTC)
    here, there = Door(PLACES[0]), Door(PLACES[1])
    town.keep(here, *(town.passes(here, who, way, now) for who, way in ((1, IN), (2, IN), (1, OUT))))
    town.keep(there, town.passes(there, 3, IN, now))
    yield town
    engine.dispose()


@pytest.fixture(scope="module")
def engine(town: Town) -> Engine:
    return town.engine


@pytest.fixture(scope="module")
def url(town: Town) -> Iterator[str]:
    with serving(town.engine, keys=town.keys) as url:
        yield url


def deeds(engine: Engine) -> list[tuple[str, str, str]]:
    return [
        (deed.account, deed.action, deed.reason)
        for deed in AuditBook(engine).latest(EVERYWHERE, 9)
        if deed.action == "person_shown"
    ]


@pytest.mark.parametrize("account", ["viewer", "admin"])
def test_who_is_no_tracer_is_told_how_many_and_not_who(
    signed_in: SignIn, engine: Engine, account: str
) -> None:
    page = signed_in(account).get(f"{OURS}?lang=en")
    assert "<strong>1</strong> <span>people inside" in page.text
    assert "Show the names" not in page.text
    assert signed_in(account).fill_in("/", OURS, reason="Evacuation").status == 403
    assert deeds(engine) == []


def test_a_tracer_sees_the_names_of_those_inside_once_it_is_said_why(
    signed_in: SignIn, engine: Engine
) -> None:
    tracer = signed_in("tracer-1")
    assert NAME not in tracer.get(OURS).text
    assert tracer.fill_in(OURS, OURS, reason="!").status == 422
    assert deeds(engine) == []
    shown = tracer.fill_in(OURS, OURS, reason="Evacuation")
    assert f"{NAME} 2" in shown.text
    assert f"{NAME} 1" not in shown.text
    assert "hx-get" not in shown.text  # what was shown is not asked for again by itself
    assert deeds(engine) == [("tracer-1", "person_shown", "Evacuation")]


def test_a_tracer_of_one_area_sees_nobody_of_another(signed_in: SignIn) -> None:
    assert signed_in("tracer-1").fill_in(OURS, THEIRS, reason="Evacuation").status == 404


def test_a_centre_without_keys_offers_no_names(engine: Engine) -> None:
    with serving(engine, CentralTable()) as url:
        tracer = Visitor(url)
        tracer.sign_in("tracer")
        page = tracer.get(f"{OURS}?lang=en")
        assert "people inside" in page.text
        assert "Show the names" not in page.text
        assert tracer.fill_in("/", OURS, reason="Evacuation").status == 400
