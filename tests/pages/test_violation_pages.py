"""Signs of violation on the pages: an area's own, as list, sheet and letter, and in the audit."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pages_of_centre import Visitor
from sqlalchemy import Engine, update

from kiosk.central.accounts import EVERYWHERE, Action, AuditBook
from kiosk.central.instants import milliseconds
from kiosk.central.settings import CentralTable, ViolationsTable
from kiosk.central.tables import placements
from kiosk.central.violations import evaluate

SignIn = Callable[[str], Visitor]

SIGN = "Bảng QR chưa được kiểm tra"


@pytest.fixture(scope="module", autouse=True)
def boards_that_nobody_inspected(engine: Engine) -> None:
    now = datetime.now(UTC)
    with engine.begin() as connection:
        connection.execute(update(placements).values(since_ms=milliseconds(now - timedelta(days=40))))
    evaluate(engine, ViolationsTable(), CentralTable().day, now)


def listed(text: str) -> str:
    return text.partition('id="list"')[2]


def test_an_account_of_one_area_reads_of_its_own_sites_alone(signed_in: SignIn) -> None:
    everywhere, here = (listed(signed_in(name).get("/violations").text) for name in ("viewer", "viewer-1"))
    assert SIGN in everywhere
    assert SIGN in here
    assert ("Trụ sở" in everywhere, "Cơ sở 2" in everywhere) == (True, True)
    assert ("Trụ sở" in here, "Cơ sở 2" in here) == (True, False)


def test_the_list_is_narrowed_to_an_area_and_a_rule(signed_in: SignIn) -> None:
    viewer = signed_in("viewer")
    assert "Trụ sở" not in listed(viewer.get("/violations?area=phu-xuan").text)
    assert SIGN not in listed(viewer.get("/violations?rule=gaps").text)


def test_sheet_and_letter_are_downloads_that_the_audit_knows_of(engine: Engine, signed_in: SignIn) -> None:
    viewer = signed_in("viewer-1")
    sheet = viewer.get("/violations.csv")
    letter = viewer.get("/violations/thuan-hoa/letter.pdf")
    assert (sheet.status, letter.status) == (200, 200)
    assert SIGN in sheet.text
    assert letter.text.startswith("%PDF")
    assert 'filename="violations-thuan-hoa.pdf"' in letter.headers["content-disposition"]
    deeds = AuditBook(engine).latest(EVERYWHERE, 2, action=Action.EXPORTED)
    assert [(deed.account, deed.target) for deed in deeds] == [
        ("viewer-1", "letter.pdf thuan-hoa"),
        ("viewer-1", "violations.csv"),
    ]


def test_there_is_no_letter_to_an_area_that_is_not_one_s_own(signed_in: SignIn) -> None:
    assert signed_in("viewer-1").get("/violations/phu-xuan/letter.pdf").status == 404
    assert signed_in("viewer").get("/violations/nowhere/letter.pdf").status == 404
