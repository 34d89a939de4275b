"""A key follows another without a gap: who has not heard yet goes on, and what is on its way still opens."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.domain.person import Namespace, Person
from kiosk.errors import KeysError, SettingsError
from kiosk.keys.files import Owner, load_centre_keys, load_kiosk_keys, new_keys, rotate_keys
from kiosk.keys.files.disk import read_private, read_public
from kiosk.keys.person import open_person, seal_person
from kiosk.keys.signing import Kind

TODAY = date(2026, 11, 23)
BEGIN, END = date(2026, 12, 7), date(2027, 12, 7)
DAY = timedelta(days=1)
THU = Person(Namespace.VN_ID, "046090000001")


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    new_keys(Owner.CENTRE, tmp_path)
    return tmp_path


def rotate(centre: Path, today: date = TODAY, since: date = BEGIN, until: date = END) -> None:
    rotate_keys(Owner.CENTRE, centre, today=today, since=since, until=until)


def test_until_its_first_day_the_new_key_neither_signs_nor_seals(centre: Path) -> None:
    old = load_centre_keys(centre, today=TODAY).signer.kid
    rotate(centre)
    assert load_centre_keys(centre, today=BEGIN - DAY).signer.kid == old
    assert load_centre_keys(centre, today=BEGIN).signer.kid != old
    sealed_to = [
        load_kiosk_keys(centre=centre / "centre.pub", issuers=None, sign=None, seal=None, today=day).seal_to
        for day in (TODAY, BEGIN - DAY, BEGIN, END + DAY)
    ]
    kids = [key.kid for key in sealed_to if key]
    assert kids[0] == kids[1] != kids[2] == kids[3]


def test_a_kiosk_believes_both_keys_until_the_old_one_ends(centre: Path) -> None:
    before = load_centre_keys(centre, today=TODAY).signer
    rotate(centre)
    after = load_centre_keys(centre, today=BEGIN).signer
    for day, believed in ((TODAY, True), (BEGIN, True), (END, True), (END + DAY, False)):
        verifier = load_kiosk_keys(
            centre=centre / "centre.pub", issuers=None, sign=None, seal=None, today=day
        ).centre
        assert verifier
        assert (verifier.flaw(Kind.CONFIG, b"", before.sign(Kind.CONFIG, b"")) is None) == believed
        assert verifier.flaw(Kind.CONFIG, b"", after.sign(Kind.CONFIG, b"")) is None


def test_entries_sealed_to_the_old_key_open_while_they_may_be_on_their_way(
    centre: Path, tmp_path: Path
) -> None:
    kiosk_side = tmp_path / "pinned.pub"
    kiosk_side.write_bytes((centre / "centre.pub").read_bytes())
    rotate(centre)
    rotate(centre, today=BEGIN, since=BEGIN + DAY, until=END)
    behind = load_kiosk_keys(centre=kiosk_side, issuers=None, sign=None, seal=None, today=END).seal_to
    assert behind
    box = seal_person(THU, kiosk="thuan-hoa-1", salt="c2FsdA", to=behind)
    ring = load_centre_keys(centre, today=END).opening
    assert open_person(box, kiosk="thuan-hoa-1", salt="c2FsdA", ring=ring) == THU
    assert behind.kid not in load_centre_keys(centre, today=END + DAY).opening.kids


def test_a_kiosk_whose_clock_is_slow_takes_the_key_that_begins_first(centre: Path) -> None:
    rotate(centre)
    rotate(centre, today=END + DAY, since=END + 2 * DAY, until=END + 30 * DAY)
    current, to_come = sorted(read_public(centre / "centre.pub"), key=lambda held: held.since or date.min)[
        0::2
    ]
    assert (current.since, to_come.since) == (BEGIN, END + 2 * DAY)
    slow = load_kiosk_keys(
        centre=centre / "centre.pub", issuers=None, sign=None, seal=None, today=date(2020, 1, 1)
    )
    assert slow.seal_to
    assert slow.seal_to.kid in {
        held.key.kid for held in read_public(centre / "centre.pub") if held.since == BEGIN
    }


def test_the_index_key_stays_and_what_has_ended_is_taken_out(centre: Path) -> None:
    index = (centre / "centre.index").read_bytes()
    first = {held.key.public.kid for held in read_private(centre / "centre.seal")}
    rotate(centre)
    done = rotate_keys(Owner.CENTRE, centre, today=END + DAY, since=END + DAY, until=END + 30 * DAY)
    assert {kid for rotation in done for kid in rotation.dropped if rotation.path.suffix == ".seal"} == first
    assert first.isdisjoint(held.key.public.kid for held in read_private(centre / "centre.seal"))
    assert first.isdisjoint(held.key.kid for held in read_public(centre / "centre.pub"))
    assert (centre / "centre.index").read_bytes() == index


def test_a_rotation_can_end_an_old_key_sooner_and_never_later(centre: Path) -> None:
    rotate(centre)
    rotate(centre, until=END - DAY)
    rotate(centre, until=END + DAY)
    ends = sorted(held.until or date.max for held in read_private(centre / "centre.sign"))
    assert ends == [END - DAY, END - DAY, END + DAY, date.max]


def test_files_stay_private_and_a_rotation_that_would_leave_a_gap_changes_nothing(centre: Path) -> None:
    rotate(centre)
    assert {path.stat().st_mode & 0o777 for path in centre.glob("centre.s*")} == {0o600}
    before = {path: path.read_bytes() for path in centre.iterdir()}
    with pytest.raises(KeysError, match="end them later"):
        rotate(centre, since=END, until=END - DAY)
    (centre / "centre.seal").unlink()
    with pytest.raises(KeysError, match=r"centre\.seal"):
        rotate(centre)
    del before[centre / "centre.seal"]
    assert {path: path.read_bytes() for path in centre.iterdir()} == before


def test_a_public_file_whose_keys_have_all_ended_is_refused(centre: Path) -> None:
    text = (centre / "centre.pub").read_text()
    (centre / "centre.pub").write_text(text.replace("-----BEGIN", f"until: {TODAY}\n-----BEGIN"))
    load_kiosk_keys(centre=centre / "centre.pub", issuers=None, sign=None, seal=None, today=TODAY)
    with pytest.raises(SettingsError, match=f"counts on {TODAY + DAY}"):
        load_kiosk_keys(centre=centre / "centre.pub", issuers=None, sign=None, seal=None, today=TODAY + DAY)
