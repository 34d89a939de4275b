"""The command line as its users meet it: results, sentences, exit codes; never a traceback."""

import base64
from pathlib import Path
from typing import Any

import pytest
import segno
from command_line import WELL, Kiosk, config

CCCD = "046090000001|190000001|Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Phú Hội, Huế|15042021"
MASKED = "******000002|TRAN THI MAU|2001-**-**|0|100000000000000002|<2<<"


def picture(folder: Path, name: str, content: str | bytes, **how: Any) -> Path:
    path = folder / name
    how = {"encoding": "utf-8"} | how if isinstance(content, str) else how
    segno.make(content, micro=False, **how).save(str(path), scale=4, border=4)
    return path


def test_each_text_gets_the_answer_that_the_kiosk_would_give(kiosk: Kiosk) -> None:
    done = kiosk("read", CCCD, MASKED, "a menu", "--at", "2026-11-23T01:15:42Z")
    assert done.code == 0
    assert [(line["kind"], line["assurance"], line["verdict"], line["reason"]) for line in done.lines] == [
        ("cccd", "declared", "accepted", "ok"),
        ("national_qr", "declared", "accepted", "ok"),
        ("unknown", None, "rejected", "unknown_code"),
    ]
    assert done.lines[0]["display"] == "N. V. Thử · nam · 1990"
    assert set(done.lines[0]) == {
        *("kind", "assurance", "subject", "display", "verdict", "reason", "rule", "warnings")
    }
    assert all(line["subject"] is None for line in done.lines)


@pytest.mark.parametrize(
    ("stdin", "count"),
    [(b"", 0), (b"\n", 1), (b"one", 1), (b"one\n", 1), (b"one\n\ntwo", 3), (b"a\rb\x0bc\x0cd\xc2\x85e", 1)],
)
def test_only_a_line_feed_ends_a_text_of_standard_input(kiosk: Kiosk, stdin: bytes, count: int) -> None:
    assert len(kiosk("read", "-", stdin=stdin).lines) == count


def test_a_line_without_end_is_one_text_and_takes_no_room(kiosk: Kiosk) -> None:
    done = kiosk("read", "-", stdin=b"7" * 1_000_000 + b"\n" + b"8" * 65_536 + b"\nmenu")
    assert [line["reason"] for line in done.lines] == ["unreadable", "unreadable", "unknown_code"]


def test_what_only_looks_like_an_option_is_a_text(kiosk: Kiosk) -> None:
    done = kiosk("read", "--help me", "-x", "", "\udcff")
    assert [line["reason"] for line in done.lines] == [*["unknown_code"] * 3, "unreadable"]


def test_any_bytes_of_standard_input_get_an_answer(kiosk: Kiosk) -> None:
    done = kiosk("read", "-", stdin=b"\xff\xfe\x80\n" + CCCD.encode() + b"\n\0\0\n")
    assert [line["reason"] for line in done.lines] == ["unreadable", "ok", "unknown_code"]


def test_the_rules_of_a_config_decide(kiosk: Kiosk, tmp_path: Path) -> None:
    rules = config(tmp_path, WELL + '[rules]\nkinds = ["bhyt"]\n')
    (line,) = kiosk("read", CCCD, "--config", rules).lines
    assert (line["kind"], line["verdict"], line["reason"]) == ("cccd", "rejected", "kind_not_allowed")
    assert line["rule"] == "kind_not_allowed"


def test_on_request_every_rule_is_told_that_was_asked_and_the_one_that_decided(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    rules = config(tmp_path, WELL + '[rules]\nhours = ["mon-fri 07:30-17:00"]\n')
    done = kiosk("read", CCCD, "--config", rules, "--at", "2026-11-23T10:00:00Z", "--explain")
    (line,) = done.lines
    assert (line["verdict"], line["reason"], line["rule"]) == ("rejected", "closed", "outside_hours")
    told = done.err.splitlines()
    assert told[0] == "unreadable: Are these bytes that are not UTF-8, or beyond the bounds? No."
    assert told[-1].startswith("outside_hours: Is the site closed at this hour")
    assert told[-1].endswith("? Yes: rejected, closed.")


def test_a_time_that_is_none_is_bad_usage(kiosk: Kiosk) -> None:
    done = kiosk("read", CCCD, "--at", "yesterday")
    assert (done.code, done.out) == (2, "")
    assert "2026-11-23T01:15:42Z" in done.err


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
@pytest.mark.parametrize("command", [("read",), ("pass", "verify", "--issuers", "."), ("board", "verify")])
def test_a_time_at_the_ends_of_the_calendar_is_bad_usage_too(
    command: tuple[str, ...], at: str, kiosk: Kiosk
) -> None:
    done = kiosk(*command, CCCD, "--at", at)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"--at: '{at}' is too far away; write a time of 1900 to 2999.\n"


def test_pictures_are_read_in_order_and_a_person_s_text_is_left_out(kiosk: Kiosk, tmp_path: Path) -> None:
    pictures = [
        picture(tmp_path, "a person.png", CCCD),
        picture(tmp_path, "a menu.png", "https://example.vn"),
    ]
    done = kiosk("scan", *pictures)
    assert done.code == 0
    assert [line["file"] for line in done.lines] == [str(path) for path in pictures]
    person, menu = (line["codes"][0] for line in done.lines)
    assert (person["kind"], person["assurance"], "text" in person) == ("cccd", "declared", False)
    assert (menu["kind"], menu["text"]) == ("unknown", "https://example.vn")
    assert "046090000001" not in done.out
    assert [len(corner) for corner in person["corners"]] == [2, 2, 2, 2]
    assert all(line["cpu_ms"] > 0 for line in done.lines)


def test_raw_content_is_given_as_encoded(kiosk: Kiosk, tmp_path: Path) -> None:
    kanji = "漢字".encode("shift_jis")
    pictures = [
        picture(tmp_path, "person.png", CCCD),
        picture(tmp_path, "kanji.png", "漢字", mode="kanji", encoding=None),
    ]
    person, japanese = (line["codes"][0] for line in kiosk("scan", "--raw", *pictures).lines)
    assert base64.b64decode(person["bytes"]) == CCCD.encode()
    assert person["text"] == CCCD
    assert (base64.b64decode(japanese["bytes"]), japanese["text"]) == (kanji, None)


def test_a_file_that_is_no_picture_is_named_and_the_rest_goes_on(kiosk: Kiosk, tmp_path: Path) -> None:
    junk = tmp_path / "junk.png"
    junk.write_bytes(b"junk")
    done = kiosk("scan", junk, tmp_path / "absent.png", picture(tmp_path, "a.png", "here"))
    assert done.code == 1
    assert ["error" in line for line in done.lines] == [True, True, False]


def test_no_code_in_a_picture_is_no_fault(kiosk: Kiosk, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (300, 200), 255).save(tmp_path / "white.png")
    done = kiosk("scan", tmp_path / "white.png")
    assert (done.code, done.lines[0]["codes"]) == (0, [])


def test_a_config_that_is_well_passes(kiosk: Kiosk, tmp_path: Path) -> None:
    assert kiosk("check-config", config(tmp_path, WELL)).code == 0


def test_a_config_whose_keys_the_kiosk_could_not_load_is_not_well_and_all_of_them_are_named(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    (tmp_path / "issuers").mkdir()
    (tmp_path / "issuers" / "ubnd.revoked").write_text("no list", encoding="utf-8")
    keys = f'[keys]\nissuers = "{tmp_path}/issuers"\ndcc_signers = "{tmp_path}/absent"\n'
    lists = f'list = "{tmp_path}/list.key"\n[rules]\ndeny = "{tmp_path}/deny.list"\n'
    path = config(tmp_path, WELL + keys + lists)

    checked = kiosk("check-config", path)
    begun = kiosk("run", "--config", path)

    assert kiosk("check-config", "--without-keys", path).code == 0
    assert (checked.code, begun.code) == (2, 2)
    lines = checked.err.splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    assert [line.split(": ")[1] for line in lines] == ["keys.issuers", "keys.dcc_signers", "keys.list"]
    assert all(line.removeprefix(f"{path}: ") in checked.err for line in begun.err.splitlines())


def test_ten_faults_are_ten_lines(kiosk: Kiosk, tmp_path: Path) -> None:
    faulty = """
[kiosk]
id = "Thuận Hóa"
agency = "ubnd-thuan-hoa"
site = "tru-so"
name = "UBND phường Thuận Hóa"
timezone = "Huế"
[devices]
camera = "picture:somewhere"
scanner = "cascade:?turbo=yes"
signal = "gpio:?green=17&red=17"
screen = "web:?prot=8090"
feed = "mqtt:"
[checkin]
direction = "sideways"
cooldwon_s = 3
[privacy]
keep_days = "long"
"""
    path = config(tmp_path, faulty)
    done = kiosk("check-config", path)
    assert done.code == 2
    lines = done.err.splitlines()
    expected = {
        *("kiosk.id", "kiosk.area", "kiosk.timezone"),
        *("devices.camera", "devices.scanner", "devices.signal", "devices.screen", "devices.feed"),
        *("checkin.direction", "checkin.cooldwon_s", "privacy.keep_days"),
    }
    assert len(lines) == len(expected)
    assert {line.split(": ")[1] for line in lines} == expected
    assert all(line.startswith(f"{path}: ") for line in lines)
    assert any("Did you mean 'cooldown_s'" in line for line in lines)
    assert any("Did you mean 'port'" in line for line in lines)


def test_an_unknown_kind_of_device_names_those_that_are_known(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("check-config", config(tmp_path, WELL + '[devices]\ncamera = "webcam:"\n'))
    assert done.code == 2
    assert "folder:" in done.err
    assert "simulated:" in done.err


@pytest.mark.parametrize(
    ("devices", "says"),
    [
        ('camera = "folder:nowhere/"', "nowhere"),
        ('camera = "simulated:"\nsignal = "gpio:"', "GPIO"),
    ],
    ids=["a folder that is missing", "pins that are not there"],
)
def test_a_device_that_is_absent_is_said_in_a_sentence(
    kiosk: Kiosk, tmp_path: Path, devices: str, says: str
) -> None:
    others = {"signal": "none:", "screen": "none:", "heartbeat": "none:"}
    rest = "\n".join(f'{port} = "{address}"' for port, address in others.items() if port not in devices)
    text = f'{WELL}[devices]\n{devices}\n{rest}\n[journal]\npath = "{tmp_path}/journal.db"\n'
    done = kiosk("run", "--config", config(tmp_path, text))
    assert done.code == 1
    assert says in done.err
    assert len(done.err.splitlines()) == 1


def test_a_journal_that_cannot_be_written_is_said_in_a_sentence(kiosk: Kiosk, tmp_path: Path) -> None:
    devices = 'camera = "simulated:"\nsignal = "none:"\nscreen = "none:"\nheartbeat = "none:"'
    text = f'{WELL}[devices]\n{devices}\n[journal]\npath = "{tmp_path}/absent/journal.db"\n'
    done = kiosk("run", "--config", config(tmp_path, text))
    assert done.code == 1
    assert "make its folder" in done.err


def test_a_config_that_is_absent_is_said_in_a_sentence(kiosk: Kiosk, tmp_path: Path) -> None:
    for command in (["run", "--config"], ["check-config"], ["central", "run", "--config"]):
        done = kiosk(*command, tmp_path / "absent.toml")
        assert done.code == 2
        assert "absent.toml" in done.err


def test_a_command_that_does_not_exist_is_bad_usage(kiosk: Kiosk) -> None:
    assert kiosk("open-sesame").code == 2
    assert kiosk("journal", "list").code == 2


def test_a_defect_shows_where_it_is_and_nothing_of_what_a_visitor_showed(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(content: bytes, *_known: object) -> None:
        raise RuntimeError(f"cannot digest {content.decode()}")

    monkeypatch.setattr("kiosk.cli.site.read_credential", fail)
    done = kiosk("read", CCCD)
    assert done.code == 1
    assert "RuntimeError at" in done.err
    assert "046090000001" not in done.err


def test_a_relay_is_for_an_entrance_only(kiosk: Kiosk, tmp_path: Path) -> None:
    text = WELL + '[devices]\nsignal = "gpio:?relay=5"\n[checkin]\ndirection = "{}"\n'
    assert kiosk("check-config", config(tmp_path, text.format("in"))).code == 0
    done = kiosk("check-config", config(tmp_path, text.format("out")))
    assert (done.code, "checkin.direction" in done.err) == (2, True)
