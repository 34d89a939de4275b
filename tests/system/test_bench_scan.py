"""`kiosk bench scan` counts what it says it counts, over pictures whose contents are known."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import segno
from PIL import Image

ENGINES = ("kiosk", "kiosk_frame", "pyzbar", "zxing")
FIGURES = {"read", "wrong", "false", "cpu_ms_mean", "cpu_ms_median", "cpu_ms_p95"}


def bench(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk", "bench", "scan", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def measured(*arguments: str | Path) -> dict[str, Any]:
    done = bench(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def counts(result: dict[str, Any], engine: str) -> tuple[int, int, int]:
    row = result["engines"][engine]
    return row["read"], row["wrong"], row["false"]


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """A plain code, one in Vietnamese, one in dark mode, one in Shift-JIS, and a picture without any."""
    folder = tmp_path / "album"
    folder.mkdir()
    (tmp_path / "empty").mkdir()
    for name, content, colours in (
        ("plain.png", "046090000001", {}),
        ("name.png", "Nguyễn Văn Thử", {}),
        ("dark.png", "A PHONE", {"dark": "white", "light": "black"}),
    ):
        segno.make(content, micro=False, encoding="utf-8").save(folder / name, scale=5, **colours)
    segno.make("漢字", micro=False, mode="kanji").save(folder / "kanji.png", scale=5)
    Image.fromarray(np.full((90, 120), 200, np.uint8)).save(folder / "wall.png")
    return folder


@pytest.fixture
def manifest(album: Path) -> Path:
    entries = [
        {"file": "album/plain.png", "text": "046090000001"},
        {"file": "album/name.png", "text": "Nguyễn Văn Thử"},
        {"file": "album/dark.png", "text": "A PHONE"},
        {
            "file": "album/kanji.png",
            "text": "漢字",
            "bytes": base64.b64encode("漢字".encode("shift_jis")).decode(),
        },
        {"file": "album/wall.png", "text": None},
        {"file": "elsewhere/absent.png", "text": "outside the folder, so left alone"},
    ]
    path = album.parent / "manifest.json"
    path.write_text(json.dumps(entries))
    return path


def test_what_the_manifest_says_is_counted_as_read_and_all_engines_have_their_figures(
    album: Path, manifest: Path
) -> None:
    result = measured("--pictures", album, "--manifest", manifest)
    assert result["pictures"] == 5
    assert tuple(result["engines"]) == ENGINES
    assert all(row.keys() == FIGURES for row in result["engines"].values())
    assert counts(result, "kiosk") == counts(result, "kiosk_frame") == (4, 0, 0)
    assert counts(result, "zxing") == (4, 0, 0)
    assert all(row["cpu_ms_mean"] > 0 for row in result["engines"].values())


def test_a_code_where_there_is_none_is_false_and_another_content_is_wrong(
    album: Path, manifest: Path
) -> None:
    (album / "plain.png").rename(album / "kept.png")
    (album / "name.png").rename(album / "wall.png")
    (album / "dark.png").rename(album / "plain.png")
    (album / "kept.png").rename(album / "name.png")
    segno.make("A PHONE", micro=False).save(album / "dark.png", scale=5)
    result = measured("--pictures", album, "--manifest", manifest)
    assert counts(result, "kiosk") == (2, 2, 1)


def test_without_a_manifest_any_code_counts_as_read(album: Path) -> None:
    result = measured("--pictures", album)
    assert result["pictures"] == 5
    assert counts(result, "kiosk") == (4, 0, 0)


def test_without_json_there_is_a_table(album: Path) -> None:
    done = bench("--pictures", album)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "5 pictures"
    assert [line.split()[0] for line in lines[2:]] == list(ENGINES)


@pytest.mark.parametrize(
    ("folder", "text", "why"),
    [
        ("absent", None, "is not a folder; give the folder that holds the pictures."),
        ("empty", None, "There are no pictures to measure in"),
        ("album", "{}", "is not a manifest; it is a JSON list"),
        ("album", "not JSON", "is not a manifest; it is a JSON list"),
        ("album", '[{"file": "album/absent.png", "text": null}]', "There is no file"),
    ],
    ids=["no folder", "no pictures", "an object", "not JSON", "a picture that is absent"],
)
def test_what_cannot_be_measured_is_said_in_a_sentence(
    album: Path, folder: str, text: str | None, why: str
) -> None:
    manifest = album.parent / "manifest.json"
    manifest.write_text(text or "[]")
    done = bench("--pictures", album.parent / folder, *(["--manifest", manifest] if text else []))
    assert done.returncode == 2
    assert done.stdout == ""
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1
