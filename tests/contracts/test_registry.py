"""The registry: files come in whole or not at all, and where a kiosk hung when is never forgotten."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from stored import rows

from kiosk.central.accounts.audit import AuditBook
from kiosk.central.accounts.scope import EVERYWHERE, Scope
from kiosk.central.registry import (
    SHEETS,
    KioskState,
    Registry,
    RegistryFaults,
    Sheet,
    places,
    places_of,
    read_sheets,
    write_sheet,
)
from kiosk.central.tables import fleet
from kiosk.errors import UsageError

AREAS = "area,name\nthuan-hoa,Phường Thuận Hóa\nphu-xuan,Phường Phú Xuân\n"
AGENCIES = "agency,name\nubnd,UBND\nso-y-te,Sở Y tế\n"
SITES = (
    "area,agency,site,name,address,office,opening_hours,staff_expected,status\n"
    "thuan-hoa,ubnd,tru-so,Trụ sở,1 Lê Lợi,Văn phòng,t2-t6 07:30-11:30 13:30-17:00,42,active\n"
    "phu-xuan,so-y-te,co-so-2,Cơ sở 2,,,,,suspended\n"
)
KIOSKS = "kiosk,area,agency,site,gate,state\nkiosk-1,thuan-hoa,ubnd,tru-so,Cổng chính,active\n"

WARD = Scope(frozenset({"thuan-hoa"}))

Put = Callable[..., object]


@pytest.fixture
def registry(engine: Engine) -> Registry:
    return Registry(engine)


@pytest.fixture
def put(registry: Registry) -> Put:
    """Imports the texts of files."""

    def put(*texts: str, scope: Scope = EVERYWHERE) -> object:
        files = [(f"{nth}.csv", text.encode()) for nth, text in enumerate(texts, 1)]
        return registry.put(read_sheets(files), scope, "an", "test")

    return put


def faults(put: Put, *texts: str, scope: Scope = EVERYWHERE) -> list[str]:
    with pytest.raises(RegistryFaults) as raised:
        put(*texts, scope=scope)
    return [str(fault) for fault in raised.value.faults]


def hangs(engine: Engine, kiosk: str) -> list[tuple[str, str, bool]]:
    """Area and gate of every placement, and whether it still hangs there."""
    with engine.begin() as connection:
        return [(known.place.area, known.gate, known.until is None) for known in places(connection, kiosk)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_what_is_exported_is_imported_again_without_a_change(
    registry: Registry, put: Put, sheet: Sheet
) -> None:
    put(AREAS, AGENCIES, SITES, KIOSKS)
    assert put("".join(write_sheet(sheet, registry.records(EVERYWHERE, sheet)))) == []


def test_what_is_new_is_added_and_what_differs_is_changed_and_the_rest_is_left(
    registry: Registry, put: Put, engine: Engine
) -> None:
    put(AREAS, AGENCIES, SITES)
    put("area;name\nthuan-hoa;Thuận Hóa\n")
    put("site,area,agency,name\nkho,thuan-hoa,ubnd,Kho\n")
    assert [area.name for area in registry.areas(EVERYWHERE)] == ["Phường Phú Xuân", "Thuận Hóa"]
    assert [site.site for site in registry.sites(EVERYWHERE)] == ["co-so-2", "kho", "tru-so"]
    latest = AuditBook(engine).latest(EVERYWHERE, 2)
    assert [(deed.account, deed.target, deed.reason) for deed in latest] == [
        ("an", "site thuan-hoa/ubnd/kho", "test"),
        ("an", "area thuan-hoa", "test"),
    ]
    assert latest[1].detail == {"name": ["Phường Thuận Hóa", "Thuận Hóa"]}


def test_every_fault_is_listed_and_then_nothing_is_imported(registry: Registry, put: Put) -> None:
    assert faults(
        put,
        AREAS,
        "area,agency,site,name,opening_hours,staff_expected,status\n"
        "thuan-hoa,nowhere,tru-so,,t2 7,-1,open\n"
        "\n"
        "hue,ubnd,Tru So,Trụ sở,,,\n"
        "thuan-hoa,nowhere,tru-so,Trụ sở,,,\n"
        "thuan-hoa,ubnd\n",
        "kiosk,area,agency,site,gates\n",
        "name,colour\n",
        'kiosk,area,agency,site\n"a',
    ) == [
        "2.csv:2: name: is empty; write the name that staff know it by.",
        "2.csv:2: opening_hours: '7' is no span of time; "
        "write it such as 'mon-fri 07:30-11:30 13:30-17:00; sat 07:30-11:30'.",
        "2.csv:2: staff_expected: '-1' is no number of people; write one from 0 to 100000.",
        "2.csv:2: status: 'open' is no status of a site; write active or suspended.",
        "2.csv:2: agency: 'nowhere' is not in the registry; add it to the agencies first.",
        "2.csv:4: site: 'Tru So' must be 2 to 40 of a-z, 0-9 and '-'; write another.",
        "2.csv:5: site: is there already in 2.csv:2; remove one of them.",
        "2.csv:5: agency: 'nowhere' is not in the registry; add it to the agencies first.",
        "2.csv:6: has 2 cells, not 7; check its commas and quotes.",
        "3.csv:1: gates: is no column of kiosks; known are kiosk, area, agency, site, gate, state.",
        "4.csv:1: names no sheet's columns; begin with a line such as 'area,name'.",
        "5.csv: is not CSV (unexpected end of data); save it from a spreadsheet again.",
    ]
    assert registry.areas(EVERYWHERE) == []


def test_a_file_in_another_encoding_is_named_and_not_guessed_at(registry: Registry) -> None:
    sheets = read_sheets([("a.csv", "area,name\nthuan-hoa,Huế\n".encode("utf-16"))])
    assert [str(fault) for fault in sheets.faults] == ["a.csv: is not UTF-8; save it as 'CSV UTF-8'."]


def test_a_cell_that_looks_like_a_formula_comes_back_as_the_text_that_it_is(
    registry: Registry, put: Put
) -> None:
    put('area,name\nthuan-hoa,"=HYPERLINK(1)"\n')
    text = "".join(write_sheet(SHEETS[0], registry.records(EVERYWHERE, SHEETS[0])))
    assert "'=HYPERLINK(1)" in text
    assert put(text) == []


def test_a_kiosk_that_moves_keeps_the_place_that_it_had(put: Put, engine: Engine) -> None:
    put(AREAS, AGENCIES, SITES, KIOSKS)
    put("kiosk,area,agency,site,gate\nkiosk-1,phu-xuan,so-y-te,co-so-2,Cổng sau\n")
    assert hangs(engine, "kiosk-1") == [("thuan-hoa", "Cổng chính", False), ("phu-xuan", "Cổng sau", True)]
    with engine.begin() as connection:
        before, after = places(connection, "kiosk-1")
        assert places_of(connection, {"kiosk-1", "unknown"}) == {"kiosk-1": (before, after)}
    assert before.until == after.since


@pytest.mark.parametrize("state", ["retired", "stolen"])
def test_a_kiosk_that_is_gone_hangs_nowhere_and_may_come_back(put: Put, engine: Engine, state: str) -> None:
    put(AREAS, AGENCIES, SITES, KIOSKS)
    put(KIOSKS.replace("active", state))
    assert put(KIOSKS.replace("active", state)) == []
    assert hangs(engine, "kiosk-1") == [("thuan-hoa", "Cổng chính", False)]
    put(KIOSKS)
    assert hangs(engine, "kiosk-1")[1:] == [("thuan-hoa", "Cổng chính", True)]


def test_a_kiosk_that_was_stolen_before_it_was_written_down_hangs_nowhere(put: Put, engine: Engine) -> None:
    put(AREAS, AGENCIES, SITES, KIOSKS.replace("active", "stolen"))
    assert hangs(engine, "kiosk-1") == [("thuan-hoa", "Cổng chính", False)]


def test_a_new_kiosk_takes_the_place_of_one_that_is_replaced(
    registry: Registry, put: Put, engine: Engine
) -> None:
    put(AREAS, AGENCIES, SITES, KIOSKS)
    registry.replace("kiosk-1", "kiosk-2", EVERYWHERE, "an")
    old, new = registry.kiosks(EVERYWHERE)
    assert (old.state, new.state, new.site_key) == (KioskState.RETIRED, KioskState.ACTIVE, old.site_key)
    assert {row.kiosk: row.replaced_by for row in rows(engine, fleet)} == {
        "kiosk-1": "kiosk-2",
        "kiosk-2": None,
    }
    for wrong in (("kiosk-1", "kiosk-3"), ("kiosk-2", "kiosk-1"), ("kiosk-9", "kiosk-3")):
        with pytest.raises(UsageError):
            registry.replace(*wrong, EVERYWHERE, "an")


def test_an_area_sees_its_own_and_changes_nothing_else(registry: Registry, put: Put, engine: Engine) -> None:
    put(AREAS, AGENCIES, SITES, KIOSKS + "kiosk-2,phu-xuan,so-y-te,co-so-2,,active\n")
    assert [area.area for area in registry.areas(WARD)] == ["thuan-hoa"]
    assert [site.site for site in registry.sites(WARD)] == ["tru-so"]
    assert [kiosk.kiosk for kiosk in registry.kiosks(WARD)] == ["kiosk-1"]
    assert registry.site(WARD, ("phu-xuan", "so-y-te", "co-so-2")) is None
    assert registry.placements(WARD, "kiosk-2") == []
    assert {deed.area for deed in AuditBook(engine).latest(WARD, 99)} == {"thuan-hoa"}
    assert faults(put, "area,agency,site,name\nphu-xuan,so-y-te,kho,Kho\n", scope=WARD) == [
        "1.csv:2: area: 'phu-xuan' is not among your areas; remove this line."
    ]
    assert faults(put, "agency,name\nubnd,Ủy ban\n", scope=WARD) == [
        "1.csv:2: name: is known to all areas; ask who looks after them all."
    ]
    taking = "kiosk,area,agency,site\nkiosk-2,thuan-hoa,ubnd,tru-so\n"
    assert faults(put, taking, scope=WARD) == [
        "1.csv:2: kiosk: 'kiosk-2' is of another area; ask who looks after them all."
    ]
    with pytest.raises(UsageError, match="not in the registry"):
        registry.replace("kiosk-2", "kiosk-3", WARD, "an")
    assert hangs(engine, "kiosk-2") == [("phu-xuan", "", True)]
