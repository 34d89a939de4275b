"""`kiosk central violations` as staff type it: text, JSON, a sheet and a letter."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from command_line import Kiosk
from pages_of_centre import write_down
from sqlalchemy import update

from kiosk.central.database import open_database
from kiosk.central.instants import milliseconds
from kiosk.central.tables import placements, sites

AREA = "thuan-hoa"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Of a centre with two sites whose boards nobody ever inspected, one of them called like a formula."""
    file = tmp_path / "central.toml"
    file.write_text(
        f'[central]\ndatabase = "sqlite:///{tmp_path}/centre.db"\n[violations]\nsender = "Sở Nội vụ"\n',
        encoding="utf-8",
    )
    engine = open_database(f"sqlite:///{tmp_path}/centre.db")
    write_down(engine)
    long_ago_ms = milliseconds(datetime.now(UTC) - timedelta(days=90))
    with engine.begin() as connection:
        connection.execute(update(placements).values(since_ms=long_ago_ms))
        connection.execute(update(sites).where(sites.c.area == AREA).values(name="=1+1"))
    engine.dispose()
    return file


def test_what_goes_on_is_listed_by_area_in_one_line_of_json(kiosk: Kiosk, config: Path) -> None:
    done = kiosk("central", "violations", "--config", config, "--area", AREA, "--json")
    assert done.code == 0, done.err
    (found,) = json.loads(done.out)["violations"]
    assert (found["rule"], found["area"], found["site"]) == ("board_not_inspected", AREA, "tru-so")
    assert (found["kiosk"], found["resolved"], found["evidence"]["days"]) == (None, None, 90)
    assert "which kiosks are offline is not told" in done.err


def test_a_sheet_holds_every_area_and_no_formula(kiosk: Kiosk, config: Path) -> None:
    done = kiosk("central", "violations", "--config", config, "--csv")
    lines = list(csv.DictReader(io.StringIO(done.out.lstrip("\ufeff"))))
    assert {line["area_name"] for line in lines} == {"Phường Thuận Hóa", "Phường Phú Xuân"}
    assert {line["site_name"] for line in lines} == {"'=1+1", "Cơ sở 2"}
    assert {line["sign"] for line in lines} == {"Bảng QR chưa được kiểm tra"}


def test_a_letter_names_its_sender_the_committee_and_every_place(
    kiosk: Kiosk, config: Path, tmp_path: Path
) -> None:
    file = tmp_path / "letter.pdf"
    done = kiosk("central", "violations", "--config", config, "--area", AREA, "--letter", file)
    assert done.code == 0, done.err
    with pypdfium2.PdfDocument(file) as pdf:
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    for said in (
        "SỞ NỘI VỤ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Kính gửi: Ủy ban nhân dân phường Thuận Hóa",
        "=1+1",
        "1 Lê Lợi",
        "Bảng QR chưa được kiểm tra",
        "THỦ TRƯỞNG ĐƠN VỊ",
    ):
        assert said in text, said
    assert "Cơ sở 2" not in text


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--json", "--csv"], "exclude each other"),
        (["--letter", "letter.pdf"], "name it with --area"),
        (["--area", "nowhere"], "There is no area 'nowhere'"),
        (["--since", "yesterday"], "is no day; write it such as 2026-11-23"),
    ],
)
def test_a_slip_is_a_sentence_with_the_way_out(
    kiosk: Kiosk, config: Path, options: list[str], says: str
) -> None:
    done = kiosk("central", "violations", "--config", config, *options)
    assert done.code == 2
    assert says in done.err
