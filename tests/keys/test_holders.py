"""What a kiosk and the centre make of the files that they hold."""

from datetime import date
from pathlib import Path

import pytest

from kiosk.domain.person import Namespace, Person
from kiosk.errors import SettingsError
from kiosk.keys.files import KioskKeys, Owner, load_centre_keys, load_kiosk_keys, new_keys
from kiosk.keys.files.disk import read_public
from kiosk.keys.person import open_person, seal_person
from kiosk.keys.signing import Flaw, Kind
from kiosk.settings import KeysTable

TODAY = date(2026, 11, 23)
THU = Person(Namespace.VN_ID, "046090000001")


def keys_of(kiosk: Path, centre: Path, issuers: Path | None = None) -> KioskKeys:
    return load_kiosk_keys(
        centre=centre / "centre.pub",
        issuers=issuers,
        sign=kiosk / "kiosk.sign",
        seal=kiosk / "kiosk.seal",
        today=TODAY,
    )


def test_a_kiosk_and_the_centre_that_hold_each_others_keys_understand_each_other(
    kiosk: Path, centre: Path
) -> None:
    (centre / "kiosks").mkdir()
    (centre / "kiosks" / "thuan-hoa-1.pub").write_bytes((kiosk / "kiosk.pub").read_bytes())
    here, there = keys_of(kiosk, centre), load_centre_keys(centre, today=TODAY)
    known = there.kiosks["thuan-hoa-1"]
    assert here.signer
    assert here.centre
    assert here.seal_to
    assert here.opening
    assert known.verifier.flaw(Kind.ENTRIES, b"pack", here.signer.sign(Kind.ENTRIES, b"pack")) is None
    assert here.centre.flaw(Kind.RECEIPTS, b"receipt", there.signer.sign(Kind.RECEIPTS, b"receipt")) is None
    forged = here.signer.sign(Kind.RECEIPTS, b"receipt")
    assert here.centre.flaw(Kind.RECEIPTS, b"receipt", forged) is Flaw.UNKNOWN_KEY
    box = seal_person(THU, kiosk="thuan-hoa-1", salt="c2FsdA", to=here.seal_to)
    assert open_person(box, kiosk="thuan-hoa-1", salt="c2FsdA", ring=there.opening) == THU
    assert here.opening.open_any(known.seal_to.seal(b"day key", b"info"), b"info") == b"day key"
    assert len(there.index.trace_key(THU)) == 32


def test_a_kiosk_without_keys_holds_none() -> None:
    assert load_kiosk_keys(**KeysTable().model_dump(exclude={"list"}), today=TODAY) == KioskKeys()


def test_a_centre_that_knows_no_kiosk_believes_none(centre: Path) -> None:
    assert load_centre_keys(centre, today=TODAY).kiosks == {}


def test_issuers_are_a_file_or_a_folder_of_files(kiosk: Path, centre: Path, tmp_path: Path) -> None:
    folder = tmp_path / "issuers"
    folder.mkdir()
    assert keys_of(kiosk, centre, folder).issuers.trusted.kids == frozenset()
    kids = set()
    for name in ("police", "hospital"):
        new_keys(Owner.ISSUER, tmp_path / name)
        (folder / f"{name}.pub").write_bytes((tmp_path / name / "issuer.pub").read_bytes())
        kids |= {held.key.kid for held in read_public(folder / f"{name}.pub")}
    (folder / "README").write_text("not a key")
    assert keys_of(kiosk, centre, folder).issuers.trusted.kids == kids
    assert len(keys_of(kiosk, centre, folder / "police.pub").issuers.trusted.kids) == 1


def test_all_that_is_wrong_with_a_kiosks_keys_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_kiosk_keys(
            centre=tmp_path / "centre.pub",
            issuers=tmp_path / "issuers",
            sign=tmp_path / "kiosk.sign",
            seal=tmp_path,
            today=TODAY,
        )
    assert [line.partition(": ")[0] for line in refusal.value.problems] == [
        "keys.sign",
        "keys.seal",
        "keys.centre",
        "keys.issuers",
    ]


def test_all_that_is_wrong_with_the_centres_keys_is_said_at_once(centre: Path) -> None:
    (centre / "centre.sign").unlink()
    (centre / "centre.index").chmod(0o640)
    (centre / "kiosks").mkdir()
    (centre / "kiosks" / "thuan-hoa-1.pub").write_text("")
    with pytest.raises(SettingsError) as refusal:
        load_centre_keys(centre, today=TODAY)
    named = [line.split("'")[1].rpartition("/")[2] for line in refusal.value.problems]
    assert named == ["centre.sign", "centre.index", "thuan-hoa-1.pub"]


def test_a_private_key_where_a_public_one_belongs_is_refused(kiosk: Path, centre: Path) -> None:
    """Somebody has carried the centre's own key to a kiosk."""
    (centre / "centre.pub").write_bytes((centre / "centre.sign").read_bytes())
    with pytest.raises(SettingsError, match="holds a private key where public ones belong"):
        keys_of(kiosk, centre)


@pytest.mark.parametrize("wrong", ["kiosk.pub", "kiosk.seal"])
def test_a_key_of_another_use_is_refused(kiosk: Path, centre: Path, wrong: str) -> None:
    (kiosk / "kiosk.sign").write_bytes((kiosk / wrong).read_bytes())
    with pytest.raises(SettingsError, match=r"keys\.sign"):
        keys_of(kiosk, centre)
