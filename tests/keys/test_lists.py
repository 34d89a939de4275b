"""Lists of people hold marks under a key, and nothing from which a number could be read."""

import base64
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.person import Namespace, Person
from kiosk.domain.rules.listed import ON_NO_LIST, Listed
from kiosk.errors import KeysError, SettingsError
from kiosk.keys.files import Owner, new_keys
from kiosk.keys.files.lists import load_lists
from kiosk.keys.files.loading import load_list_key
from kiosk.keys.list_key import ListKey
from kiosk.keys.lists import Lists, NumberList

TODAY = date(2026, 11, 23)
THU = Person(Namespace.VN_ID, "046090000001", "Nguyễn Văn Thử")
KEY = ListKey(bytes(range(32)))

numbers = st.lists(
    st.tuples(st.sampled_from(list(Namespace)), st.text("0123456789ABC", min_size=1, max_size=15)),
    max_size=20,
)


@given(numbers)
def test_a_list_finds_those_who_are_on_it_and_nobody_else_after_being_written_and_read(
    people: list[tuple[str, str]],
) -> None:
    written = NumberList.of(KEY, people).to_text()
    deny = Lists(KEY, deny=NumberList.from_text(written))
    assert all(deny.find(Person(*person)) == Listed(denied=True) for person in people)
    assert deny.find(Person(Namespace.VN_ID, "a number that nobody has")) == ON_NO_LIST


def test_the_same_digits_in_another_register_are_another_number() -> None:
    deny = Lists(KEY, deny=NumberList.of(KEY, [(Namespace.BHYT, "4600000001")]))
    assert deny.find(Person(Namespace.QID, "4600000001")) == ON_NO_LIST


def test_each_list_says_its_own() -> None:
    only_thu = NumberList.of(KEY, [(THU.namespace, THU.number)])
    assert Lists(KEY, allow=only_thu).find(THU) == Listed(allowed=True)
    assert Lists(KEY, staff=only_thu).find(THU) == Listed(staff=True)
    assert Lists(KEY, only_thu, only_thu, only_thu).find(THU) == Listed(True, True, True)


def test_a_list_tells_neither_a_number_nor_the_order_in_which_they_were_written() -> None:
    people = [(THU.namespace, f"04609000{n:04}") for n in range(300)]
    written = NumberList.of(KEY, people).to_text()
    assert written == NumberList.of(KEY, people[::-1]).to_text()
    for _, number in people:
        for form in (number, number[3:], base64.b64encode(number.encode()).decode().rstrip("=")):
            assert form not in written
    assert KEY.key.hex() not in repr((KEY, Lists(KEY, deny=NumberList.of(KEY, people))))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# key: a\n# key: b\n",
        "AAAA\n",
        "# key: n2pOeblFyt0\nAAAA\n",
        "# key: n2pOeblFyt0\n046090000001\n",
    ],
)
def test_what_is_no_list_or_was_cut_short_is_refused(text: str) -> None:
    with pytest.raises(KeysError, match="list"):
        NumberList.from_text(text)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    (path,) = new_keys(Owner.LIST, tmp_path / "keys")
    return path


def test_the_key_of_lists_lies_in_one_private_file_and_is_never_overwritten(key_file: Path) -> None:
    assert (key_file.name, key_file.stat().st_mode & 0o777) == ("list.key", 0o600)
    before = load_list_key(key_file, TODAY)
    with pytest.raises(KeysError, match=r"not overwritten; choose another folder\.$"):
        new_keys(Owner.LIST, key_file.parent)
    assert load_list_key(key_file, TODAY) == before


def test_every_file_that_cannot_be_used_is_told_at_once(key_file: Path, tmp_path: Path) -> None:
    deny, staff = tmp_path / "deny.list", tmp_path / "staff.list"
    deny.write_text(NumberList.of(ListKey.new(), []).to_text())
    staff.write_bytes("# key: ư".encode("utf-16"))
    with pytest.raises(SettingsError) as error:
        load_lists(key_file, deny=deny, allow=tmp_path / "absent", staff=staff, today=TODAY)
    assert [re.sub(r"'.*/", "'", line) for line in error.value.problems] == [
        "rules.deny: 'deny.list' was made under another list key; make it again with this one.",
        "rules.allow: 'absent': No such file or directory; check the list's name and who may read it.",
        "rules.staff: 'staff.list' is no list; make one with 'kiosk list make'.",
    ]


def test_a_file_of_another_key_is_no_list_key(tmp_path: Path) -> None:
    sign = new_keys(Owner.ISSUER, tmp_path)[0]
    with pytest.raises(SettingsError, match=r"^keys\.list: .* holds no list key"):
        load_lists(sign, deny=None, allow=None, staff=None, today=TODAY)
