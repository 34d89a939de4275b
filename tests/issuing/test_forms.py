"""What people write on a form becomes the pass that they mean, or all that is wrong is named at once."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
import segno
from passes import KEY

from kiosk.domain.pass_ import EVERY_DAY, Pass
from kiosk.domain.verdict import Role
from kiosk.domain.window import ALL_DAY, Window
from kiosk.issuing.codes import LEVEL, MOST_LETTERS, CodedPass
from kiosk.issuing.filling import Form
from kiosk.issuing.forms import Desk

HUE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
DESK = Desk("ubnd-thuan-hoa", KEY, HUE)
LEAST = {"name": "Nguyễn Văn Thử", "site": "tru-so"}


def issued(**fields: str) -> Pass:
    made = DESK.issue(LEAST | fields, NOW)
    assert isinstance(made, CodedPass)
    return made.pass_


def misfits(form: Form, desk: Desk = DESK) -> list[tuple[str, str]]:
    made = desk.issue(form, NOW)
    assert not isinstance(made, CodedPass)
    return [(misfit.field, misfit.message) for misfit in made]


def local(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=HUE)  # type: ignore[misc, arg-type]


def test_name_and_site_are_enough_for_a_pass_of_today() -> None:
    pass_ = issued()
    assert pass_ == Pass(
        id=pass_.id,
        issuer="ubnd-thuan-hoa",
        name="Nguyễn Văn Thử",
        sites=("tru-so",),
        valid_from=local(2026, 11, 23),
        valid_to=local(2026, 11, 24),
    )
    assert (pass_.days, pass_.hours, pass_.uses, pass_.role) == (EVERY_DAY, ALL_DAY, None, Role.VISITOR)


def test_no_two_passes_have_one_id() -> None:
    assert len({issued().id for _ in range(100)}) == 100


def test_everything_that_is_written_stands_on_the_pass() -> None:
    pass_ = issued(
        host=" Trần  Thị Mẫu ",
        site="tru-so, ubnd-phu-xuan/khu-b; *",
        valid_from="2026-11-24 8:00",
        valid_to="2026-12-31",
        days="mon-fri,sun",
        hours="22:00-06:00",
        uses="3",
        role="Staff",
    )
    assert pass_.host == "Trần Thị Mẫu"
    assert pass_.sites == ("tru-so", "ubnd-phu-xuan/khu-b", "*")
    assert (pass_.valid_from, pass_.valid_to) == (local(2026, 11, 24, 8), local(2027, 1, 1))
    assert (pass_.days, pass_.hours) == (frozenset({1, 2, 3, 4, 5, 7}), Window(time(22), time(6)))
    assert (pass_.uses, pass_.role) == (3, Role.STAFF)


def test_a_name_in_parts_is_composed() -> None:
    assert issued(name="Nguye\u0302\u0303n Va\u0306n Thu\u031b\u0309").name == "Nguyễn Văn Thử"


def test_a_pass_that_begins_later_ends_with_that_day() -> None:
    assert issued(valid_from="2026-12-01 13:00").valid_to == local(2026, 12, 2)


def test_all_that_is_wrong_is_named_at_once() -> None:
    wrong = {
        "name": "x" * 41,
        "host": "Trần Thị Mẫu Thử Nghiệm",
        "site": "Trụ sở",
        "valid_from": "tomorrow",
        "valid_to": "2026-13-01",
        "days": "monday",
        "hours": "8-17",
        "uses": "many",
        "role": "guest",
    }
    assert [field for field, _ in misfits(wrong)] == [
        *("valid_from", "valid_to", "name", "site", "host", "days", "hours", "uses", "role")
    ]
    assert [field for field, _ in misfits({})] == ["name", "site"]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("name", "x" * 41, "takes 41 bytes, and there is room for 40"),
        ("name", "12345", "is no name"),
        ("name", "Thử\u202etxt", "is no name"),
        ("host", "Ộ" * 9, "takes 27 bytes, and there is room for 24"),
        ("site", "a/b/c/d", "is no site"),
        ("site", " ".join(f"khu-{nth}" for nth in range(17)), "names 17 sites"),
        ("valid_from", "23.11.2026", "must be a day, or a day and a time"),
        ("valid_from", "2026-11-23 08:00:01", "must be a day, or a day and a time"),
        ("valid_to", "2026-11-22", "is not after valid_from"),
        ("valid_to", "2026-11-23 08:00", "is over already"),
        ("valid_to", "2100-01-01", "must be a day, or a day and a time"),
        ("days", "mo-fr", "must be days such as"),
        ("days", "mon-fry", "is no day"),
        ("hours", "08:00", "must be hours such as"),
        ("uses", "0", "must be a number from 1 to 9999"),
        ("uses", "10000", "must be a number from 1 to 9999"),
        ("role", "admin", "is no role; write visitor, staff, operator"),
    ],
)
def test_each_fault_says_what_is_wrong(field: str, text: str, said: str) -> None:
    ((where, message),) = misfits(LEAST | {field: text})
    assert where == field
    assert said in message


def test_a_pass_that_does_not_fit_its_code_is_not_issued() -> None:
    far = " ".join(f"mot-co-quan-co-ten-rat-dai-{nth}/mot-tru-so-{nth}" for nth in range(8))
    ((field, message),) = misfits(LEAST | {"site": far})
    assert field == "site"
    assert "name fewer sites" in message


def test_a_name_that_cannot_be_printed_is_not_issued() -> None:
    desk = Desk("ubnd-thuan-hoa", KEY, HUE, lambda text: [letter for letter in text if letter == "試"])
    ((field, message),) = misfits(LEAST | {"name": "Thử 試"}, desk)
    assert (field, "試" in message) == ("name", True)


@pytest.mark.parametrize(("letters", "version"), [(MOST_LETTERS, 12), (MOST_LETTERS + 1, 13)])
def test_the_largest_code_has_version_12_at_level_m(letters: int, version: int) -> None:
    assert segno.make("A" * letters, error=LEVEL, micro=False, boost_error=False).version == version
