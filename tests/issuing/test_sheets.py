"""A sheet of visitors becomes a pass for each of them, or all its faults, each with its line and column."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from passes import KEY

from kiosk.errors import UsageError
from kiosk.issuing.filling import Form
from kiosk.issuing.forms import Desk
from kiosk.issuing.sheets import MOST_ROWS, issue_all

NOW = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
DESK = Desk("ubnd-thuan-hoa", KEY, ZoneInfo("Asia/Ho_Chi_Minh"))


def named(content: str | bytes, **usual: str) -> list[tuple[str, str | None, tuple[str, ...]]]:
    data = content.encode() if isinstance(content, str) else content
    return [
        (one.pass_.name, one.pass_.host, one.pass_.sites)
        for one in issue_all("v.csv", data, DESK, usual, NOW)
    ]


def faults(content: str | bytes, usual: Form | None = None) -> list[str]:
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(UsageError) as raised:
        issue_all("v.csv", data, DESK, usual or {}, NOW)
    return str(raised.value).splitlines()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_sheet_is_read_as_any_spreadsheet_saves_it(delimiter: str, start: str, end: str) -> None:
    lines = [
        ["Name", "host", "site"],
        ["Nguyễn Văn Thử", "Trần Thị Mẫu", "tru-so"],
        ["", "", ""],
        ["Lê Mẫu", "", "khu-b"],
    ]
    sheet = start + end.join(delimiter.join(cells) for cells in lines) + end
    assert named(sheet) == [
        ("Nguyễn Văn Thử", "Trần Thị Mẫu", ("tru-so",)),
        ("Lê Mẫu", None, ("khu-b",)),
    ]


def test_what_is_usual_fills_the_gaps_and_nothing_else() -> None:
    sheet = "name,host\nNguyễn Văn Thử,\nLê Mẫu,Hồ Thử\n"
    assert named(sheet, site="tru-so", host="Trần Thị Mẫu") == [
        ("Nguyễn Văn Thử", "Trần Thị Mẫu", ("tru-so",)),
        ("Lê Mẫu", "Hồ Thử", ("tru-so",)),
    ]


def test_all_faults_of_all_lines_are_named() -> None:
    sheet = (
        "name,site,valid_to,uses\n"
        "Nguyễn Văn Thử,tru-so,2026-11-30,1\n"
        ",tru-so,2026-11-30,\n"
        "Lê Mẫu,Trụ sở,soon,0\n"
        "Hồ Thử,tru-so\n"
    )
    told = faults(sheet)
    assert [fault.split(" ")[0] + fault.split(" ")[1] for fault in told] == [
        "v.csv:3:name:",
        "v.csv:4:valid_to:",
        "v.csv:4:site:",
        "v.csv:4:uses:",
        "v.csv:5:has",
    ]
    assert all(fault.endswith(".") for fault in told)


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("name,site\n", "v.csv:1: names nobody"),
        ("", "v.csv:1: name: is no column here"),
        ("site\ntru-so\n", "v.csv:1: name: is no column here"),
        ("name,sites\nThử,tru-so\n", "v.csv:1: 'sites' is no column. Did you mean 'site'?"),
        ("name,name\nThử,Mẫu\n", "v.csv:1: name: is there twice"),
        ('name\n"Thử\n', "v.csv:1: is not CSV"),
        ("name\n" + "Thử\n" * (MOST_ROWS + 1), f"v.csv:{MOST_ROWS + 2}: is one row more than {MOST_ROWS}"),
        ("name\nThử\n".encode("utf-16"), "v.csv:1: is not UTF-8"),
    ],
)
def test_what_is_no_sheet_of_visitors_is_told_why(sheet: str | bytes, said: str) -> None:
    assert faults(sheet, {"site": "tru-so"})[-1].startswith(said)


def test_an_apostrophe_that_a_spreadsheet_puts_before_a_formula_goes() -> None:
    assert faults("name,uses\nThử,'=1\n", {"site": "tru-so"}) == [
        "v.csv:2: uses: '=1' must be a number from 1 to 9999, or empty for any number."
    ]
