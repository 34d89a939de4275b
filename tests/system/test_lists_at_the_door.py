"""Lists from a spreadsheet to the door: made by the command, asked by `kiosk read` with the site's rules."""

from pathlib import Path

import pytest
from command_line import WELL, Kiosk, config

from kiosk.domain.person import Namespace

THU = "046090000001||Nguyễn Văn Thử|01011990|Nam||15042021"
MAU = "046301000002||Trần Thị Mẫu|02022001|Nữ||01082024||||"
INSURED = (
    "4600000001|4e677579e1bb856e2056c4836e205468e1bbad|01/01/1990|1|-|46 - 001|01/01/2026|-|01/01/2026"
    "|46004600000001|-|4|01/01/2031|0123456789abcdef-7102|$"
)
LATE = "2026-11-23T13:00:00Z"


@pytest.fixture
def key(kiosk: Kiosk, tmp_path: Path) -> Path:
    assert kiosk("keys", "new", "--for", "list", "--out", tmp_path).code == 0
    return tmp_path / "list.key"


def made(kiosk: Kiosk, key: Path, table: str, name: str, *options: str) -> Path:
    csv = key.parent / f"{name}.csv"
    csv.write_text(table, encoding="utf-8-sig")
    done = kiosk("list", "make", csv, "--key", key, "--out", key.parent / f"{name}.list", *options)
    assert done.code == 0, done.err
    assert "two numbers" in done.err
    return key.parent / f"{name}.list"


def test_who_is_on_a_list_is_denied_let_in_or_staff(kiosk: Kiosk, key: Path) -> None:
    made(kiosk, key, "Họ tên;Number\nA;'046 090 000 001\n", "deny")
    made(kiosk, key, "number,namespace\n046301000002,\n4600000001,bhyt\n", "allow")
    made(kiosk, key, "number\n4600000001\n", "staff", "--namespace", "bhyt")
    rules = f"""
[rules]
hours = ["mon-fri 07:30-17:00"]
any_hour = ["staff"]
deny = "{key.parent}/deny.list"
allow = "{key.parent}/allow.list"
staff = "{key.parent}/staff.list"
[keys]
list = "{key}"
"""
    site = config(key.parent, WELL + rules)
    by_day = kiosk("read", THU, MAU, INSURED, "--config", site, "--at", "2026-11-23T01:15:00Z").lines
    assert [line["reason"] for line in by_day] == ["denied", "ok", "ok"]
    at_night = kiosk("read", MAU, INSURED, "--config", site, "--at", LATE).lines
    assert [line["reason"] for line in at_night] == ["closed", "ok"]


def test_an_allow_list_turns_away_everybody_else(kiosk: Kiosk, key: Path) -> None:
    allow = made(kiosk, key, "number\n046301000002\n", "allow")
    site = config(key.parent, f'{WELL}[rules]\nallow = "{allow}"\n[keys]\nlist = "{key}"\n')
    lines = kiosk("read", THU, MAU, INSURED, "--config", site).lines
    assert [line["reason"] for line in lines] == ["not_listed", "ok", "not_listed"]


def test_every_line_that_is_no_number_is_told_and_none_is_repeated(kiosk: Kiosk, key: Path) -> None:
    csv = key.parent / "people.csv"
    csv.write_text("number,namespace\n46090000001,\n046090000001,\nxxyy,bhyt\n,qid\n1,qod\n")
    done = kiosk("list", "make", csv, "--key", key, "--out", key.parent / "deny.list")
    assert (done.code, (key.parent / "deny.list").exists()) == (2, False)
    assert done.err.splitlines() == [
        f"{csv}:2: the number is too short; a spreadsheet may have cut its first zeros.",
        f"{csv}:4: the number is none of bhyt: 10 to 15 letters and digits; correct it.",
        f"{csv}:5: the number is empty, masked or too long; write it as the code has it.",
        f"{csv}:6: 'qod' is no namespace; write {', '.join(Namespace)}, or opaque: and a kind's name.",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ":1: has no column 'number'; name it so in the first line."),
        (b"name\nA\n", ":1: has no column 'number'; name it so in the first line."),
        (b'number\n"046090000001\n', ":2: is not CSV (unexpected end of data); save it again."),
        ("number\nư\n".encode("utf-16"), ": is not UTF-8; save it as 'CSV UTF-8'."),
    ],
)
def test_what_is_no_table_is_told(kiosk: Kiosk, key: Path, content: bytes, told: str) -> None:
    csv = key.parent / "people.csv"
    csv.write_bytes(content)
    done = kiosk("list", "make", csv, "--key", key, "--out", key.parent / "deny.list")
    assert (done.code, done.err.strip()) == (2, f"{csv}{told}")


def test_lists_without_their_key_are_a_fault_of_the_configuration(kiosk: Kiosk, tmp_path: Path) -> None:
    site = config(tmp_path, f'{WELL}[rules]\ndeny = "deny.list"\n')
    done = kiosk("check-config", site)
    assert done.code == 2
    assert "keys: rules.deny needs keys.list, by which lists are read; add it." in done.err
