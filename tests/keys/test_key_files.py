"""Key files: made once, for their owner alone, and refused with a sentence when they are otherwise."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.errors import KeysError
from kiosk.keys.files import Owner, new_keys
from kiosk.keys.files.disk import read_private, read_public, write_new

NOBODY = 65534


@contextmanager
def as_another_user(path: Path) -> Iterator[str]:
    """Root may read everything, so it becomes somebody else; others take their own right away."""
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
        try:
            yield "nobody"
        finally:
            os.seteuid(0)
    else:
        path.chmod(0)
        yield "user"


@pytest.mark.parametrize(
    ("owner", "files"),
    [
        (Owner.KIOSK, {"kiosk.sign", "kiosk.seal", "kiosk.pub"}),
        (Owner.ISSUER, {"issuer.sign", "issuer.pub"}),
        (Owner.CENTRE, {"centre.sign", "centre.seal", "centre.index", "centre.pub"}),
    ],
)
def test_private_files_are_for_their_owner_alone(tmp_path: Path, owner: Owner, files: set[str]) -> None:
    folder = tmp_path / "deep" / "keys"
    assert {path.name for path in new_keys(owner, folder)} == files
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {name: 0o644 if name.endswith(".pub") else 0o600 for name in files}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_public_file_holds_nothing_private(kiosk: Path) -> None:
    assert "PRIVATE" not in (kiosk / "kiosk.pub").read_text()
    public = {held.key.raw for held in read_public(kiosk / "kiosk.pub")}
    private = read_private(kiosk / "kiosk.sign") + read_private(kiosk / "kiosk.seal")
    assert public == {held.key.public.raw for held in private}


def test_keys_are_never_overwritten(centre: Path) -> None:
    before = {path: path.read_bytes() for path in centre.iterdir()}
    with pytest.raises(KeysError, match="rotate"):
        new_keys(Owner.CENTRE, centre)
    assert {path: path.read_bytes() for path in centre.iterdir()} == before


def test_one_file_in_the_way_and_none_is_made(tmp_path: Path) -> None:
    (tmp_path / "kiosk.pub").write_text("")
    with pytest.raises(KeysError, match=r"kiosk\.pub"):
        new_keys(Owner.KIOSK, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kiosk.pub"]


def test_a_file_that_appears_meanwhile_is_kept_and_no_draft_stays(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("theirs")
    with pytest.raises(KeysError, match="not overwritten"):
        write_new(tmp_path / "taken", "ours", 0o600)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("taken", "theirs")]


def test_openssl_reads_the_files(centre: Path) -> None:
    for name, options in (("centre.sign", []), ("centre.seal", []), ("centre.pub", ["-pubin"])):
        command = ["openssl", "pkey", "-in", str(centre / name), "-noout", *options]
        subprocess.run(command, check=True, capture_output=True)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_private_key_that_others_may_read_is_refused(kiosk: Path, mode: int) -> None:
    (kiosk / "kiosk.sign").chmod(mode)
    with pytest.raises(KeysError, match="chmod 600"):
        read_private(kiosk / "kiosk.sign")


def test_a_key_that_the_user_may_not_read_is_refused_with_the_users_name(kiosk: Path) -> None:
    path = kiosk / "kiosk.sign"
    with (
        as_another_user(path) as name,
        pytest.raises(KeysError, match=f"cannot be read by the {name}|user {name}"),
    ):
        read_private(path)


JUNK = {
    "empty": b"",
    "no text": b"\xff\xfe",
    "cut short": b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIL\n",
    "damaged": b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIL\n-----END PRIVATE KEY-----\n",
    "of another kind": b"-----BEGIN CERTIFICATE-----\nMC4C\n-----END CERTIFICATE-----\n",
    "short": b"-----BEGIN KIOSK INDEX KEY-----\nMC4C\n-----END KIOSK INDEX KEY-----\n",
}


@pytest.mark.parametrize("content", JUNK.values(), ids=JUNK)
def test_what_is_no_key_is_refused_without_being_quoted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kiosk.sign"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeysError, match=r"kiosk\.sign'.*; ") as refusal:
        read_private(path)
    assert "MC4C" not in str(refusal.value)


def test_an_rsa_key_and_one_with_a_password_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.sign"
    for options in (["-algorithm", "RSA"], ["-algorithm", "ED25519", "-aes256", "-pass", "pass:x"]):
        subprocess.run(["openssl", "genpkey", *options, "-out", str(path)], check=True, capture_output=True)
        path.chmod(0o600)
        with pytest.raises(KeysError, match="Ed25519 or X25519 key without a password"):
            read_private(path)


@pytest.mark.parametrize("line", ["until: soon", "untill: 2026-11-23", "until: 2026-02-30", "hello"])
def test_a_misspelt_line_in_a_key_file_is_not_passed_over(kiosk: Path, line: str) -> None:
    path = kiosk / "kiosk.pub"
    path.write_text(f"{line}\n{path.read_text()}")
    with pytest.raises(KeysError, match="a line between its keys"):
        read_public(path)
