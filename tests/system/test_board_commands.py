"""`kiosk board` as an issuer types it, and what a kiosk makes of what was printed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from command_line import Kiosk
from photographs import Page, Shot, degraded, page_with, photograph
from PIL import Image
from printed import rendered
from waiting import wait_until

from kiosk.devices.journal import JournalReader
from kiosk.devices.scanners.zxing import find
from kiosk.errors import DeviceAbsent, JournalUnavailable
from kiosk.keys.files import Owner, new_keys

CARD = "046090000001||Trần Thị Mẫu|01011990|Nữ||15042021".encode()
CONFIG = """
[kiosk]
id = "thuan-hoa-1"
area = "thuan-hoa"
agency = "ubnd-thuan-hoa"
site = "tru-so"
name = "UBND phường Thuận Hóa"
hotline = "1900 1075"
contact = "baove@example.vn"
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


class Office:
    """An issuer's desk, a kiosk that trusts it, and a printer."""

    def __init__(self, folder: Path, kiosk: Kiosk) -> None:
        self.folder, self._kiosk = folder, kiosk
        for desk in ("desk", "stranger"):
            new_keys(Owner.ISSUER, folder / desk)
        (folder / "issuers").mkdir()
        (folder / "issuers" / "ubnd.pub").write_bytes((folder / "desk" / "issuer.pub").read_bytes())
        self.config = folder / "kiosk.toml"
        self.config.write_text(CONFIG.format(folder=folder), encoding="utf-8")

    def print(self, *options: str | Path, desk: str = "desk") -> list[dict[str, Any]]:
        """Each board that is printed."""
        done = self._kiosk(
            *("board", "print", "--key", self.folder / desk / "issuer.sign", "--host", "checkin.example.vn"),
            *("--config", self.config, "--out", self.folder / "out", "--json", *options),
        )
        assert done.code == 0, done.err
        return done.lines

    def page(self, *options: str, desk: str = "desk") -> Page:
        """One board on paper."""
        (printed,) = self.print(*options, desk=desk)
        image = rendered(Path(printed["files"][0]).read_bytes())
        (code,) = find(np.asarray(image)).readings
        (left, top), (right, _), *_ = code.place.corners
        return Page(image, left, top, right - left, 17 + 4 * (code.version or 0))

    def verify(self, *arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
        done = self._kiosk("board", "verify", "--config", self.config, "--json", *arguments)
        return done.code, done.lines

    def photo(self, name: str, grey: np.ndarray) -> Path:
        path = self.folder / name
        Image.fromarray(grey).save(path, quality=90)
        return path


@pytest.fixture
def office(tmp_path: Path, kiosk: Kiosk) -> Office:
    return Office(tmp_path, kiosk)


def test_a_board_is_a_page_and_a_picture_of_the_same_code_named_by_its_venue(
    office: Office, kiosk: Kiosk
) -> None:
    (printed,) = office.print()
    pdf, png = (Path(file) for file in printed["files"])

    assert (pdf.name, png.name) == ("board-thuan-hoa-tru-so.pdf", "board-thuan-hoa-tru-so.png")
    rendered(pdf.read_bytes(), dpi=100).save(office.folder / "page.png")
    for picture in (png, office.folder / "page.png"):
        (scanned,) = kiosk("scan", picture, "--config", office.config).lines
        assert [(code["kind"], code["text"]) for code in scanned["codes"]] == [("board", printed["text"])]


def test_what_is_printed_is_right_where_it_hangs_and_scans_as_well_as_can_be(office: Office) -> None:
    (printed,) = office.print()
    code, (said,) = office.verify(printed["files"][1])

    assert code == 0
    assert (said["verdict"], said["reason"], said["grade"], said["reasons"]) == (
        "inspected",
        "board_ok",
        "A",
        [],
    )
    assert (said["assurance"], said["area"], said["site"]) == ("verified", "thuan-hoa", "tru-so")
    assert (said["name"], said["expires"]) == ("UBND phường Thuận Hóa", printed["expires"])
    assert {measure: one["grade"] for measure, one in said["measures"].items()} == dict.fromkeys(
        said["measures"], "A"
    )


def test_a_sentence_says_whose_board_it_is_until_when_and_how_it_scans(office: Office, kiosk: Kiosk) -> None:
    (printed,) = office.print("--valid-to", "2090-12-31")
    faded = office.photo("faded.jpg", degraded(office.page("--valid-to", "2090-12-31"), "faded", 0.9, 1))
    issuers = ("--issuers", office.folder / "issuers")

    right = kiosk("board", "verify", *issuers, printed["files"][1])
    worn = kiosk("board", "verify", *issuers, faded)

    venue = "UBND phường Thuận Hóa (thuan-hoa/tru-so), until 2090-12-31"
    assert (right.code, right.out) == (0, f"{printed['files'][1]}: {venue}: right. It scans: A.\n")
    assert worn.code == 1
    assert f"{venue}: right, but hard to scan" in worn.out
    assert "as the ink is pale" in worn.out


@pytest.mark.parametrize(
    ("options", "desk", "reason"),
    [
        (("--site", "tru-so-2"), "desk", "board_wrong_venue"),
        (("--area", "phu-xuan"), "desk", "board_wrong_venue"),
        (("--name", "UBND phường Vĩnh Ninh"), "desk", "board_outdated"),
        ((), "stranger", "board_not_verified"),
    ],
)
def test_boards_that_are_not_right_are_refused_each_with_its_reason(
    options: tuple[str, ...], desk: str, reason: str, office: Office
) -> None:
    picture = office.photo("board.jpg", photograph(office.page(*options, desk=desk), Shot()))
    code, (said,) = office.verify(picture)

    assert (code, said["verdict"], said["reason"]) == (1, "rejected", reason)
    assert said["grade"] in ("A", "B")


def test_a_board_is_out_of_date_the_day_after_the_last(office: Office) -> None:
    (printed,) = office.print("--valid-to", "2090-12-31")

    for at, reason in (("2090-12-31T16:59:59Z", "board_ok"), ("2090-12-31T17:00:00Z", "board_outdated")):
        _, (said,) = office.verify("--at", at, printed["files"][1])
        assert said["reason"] == reason


def test_a_sheet_of_venues_becomes_a_board_for_each_or_all_its_faults(office: Office, kiosk: Kiosk) -> None:
    sheet = office.folder / "venues.csv"
    sheet.write_text("site,name,hotline\nkhu-a,Khu A,\nkhu-b,Khu B,1900 1076\n", encoding="utf-8")

    printed = office.print("--from", sheet, "--as", "pdf")

    assert [(one["area"], one["site"], one["name"]) for one in printed] == [
        ("thuan-hoa", "khu-a", "Khu A"),
        ("thuan-hoa", "khu-b", "Khu B"),
    ]
    document = pypdfium2.PdfDocument(printed[1]["files"][0])
    assert "1900 1076" in document[0].get_textpage().get_text_range()
    document.close()

    sheet.write_text("site,valid_to\nKhu A,2026-02-30\n,2001-01-01\n", encoding="utf-8")
    key = office.folder / "desk" / "issuer.sign"
    done = kiosk(*("board", "print", "--key", key, "--host", "a.vn", "--out", "x", "--from", sheet))
    assert done.code == 2
    said = done.err.splitlines()
    assert all(line.startswith(f"{sheet}:") for line in said)
    assert [line.removeprefix(f"{sheet}:").split(": ")[:2] for line in said] == [
        ["2", "valid_to"],
        ["2", "area"],
        ["2", "site"],
        ["2", "name"],
        ["2", "hotline"],
        ["3", "area"],
        ["3", "site"],
        ["3", "name"],
        ["3", "hotline"],
        ["3", "valid_to"],
    ]


def test_what_no_board_may_say_is_told_all_at_once(office: Office, kiosk: Kiosk) -> None:
    key = office.folder / "desk" / "issuer.sign"
    who = ("board", "print", "--key", key, "--out", office.folder / "out", "--host")

    done = kiosk(*who, "checkin.example.vn", "--area", "Huế", "--name", "漢", "--valid-to", "2001-01-01")
    assert done.code == 2
    assert [line.partition(":")[0] for line in done.err.splitlines()] == [
        "--area",
        "--site",
        "--name",
        "--hotline",
        "--valid-to",
    ]
    done = kiosk(*who, "a host", "--area", "Huế", "--site", "tru-so")
    assert [line.partition(":")[0] for line in done.err.splitlines()] == [
        "--host",
        "--area",
        "--name",
        "--hotline",
    ]
    for host in ("checkin example.vn", "https://example.vn", "example.vn/b"):
        done = kiosk(*who, host)
        assert (done.code, done.err.partition(":")[0]) == (2, "--host")
    assert not (office.folder / "out").exists()


def test_pictures_without_a_board_get_a_sentence_too_and_nothing_personal(
    office: Office, kiosk: Kiosk
) -> None:

    card = office.photo(
        "card.png",
        photograph(page_with("046090000001||Trần Thị Mẫu|01011990|Nam||15042021".encode()), Shot()),
    )
    empty = office.photo("empty.png", np.full((300, 400), 128, np.uint8))

    code, lines = office.verify(card, empty, office.folder / "absent.png")

    assert code == 1
    assert [line["file"] for line in lines] == [str(card), str(empty), str(office.folder / "absent.png")]
    assert all("error" in line for line in lines)
    assert lines[0]["kind"] == "cccd"
    assert "Mẫu" not in json.dumps(lines, ensure_ascii=False)


def test_without_an_issuer_how_well_it_scans_is_told_all_the_same(office: Office, kiosk: Kiosk) -> None:
    (printed,) = office.print()
    done = kiosk("board", "verify", printed["files"][1])

    assert done.code == 1
    assert "not verified" in done.out
    assert "It scans: A." in done.out


def test_a_door_inspects_boards_without_what_prints_them(office: Office) -> None:
    (printed,) = office.print()
    code = "import sys; sys.modules['reportlab'] = None; from kiosk.cli import main; main()"
    command = [sys.executable, "-c", code, "board"]

    listed = subprocess.run([*command, "--help"], capture_output=True, text=True, check=False)
    seen = subprocess.run(
        [*command, "verify", "--config", str(office.config), printed["files"][1]],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (listed.returncode, seen.returncode) == (0, 0), listed.stderr + seen.stderr


def test_a_kiosk_records_the_boards_that_are_held_up_to_it(office: Office) -> None:
    """A real kiosk, over photographs: what the journal has is what the camera saw. The clock of a machine
    that nothing synchronises is not believed, and a board that depends on it neither.
    """
    pictures = office.folder / "pictures"
    pictures.mkdir()
    office.photo("pictures/1.jpg", photograph(office.page(), Shot()))
    office.photo("pictures/2.jpg", photograph(office.page("--site", "khu-a"), Shot()))
    office.photo("pictures/3.jpg", degraded(office.page(desk="stranger"), "covered", 0.8, 1))

    door = subprocess.Popen([sys.executable, "-m", "kiosk", "run", "--config", office.config])
    try:
        wait_until(lambda: len(recorded(office)) >= 3)
    finally:
        door.terminate()
        door.wait(10)

    first, second, third = recorded(office)
    assert first["reason"] == ("board_ok" if first["clock"] == "trusted" else "clock_unset")
    assert (second["reason"], third["reason"]) == ("board_wrong_venue", "board_not_verified")
    assert all(entry["kind"] == "board" and entry["direction"] is None for entry in (first, second, third))
    assert (first["data"]["board"]["site"], first["data"]["board"]["grade"]) == ("tru-so", "A")
    assert second["data"]["board"]["site"] == "khu-a"
    assert (third["data"]["board"]["site"], third["data"]["board"]["reasons"]) == (None, ["quiet_zone"])


def recorded(office: Office) -> list[dict[str, Any]]:
    try:
        reader = JournalReader(office.folder / "journal.db")
    except (DeviceAbsent, JournalUnavailable):
        return []
    try:
        return [entry for _, entry in reader.entries() if entry["event"] == "presented"]
    finally:
        reader.close()
