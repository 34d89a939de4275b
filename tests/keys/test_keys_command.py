"""`kiosk keys` as it is typed."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from secure_broker import run_keys

from kiosk.errors import UsageError
from kiosk.feed.access import access_list
from kiosk.feed.topics import Place
from kiosk.keys.certificates import days_left
from kiosk.keys.files.disk import read_private

FRONT = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")


def kiosk_keys(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "kiosk", "keys", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_keys_are_made_once_and_a_second_time_is_bad_usage(tmp_path: Path) -> None:
    made = kiosk_keys("new", "--for", "issuer", "--out", str(tmp_path / "keys"))
    assert (made.returncode, made.stdout.splitlines()) == (
        0,
        [f"{tmp_path}/keys/issuer.sign", f"{tmp_path}/keys/issuer.pub"],
    )
    again = kiosk_keys("new", "--for", "issuer", "--out", str(tmp_path / "keys"))
    assert (again.returncode, again.stdout) == (2, "")
    assert "not overwritten" in again.stderr
    assert len(again.stderr.splitlines()) == 1


def test_a_rotation_says_which_keys_begin_and_end(tmp_path: Path) -> None:
    run_keys("new", "--for", "kiosk", "--out", tmp_path)
    (old,) = read_private(tmp_path / "kiosk.sign")
    run_keys("rotate", "--for", "kiosk", "--out", tmp_path, "--from", "2099-01-01", "--until", "2099-12-31")
    new, kept = read_private(tmp_path / "kiosk.sign")
    assert (new.since, new.until) == (date(2099, 1, 1), None)
    assert (kept.since, kept.until) == (None, date(2099, 12, 31))
    assert kept.key.public == old.key.public


def test_by_itself_a_rotation_leaves_two_weeks_and_then_a_year(tmp_path: Path) -> None:
    run_keys("new", "--for", "centre", "--out", tmp_path)
    run_keys("rotate", "--for", "centre", "--out", tmp_path)
    new, kept = read_private(tmp_path / "centre.seal")
    today = datetime.now(UTC).date()
    assert new.since
    assert kept.until == new.since + timedelta(days=365)
    assert timedelta(days=13) <= new.since - today <= timedelta(days=14)


def test_certificates_are_added_and_renewed_one_by_one(tmp_path: Path) -> None:
    first = run_keys("ca", "--out", tmp_path, "--kiosk", "thuan-hoa-1", "--centre", "--broker", "localhost")
    assert first == [f"{tmp_path}/brokers/localhost", f"{tmp_path}/centre", f"{tmp_path}/kiosks/thuan-hoa-1"]
    key = (tmp_path / "kiosks/thuan-hoa-1/kiosk.key").read_bytes()
    authority = (tmp_path / "ca.pem").read_bytes()
    run_keys("ca", "--out", tmp_path, "--kiosk", "thuan-hoa-1", "--centre", "second", "--days", "9")
    assert days_left(tmp_path / "kiosks/thuan-hoa-1/kiosk.pem", datetime.now(UTC)) == 8
    assert (tmp_path / "kiosks/thuan-hoa-1/kiosk.key").read_bytes() == key
    assert (tmp_path / "centre-second/centre.pem").exists()
    assert (tmp_path / "ca.pem").read_bytes() == authority
    run_keys("ca", "--out", tmp_path, "--renew")
    assert (tmp_path / "ca.pem").read_bytes() != authority


@pytest.mark.parametrize("name", ["_centre", "Cổng", "../x", "a", "+", "x" * 41])
def test_no_kiosk_can_be_certified_under_a_name_that_is_no_id(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no id"):
        run_keys("ca", "--out", tmp_path / "authority", "--kiosk", name)
    assert not (tmp_path / "authority").exists()


def test_a_list_of_rights_is_written_for_all_and_replaced(tmp_path: Path) -> None:
    file = tmp_path / "kiosks.acl"
    for places in (["thuan-hoa/ubnd-thuan-hoa/tru-so/thuan-hoa-1"], ["a1/b1/c1/d1", "a1/b1/c1/d2"]):
        assert run_keys("acl", *places, "--out", file) == [str(file)]
    users = [line for line in file.read_text().splitlines() if line.startswith("user")]
    assert users == ["user _centre", "user d1", "user d2"]


@pytest.mark.parametrize(
    "path", ["thuan-hoa-1", "a1/b1/c1/+", "a1/b1/c1/d1/entries", "a1//c1/d1", "a1/b1/c1/d1\n"]
)
def test_what_is_no_place_gets_no_rights(tmp_path: Path, path: str) -> None:
    with pytest.raises(UsageError, match="is no place"):
        run_keys("acl", path, "--out", tmp_path / "kiosks.acl")


def test_two_places_with_one_id_are_refused() -> None:
    elsewhere = Place("phu-xuan", "ubnd-phu-xuan", "tru-so", FRONT.kiosk)
    assert access_list([FRONT, FRONT]) == access_list([FRONT])
    with pytest.raises(UsageError, match="unique in the whole system"):
        access_list([FRONT, elsewhere])
