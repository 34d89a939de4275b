"""`kiosk pass` as an issuer types it, and what a kiosk makes of the code: offline, each with its reason."""

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from command_line import Kiosk
from PIL import Image
from printed import rendered
from waiting import wait_until

from kiosk.devices.cameras.simulated import render
from kiosk.devices.journal import JournalReader
from kiosk.devices.publisher.serials import Serials, serials_path
from kiosk.devices.publisher.trust import Trust
from kiosk.domain.entry import to_base64url
from kiosk.errors import DeviceAbsent, JournalUnavailable
from kiosk.keys.files import Owner, new_keys
from kiosk.keys.issuers import NO_ISSUERS

CONFIG = """
[kiosk]
id = "thuan-hoa-1"
area = "thuan-hoa"
agency = "ubnd-thuan-hoa"
site = "tru-so"
name = "UBND phường Thuận Hóa"
[devices]
camera = "folder:{folder}/pictures?fps=20"
signal = "none:"
screen = "none:"
heartbeat = "none:"
[journal]
path = "{folder}/journal.db"
[keys]
issuers = "{folder}/issuers"
"""
AT = ("--at", "2026-11-23T01:15:00Z")
WEEK = ("--valid-from", "2026-11-23", "--valid-to", "2026-11-29")


class Office:
    """An issuer's desk, and a kiosk that trusts it."""

    def __init__(self, folder: Path, kiosk: Kiosk) -> None:
        self.folder, self._kiosk = folder, kiosk
        new_keys(Owner.ISSUER, folder / "desk")
        (folder / "issuers").mkdir()
        (folder / "issuers" / "ubnd.pub").write_bytes((folder / "desk" / "issuer.pub").read_bytes())
        self.config = folder / "kiosk.toml"
        self.config.write_text(CONFIG.format(folder=folder), encoding="utf-8")

    def issue(self, *options: str, site: str = "tru-so", desk: str = "desk") -> dict[str, Any]:
        """The one pass that is issued."""
        who = (
            "--key",
            self.folder / desk / "issuer.sign",
            "--issuer",
            "ubnd-thuan-hoa",
            "--out",
            self.folder / "out",
        )
        usual = ("--name", "Nguyễn Văn Thử", "--site", site, *WEEK)
        done = self._kiosk("pass", "issue", *who, *usual, *options, "--json")
        assert done.code == 0, done.err
        (issued,) = done.lines
        return issued

    def read(self, text: str, *options: str) -> dict[str, Any]:
        """What the kiosk answers, as `kiosk read` says."""
        (line,) = self._kiosk("read", text, "--config", self.config, *(options or AT)).lines
        return line

    def revoke(self, *passes: str) -> None:
        who = ("--key", self.folder / "desk" / "issuer.sign", "--issuer", "ubnd-thuan-hoa")
        done = self._kiosk(
            "pass", "revoke", *who, "--list", self.folder / "issuers" / "ubnd.revoked", *passes
        )
        assert done.code == 0, done.err


@pytest.fixture
def office(tmp_path: Path, kiosk: Kiosk) -> Office:
    return Office(tmp_path, kiosk)


def answer(line: dict[str, Any]) -> tuple[Any, ...]:
    return line["kind"], line["assurance"], line["verdict"], line["reason"]


def test_a_pass_is_a_page_a_picture_and_a_text_that_say_the_same(office: Office, kiosk: Kiosk) -> None:
    issued = office.issue("--host", "Trần Thị Mẫu")
    pdf, png, text = (Path(file) for file in issued["files"])
    assert [file.name for file in (pdf, png, text)] == [
        f"{issued['id']}{end}" for end in (".pdf", ".png", ".txt")
    ]
    assert text.read_text() == f"{issued['text']}\n"
    assert pdf.read_bytes().startswith(b"%PDF-")
    (scanned,) = kiosk("scan", png, "--config", office.config).lines
    assert [(code["kind"], code["display"]) for code in scanned["codes"]] == [("pass", "N. V. Thử")]
    assert "text" not in scanned["codes"][0]
    for given in (png, issued["text"]):
        done = kiosk("pass", "verify", "--config", office.config, *AT, "--json", given)
        (said,) = done.lines
        assert (done.code, said["id"], said["name"], said["host"]) == (
            0,
            issued["id"],
            "Nguyễn Văn Thử",
            "Trần Thị Mẫu",
        )


def test_a_page_can_be_searched_for_words_and_read_by_a_camera(office: Office, kiosk: Kiosk) -> None:
    place = "UBND phường Thuận Hóa"
    issued = office.issue("--host", "Trần Thị Mẫu", "--place", place, "--days", "mon-fri", "--uses", "3")
    (page,) = document = pypdfium2.PdfDocument(issued["files"][0])
    words = page.get_textpage().get_text_range()
    document.close()
    for said in ("Nguyễn Văn Thử", "Trần Thị Mẫu", place, "23.11.2026 – 29.11.2026", issued["id"]):
        assert said in words
    assert "T2–T6 · Mon–Fri" in words
    picture = office.folder / "page.png"
    rendered(Path(issued["files"][0]).read_bytes(), dpi=72).save(picture)
    assert kiosk("pass", "verify", "--config", office.config, *AT, picture).code == 0


def test_a_pass_without_a_picture_needs_no_font_and_no_reportlab(office: Office) -> None:
    code = (
        "import sys; sys.modules['reportlab'] = None\n"
        f"who = ['--key', '{office.folder}/desk/issuer.sign', '--out', '{office.folder}/out']\n"
        "whom = ['--issuer', 'ubnd', '--name', 'Thử', '--site', 'tru-so']\n"
        "sys.argv = ['kiosk', 'pass', 'issue', *who, *whom, *sys.argv[1:]]\n"
        "from kiosk.cli import main; main()"
    )
    alone = subprocess.run(
        [sys.executable, "-c", code, "--as", "text"], capture_output=True, text=True, check=False
    )
    assert alone.returncode == 0
    drawn = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (drawn.returncode, drawn.stdout) == (1, "")
    assert "pip install 'entrance-kiosk[paper]'" in drawn.stderr


def test_a_sheet_with_a_fault_issues_nothing(office: Office, kiosk: Kiosk) -> None:
    sheet = office.folder / "visitors.csv"
    sheet.write_text(
        "name;host;uses\nNguyễn Văn Thử;;1\nLê Thị Mẫu;Hồ Thử;no\n;;\nHồ Mẫu;;0\n", encoding="utf-8"
    )
    who = (
        "--key",
        office.folder / "desk" / "issuer.sign",
        "--issuer",
        "ubnd",
        "--out",
        office.folder / "many",
    )
    done = kiosk("pass", "issue", *who, "--site", "tru-so", *WEEK, "--from", sheet)
    assert (done.code, done.out) == (2, "")
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == [f"{sheet}:3", f"{sheet}:5"]
    assert not (office.folder / "many").exists()
    sheet.write_text("name;host;uses\nNguyễn Văn Thử;;1\nLê Thị Mẫu;Hồ Thử;\n", encoding="utf-8")
    done = kiosk("pass", "issue", *who, "--site", "tru-so", *WEEK, "--from", sheet, "--as", "text", "--json")
    assert [answer(office.read(line["text"])) for line in done.lines] == [
        ("pass", "verified", "accepted", "ok")
    ] * 2


def test_options_that_are_wrong_are_all_named(office: Office, kiosk: Kiosk) -> None:
    who = (
        "--key",
        office.folder / "desk" / "issuer.sign",
        "--issuer",
        "ubnd",
        "--out",
        office.folder / "none",
    )
    done = kiosk("pass", "issue", *who, "--uses", "no", "--valid-to", "soon")
    assert done.code == 2
    assert [line.split(":")[0] for line in done.err.splitlines()] == [
        "--valid-to",
        "--name",
        "--site",
        "--uses",
    ]


def test_a_good_pass_is_taken_and_a_badge_is_known(office: Office) -> None:
    assert answer(office.read(office.issue()["text"])) == ("pass", "verified", "accepted", "ok")
    assert answer(office.read(office.issue("--role", "operator")["text"])) == (
        "operator",
        "verified",
        "accepted",
        "ok",
    )


def forged(text: str, other: str) -> str:
    """With the end of another one's signature."""
    return text[:-6] + other[-6:]


def test_every_bad_pass_is_refused_with_its_reason(office: Office) -> None:
    new_keys(Owner.ISSUER, office.folder / "stranger")
    good = office.issue()["text"]
    answers = {
        "bad_signature": office.read(forged(good, office.issue()["text"])),
        "untrusted_issuer": office.read(office.issue(desk="stranger")["text"]),
        "expired": office.read(good, "--at", "2026-11-29T17:00:00Z"),
        "not_yet_valid": office.read(good, "--at", "2026-11-22T16:59:59Z"),
        "wrong_site": office.read(office.issue(site="khu-b")["text"]),
        "wrong_day": office.read(office.issue("--days", "tue-sun")["text"]),
        "unknown_code": office.read(good[:-9]),
    }
    assert {reason: line["reason"] for reason, line in answers.items()} == {
        reason: reason for reason in answers
    }
    assert {line["verdict"] for line in answers.values()} == {"rejected"}
    unproven = {reason for reason, line in answers.items() if line["assurance"] is None}
    assert unproven == {"bad_signature", "untrusted_issuer", "unknown_code"}
    assert [line["display"] for line in answers.values() if line["assurance"] is None] == [None] * 3


def test_a_pass_that_is_taken_back_is_refused_and_the_others_are_not(office: Office) -> None:
    by_id, by_text, by_picture, kept = (office.issue() for _ in range(4))
    office.revoke(by_id["id"], by_text["text"])
    office.revoke(by_picture["files"][1])
    reasons = [office.read(one["text"])["reason"] for one in (by_id, by_text, by_picture, kept)]
    assert reasons == ["revoked", "revoked", "revoked", "ok"]


def test_what_the_centre_revoked_at_a_kiosk_is_refused_by_its_read_too(office: Office) -> None:
    revoked, kept = office.issue(), office.issue()
    journal = office.folder / "journal.db"
    trust = Trust("thuan-hoa-1", None, NO_ISSUERS, Serials(serials_path(journal)), journal)
    assert trust.revoke([to_base64url(bytes.fromhex(revoked["id"]))])
    assert [office.read(one["text"])["reason"] for one in (revoked, kept)] == ["revoked", "ok"]


def test_nobody_takes_back_the_pass_of_somebody_else(office: Office, kiosk: Kiosk) -> None:
    new_keys(Owner.ISSUER, office.folder / "stranger")
    strange = office.issue(desk="stranger")["text"]
    who = ("--key", office.folder / "desk" / "issuer.sign", "--issuer", "ubnd-thuan-hoa")
    for argument in (strange, strange[:-9], "EK1:"):
        done = kiosk("pass", "revoke", *who, "--list", office.folder / "x.revoked", argument)
        assert done.code == 2
    assert kiosk("pass", "revoke", *who, "--list", office.folder / "x.txt", "00" * 8).code == 2
    assert not (office.folder / "x.revoked").exists()


def test_verify_says_of_each_what_is_wrong_and_fails_if_one_is_not_taken(
    office: Office, kiosk: Kiosk
) -> None:
    new_keys(Owner.ISSUER, office.folder / "stranger")
    good, strange = office.issue()["text"], office.issue(desk="stranger")["text"]
    done = kiosk("pass", "verify", "--issuers", office.folder / "issuers", *AT, good, strange, good[:-9])
    assert done.code == 1
    lines = [line.strip() for line in done.out.splitlines()]
    told = [line for line in lines if "accepted" in line or "rejected" in line]
    assert told == [
        "genuine; at 2026-11-23 08:15 accepted: ok",
        "not to be believed; at 2026-11-23 08:15 rejected: untrusted_issuer",
        "not to be believed; at 2026-11-23 08:15 rejected: unknown_code",
    ]
    assert "valid   from 2026-11-23 00:00 until 2026-11-30 00:00 (Asia/Ho_Chi_Minh)" in lines
    blank = office.folder / "blank.png"
    Image.new("L", (200, 200), 255).save(blank)
    assert "no code can be read" in kiosk("pass", "verify", "--issuers", office.folder / "issuers", blank).err


SET, UNSET = 0, 5
RUN = """
import sys
import kiosk.devices.clock
kiosk.devices.clock.kernel_answer = lambda: lambda: {state}
from kiosk.cli import main
sys.argv = ["kiosk", "run", "--config", {config!r}]
main()
"""
"""A kiosk as it is run, on a machine whose kernel says of its clock what the test wants."""


def shown(office: Office, *texts: str, clock: int = SET) -> list[tuple[str, str, str]]:
    """What becomes of codes that visitors hold to a drawn camera; then the plug is pulled."""
    pictures = office.folder / "pictures"
    pictures.mkdir(exist_ok=True)
    for old in pictures.iterdir():
        old.unlink()
    for nth, text in enumerate(texts):
        Image.fromarray(render(text.encode(), "turned", 0.3, nth)).save(pictures / f"{nth:02}.png")
    before = len(entries_of(office))
    script = RUN.format(state=clock, config=str(office.config))
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL) as run:
        try:
            wait_until(lambda: len(entries_of(office)) >= before + len(texts), 30)
        finally:
            run.kill()
    return [(entry["kind"], entry["verdict"], entry["reason"]) for entry in entries_of(office)[before:]]


def entries_of(office: Office) -> list[dict[str, Any]]:
    try:
        with closing(JournalReader(office.folder / "journal.db")) as reader:
            return [entry for _, entry in reader.entries() if entry["event"] == "presented"]
    except (DeviceAbsent, JournalUnavailable):  # not made yet, or not whole
        return []


def test_at_the_door_a_pass_for_once_is_used_up_though_the_plug_was_pulled(office: Office) -> None:
    today = datetime.now(UTC)
    first, last = today - timedelta(days=1), today + timedelta(days=2)
    span = ("--valid-from", f"{first:%Y-%m-%d}", "--valid-to", f"{last:%Y-%m-%d}")
    once = office.issue("--uses", "1", *span)["text"]
    badge = office.issue("--role", "operator", *span)["text"]
    assert shown(office, once, badge) == [("pass", "accepted", "ok"), ("operator", "accepted", "ok")]
    assert shown(office, once) == [("pass", "rejected", "used_up")]
    assert office.read(once, "--at", f"{today:%Y-%m-%dT%H:%M:%SZ}")["reason"] == "used_up"
    assert shown(office, badge, clock=UNSET) == [("operator", "rejected", "clock_unset")]
