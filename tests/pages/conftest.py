"""A centre's pages over SQLite, with two areas and an account for each role."""

from collections.abc import Callable, Iterator

import pytest
from pages_of_centre import Visitor, add_accounts, serving, take_in, write_down
from sqlalchemy import Engine

from kiosk.central.database import open_database

SignIn = Callable[[str], Visitor]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('centre')}/centre.db")
    write_down(engine)
    add_accounts(engine)
    take_in(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def url(engine: Engine) -> Iterator[str]:
    with serving(engine) as url:
        yield url


@pytest.fixture
def visitor(url: str) -> Visitor:
    return Visitor(url)


@pytest.fixture(scope="module")
def signed_in(url: str) -> SignIn:
    """Whoever is signed in under that name, such as `viewer-1`."""
    known: dict[str, Visitor] = {}

    def sign_in(name: str) -> Visitor:
        if name not in known:
            known[name] = Visitor(url)
            assert known[name].sign_in(name).status == 200
        return known[name]

    return sign_in
