"""Every address with every account: nobody sees what is not theirs, and nothing is open by mistake."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from pages_of_centre import Visitor, Well
from sqlalchemy import Engine

from kiosk.central.accounts import EVERYWHERE, AuditBook, Role
from kiosk.central.settings import CentralTable
from kiosk.central.web.app import make_app, make_parts

SignIn = Callable[[str], Visitor]

OPEN = {"/sign-in", "/healthz"}
"""For whoever reaches the centre."""

STREAMS = {"/events"}
"""They never end; what is in them is tested in the browser."""

OURS = {"area": "thuan-hoa", "agency": "ubnd-thuan-hoa", "site": "tru-so", "kiosk": "thuan-hoa-1"}
THEIRS = {"area": "phu-xuan", "agency": "so-y-te", "site": "co-so-2", "kiosk": "phu-xuan-1"}
EITHERS = {"account": "viewer", "sheet": "sites", "work": "0"}

TOLD_OF_THEM = ("Phú Xuân", "phu-xuan", "Sở Y tế", "so-y-te", "Cơ sở 2", "co-so-2")
"""Of this an account of Thuận Hóa alone must find nothing anywhere."""


@dataclass(frozen=True)
class Address:
    """`path` with the names of its parts in braces."""

    method: str
    path: str

    def of(self, place: dict[str, str]) -> str:
        return self.path.format_map(EITHERS | place)

    @property
    def has_place(self) -> bool:
        return self.of(OURS) != self.of(THEIRS)


def addresses(engine: Engine) -> Iterator[Address]:
    app = make_app(make_parts(engine, CentralTable(), Well(), say=print), fail=print)
    paths: dict[str, dict[str, Any]] = app.openapi()["paths"]
    for path, methods in paths.items():
        for method in methods:
            yield Address(method, path)


@pytest.fixture(scope="module")
def every_address(engine: Engine) -> list[Address]:
    return list(addresses(engine))


@pytest.fixture(scope="module")
def pages(every_address: list[Address]) -> list[Address]:
    """What can be looked at by those who are signed in."""
    shown = [address for address in every_address if address.method == "get"]
    return [address for address in shown if address.path not in OPEN | STREAMS]


@pytest.fixture(scope="module")
def changes(every_address: list[Address]) -> list[Address]:
    return [address for address in every_address if address.method != "get" and address.path not in OPEN]


def test_who_is_not_signed_in_sees_no_page_and_changes_nothing(
    visitor: Visitor, pages: list[Address], changes: list[Address]
) -> None:
    for page in pages:
        answer = visitor.get(page.of(OURS))
        assert answer.url.startswith(f"{visitor.url}/sign-in"), page
    for stream in STREAMS:
        assert visitor.get(stream).url.startswith(f"{visitor.url}/sign-in")
    for change in changes:
        assert visitor.post(change.of(OURS), {}).status in (403, 419), change


@pytest.mark.parametrize("role", Role)
def test_an_account_of_one_area_finds_nothing_of_another(
    signed_in: SignIn, pages: list[Address], role: Role
) -> None:
    visitor = signed_in(f"{role}-1")
    for page in pages:
        for place in (OURS, THEIRS):
            for query in ("", "?area=phu-xuan", "?agency=so-y-te", "?site=phu-xuan/so-y-te/co-so-2"):
                answer = visitor.get(page.of(place) + query)
                told = re.sub(r'href="[^"]*(lang|theme)=[^"]*"', "", answer.text)  # the address itself
                assert [word for word in TOLD_OF_THEM if word in told] == [], page
                assert answer.status in (200, 400, 403, 404), page
        if page.has_place:
            assert visitor.get(page.of(THEIRS)).status in (403, 404), page


@pytest.mark.parametrize("role", Role)
def test_an_account_of_all_areas_finds_both(signed_in: SignIn, pages: list[Address], role: Role) -> None:
    visitor = signed_in(role)
    seen = {
        word
        for page in pages
        for place in (OURS, THEIRS)
        for answer in [visitor.get(page.of(place))]
        for word in TOLD_OF_THEM
        if word in answer.text
    }
    assert seen >= {"Phú Xuân", "Sở Y tế", "Cơ sở 2"}


@pytest.mark.parametrize("role", Role)
def test_an_account_of_one_area_changes_nothing_in_another(
    engine: Engine, signed_in: SignIn, changes: list[Address], role: Role
) -> None:
    visitor = signed_in(f"{role}-1")
    for change in changes:
        if change.has_place:
            before = AuditBook(engine).latest(EVERYWHERE, 1)
            assert visitor.fill_in("/", change.of(THEIRS), **THEIRS).status in (403, 404), change
            assert AuditBook(engine).latest(EVERYWHERE, 1) == before


def test_only_an_admin_opens_what_is_for_admins(signed_in: SignIn, pages: list[Address]) -> None:
    for page in pages:
        statuses = {role: signed_in(role).get(page.of(OURS)).status for role in Role}
        assert 500 not in statuses.values(), page
        assert 200 in statuses.values(), page
        if statuses[Role.VIEWER] != 200:
            assert list(statuses.values()).count(200) == 1, page
