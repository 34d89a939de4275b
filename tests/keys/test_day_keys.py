"""Which day key is in force, which still tell who somebody is, and where they are kept."""

import json
import os
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.domain.person import Namespace, Person
from kiosk.keys.day_key import DayKey
from kiosk.keys.day_keys import DAYS_AHEAD, DayKeys
from kiosk.keys.files.day_keys import DayKeyFile, forgetful_folder

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
THU = Person(Namespace.VN_ID, "046090000001")


def shared(day: date = TODAY) -> DayKey:
    return DayKey(day, shared=True)


def test_the_own_key_is_in_force_until_the_shared_one_comes() -> None:
    keys, key = DayKeys(TODAY), shared()
    (own,) = keys.subjects(THU)
    assert not keys.shared
    assert keys.take(key)
    assert keys.shared
    assert keys.subjects(THU) == (key.subject(THU), own)


def test_the_same_key_again_changes_nothing_and_a_renewed_one_is_in_force() -> None:
    keys, first, renewed = DayKeys(TODAY), shared(), shared()
    keys.take(first)
    before = keys.subjects(THU)
    assert keys.take(first)
    assert keys.subjects(THU) == before
    keys.take(renewed)
    assert keys.subjects(THU) == (renewed.subject(THU), *before)


def test_tomorrow_s_key_is_in_force_from_tomorrow() -> None:
    keys, tomorrow = DayKeys(TODAY), shared(TODAY + DAY)
    assert keys.take(tomorrow)
    (today,) = keys.subjects(THU)
    assert not keys.shared
    keys.turn(TODAY + DAY)
    assert keys.shared
    assert keys.subjects(THU) == (tomorrow.subject(THU), today)
    assert keys.forget_past()
    assert keys.subjects(THU) == (tomorrow.subject(THU),)
    assert not keys.forget_past()


@pytest.mark.parametrize("day", [TODAY - DAY, TODAY + (DAYS_AHEAD + 1) * DAY])
def test_a_key_of_another_time_is_not_taken(day: date) -> None:
    keys = DayKeys(TODAY)
    before = keys.subjects(THU)
    assert not keys.take(shared(day))
    assert keys.subjects(THU) == before


def test_a_clock_that_was_a_day_ahead_finds_the_keys_of_before() -> None:
    keys, today = DayKeys(TODAY), shared()
    keys.take(today)
    keys.turn(TODAY + DAY)
    keys.turn(TODAY)
    assert keys.subjects(THU)[0] == today.subject(THU)


def test_a_restart_finds_every_key_in_its_file_and_a_day_that_is_over_none(tmp_path: Path) -> None:
    file, key = DayKeyFile(tmp_path / "day_keys"), shared()
    keys = DayKeys(TODAY, file.load(), file.keep)
    keys.take(key)
    assert DayKeys(TODAY, file.load()).subjects(THU) == keys.subjects(THU)
    assert (tmp_path / "day_keys").stat().st_mode & 0o777 == 0o600
    keys.turn(TODAY + DAY)
    keys.forget_past()
    assert DayKeys(TODAY, file.load()).subjects(THU)[0] != key.subject(THU)


def test_every_change_is_kept() -> None:
    kept: list[list[DayKey]] = []

    def keep(keys: Iterable[DayKey]) -> None:
        kept.append(list(keys))

    keys, key = DayKeys(TODAY, keep=keep), shared()
    keys.take(key)
    keys.turn(TODAY + DAY)
    keys.forget_past()
    assert [len(now) for now in kept] == [1, 2, 3, 1]


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"keys": [1]}', '{"keys": 3}', '{"keys": [{}]}'])
def test_a_spoilt_file_is_as_none(tmp_path: Path, spoilt: str) -> None:
    (tmp_path / "day_keys").write_text(spoilt)
    assert DayKeyFile(tmp_path / "day_keys").load() == []


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    file = DayKeyFile(tmp_path / "nowhere" / "day_keys")
    DayKeys(TODAY, file.load(), file.keep)
    assert file.load() == []


def test_keys_go_to_memory_only() -> None:
    in_memory = Path("/dev/shm")
    if not in_memory.is_dir():
        pytest.skip("there is no /dev/shm on this machine")
    assert forgetful_folder(f"{in_memory}:/run/other") == in_memory
    assert forgetful_folder("/proc") is None  # of the kernel, and no memory of ours
    assert forgetful_folder("/nowhere") is None
    assert forgetful_folder("") is None
    assert forgetful_folder(None) is None


def test_a_disk_is_no_memory(tmp_path: Path) -> None:
    mounts = Path("/proc/self/mountinfo").read_text()
    of = f" {os.major(tmp_path.stat().st_dev)}:{os.minor(tmp_path.stat().st_dev)} "
    line = next((line for line in mounts.splitlines() if of in line), "")
    if " tmpfs " in line:
        pytest.skip("the tests' folder lies in memory")
    assert forgetful_folder(str(tmp_path)) is None


def test_what_is_kept_says_how_to_read_it(tmp_path: Path) -> None:
    file = DayKeyFile(tmp_path / "day_keys")
    file.keep([shared()])
    (written,) = json.loads((tmp_path / "day_keys").read_text())["keys"]
    assert written.keys() == {"day", "key", "shared"}
    assert DayKey.from_json(written).shared
