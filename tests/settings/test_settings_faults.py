"""Every fault of a `kiosk.toml` is a line that names file, key, what, and the way out."""

import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.errors import AddressError, SettingsError
from kiosk.settings import load_settings

LEAST = '[kiosk]\nid = "thuan-hoa-1"\narea = "thuan-hoa"\nagency = "ubnd"\nsite = "tru-so"\nname = "UBND"\n'


@pytest.fixture
def faults(file: Path) -> Callable[..., list[str]]:
    """The lines told of a text, without the name of the file that each begins with."""

    def refused(text: str, check: Callable[[str, str], object] = lambda port, address: None) -> list[str]:
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError) as error:
            load_settings(file, check)
        lines = str(error.value).split("\n")
        assert lines == error.value.problems
        assert all(line.startswith(f"{file}: ") for line in lines)
        return [line.removeprefix(f"{file}: ") for line in lines]

    return refused


def refuse_folders(port: str, address: str) -> None:
    if address.startswith("foldr:"):
        raise AddressError("unknown kind 'foldr:'; known are folder:, simulated:.")


def test_ten_faults_are_ten_lines_each_with_the_way_out(faults: Callable[..., list[str]]) -> None:
    wrong = """
        [kiosk]
        id = "Thuận Hóa 1"
        area = "thuan-hoa"
        agency = "ubnd"
        sitte = "tru-so"
        name = ""
        languages = ["vi", "fr"]
        [devices]
        camera = "foldr:pictures/"
        [checkin]
        direction = "inwards"
        cooldown_s = "3"
        [rules]
        kinds = ["ccd"]
        [privacy]
        max_days = 7
        """
    assert faults(wrong, refuse_folders) == [
        "kiosk.id: 'Thuận Hóa 1' must be 2 to 40 of a-z, 0-9 and '-'; write another.",
        "kiosk.site: is missing; add it.",
        "kiosk.name: is empty; write something.",
        "kiosk.languages: 'fr' is not known; write 'vi' or 'en'.",
        "kiosk.sitte: unknown key. Did you mean 'site'?",
        "devices.camera: unknown kind 'foldr:'; known are folder:, simulated:.",
        "checkin.direction: 'inwards' is not known; write 'in', 'out', 'button' or 'toggle'.",
        "checkin.cooldown_s: must be a whole number, without quotes.",
        "rules.kinds: 'ccd' is no kind of code. Did you mean 'cccd'?",
        "privacy.max_days: must be at least keep_days, 14.",
    ]


BADGE = "[[rules.opaque]]\nname = 'staff-badge'\npattern = '^NV-([0-9]{6})$'\n"


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ("[device]", "device: unknown key. Did you mean 'devices'?"),
        (
            "[audio]",
            "audio: unknown key. Known are kiosk, devices, checkin, rules, journal, privacy, mqtt, keys.",
        ),
        ("[privacy]\nkeepdays = 3", "privacy.keepdays: unknown key. Did you mean 'keep_days'?"),
        ("[privacy.more]\nx = 3", "privacy.more: unknown key. Known are keep_days, max_days, notice."),
        ("[privacy]\nkeep_days = 100", "privacy.max_days: must be at least keep_days, 100."),
        ("[privacy]\nkeep_days = 0", "privacy.keep_days: must be at least 1."),
        ("[privacy]\nkeep_days = true", "privacy.keep_days: must be a whole number, without quotes."),
        ("[privacy]\nkeep_days = 1.5", "privacy.keep_days: must be a whole number, without quotes."),
        ("[checkin]\ncooldown_s = 61", "checkin.cooldown_s: must be at most 60."),
        ("[checkin]\nalready_within_s = -1", "checkin.already_within_s: must be at least 0."),
        (
            "[checkin]\nday_starts = 04:00:00",
            "checkin.day_starts: must be a time of day in quotes, such as '04:00'.",
        ),
        *(
            (
                f'[checkin]\nday_starts = "{written}"',
                "checkin.day_starts: must be a time of day in quotes, such as '04:00'.",
            )
            for written in ("4:00", "24:00", "04:60", "04", "04:00:30", "04:00+07:00", "04:00\\n", "")
        ),
        ("[rules]\nkinds = []", "rules.kinds: is empty; name at least one."),
        ('[rules]\nkinds = ["cccd", "cccd"]', "rules.kinds: names one twice; keep one of them."),
        (
            '[rules]\nkinds = ["passport"]',
            "rules.kinds: 'passport' is no kind of code. Did you mean 'pass'?",
        ),
        (
            '[rules]\nkinds = ["xyz"]',
            "rules.kinds: 'xyz' is no kind of code. Known are cccd, can_cuoc, national_qr, bhyt, pass, board,"
            " operator, dcc.",
        ),
        ('[rules]\nkinds = "cccd"', "rules.kinds: must be a list, in square brackets."),
        ('[[rules.opaque]]\nname = "x1"', "rules.opaque.pattern: is missing; add it."),
        (f"{BADGE}subjekt = 1", "rules.opaque.subjekt: unknown key. Did you mean 'subject'?"),
        (f"{BADGE}subject = 2", "rules.opaque.subject: the pattern has no group 2; put brackets around"),
        (f"{BADGE}subject = true", "rules.opaque.subject: must be the number of a group, or its name in"),
        (f'{BADGE}holder = "car"', "rules.opaque.holder: 'car' is not known; write 'person' or 'venue'."),
        (f"{BADGE}{BADGE}", "rules.opaque: two kinds have one name; rename one of them."),
        (BADGE.replace("staff-badge", "cccd"), "rules.opaque.name: 'cccd' is a kind that the kiosk knows"),
        (BADGE.replace("^", ""), "rules.opaque.pattern: must say how a whole code looks; begin it with"),
        (BADGE.replace("NV-", r"(?!x)"), "rules.opaque.pattern: is no pattern that RE2 can match: invalid"),
        (
            f'[rules]\nkinds = ["staff-bagde"]\n{BADGE}',
            "rules.kinds: 'staff-bagde' is no kind of code. Did you mean 'staff-badge'?",
        ),
        (
            '[rules]\ndefault_role = "boss"',
            "rules.default_role: 'boss' is not known; write 'visitor', 'staff' or 'operator'.",
        ),
        ('[mqtt]\ncert = "a.pem"', "mqtt.key: goes with mqtt.cert; write both or neither."),
        ('[mqtt]\nkey = "a.key"', "mqtt.key: goes with mqtt.cert; write both or neither."),
        ("[mqtt]\nca = 3", "mqtt.ca: must be the name of a file or folder, in quotes."),
        ("[mqtt]\nsession_expiry_s = 10", "mqtt.session_expiry_s: must be at least 11."),
        ("[devices]\nsignal = 3", "devices.signal: must be text in quotes."),
        ("[devices]\nscanner = []", "devices.scanner: is empty; name at least one."),
        ('[devices]\nscanner = ["zbar:", "zbar:"]', "devices.scanner: names one twice; keep one of them."),
        ('journal = "x.db"', "journal: must be a table; write it as [journal]."),
        ('"bad\\nkey\\u001b[31m" = 1', "bad key [31m: unknown key."),
    ],
)
def test_each_fault_is_told_at_its_key_with_the_way_out(
    faults: Callable[..., list[str]], added: str, told: str
) -> None:
    text = f"{added}\n{LEAST}" if not added.startswith("[") else f"{LEAST}{added}\n"
    (line,) = faults(text)
    assert line.startswith(told)


@pytest.mark.parametrize(
    ("key", "written", "told"),
    [
        ("id", '"a"', "kiosk.id: 'a' must be 2 to 40 of a-z, 0-9 and '-'; write another."),
        ("id", '"a/b"', "kiosk.id: 'a/b' must be 2 to 40 of a-z, 0-9 and '-'; write another."),
        ("site", f'"{"x" * 41}"', f"kiosk.site: '{'x' * 39}…' must be 2 to 40 of a-z"),
        ("area", "7", "kiosk.area: must be text in quotes."),
        ("name", '"UBND\\nphường"', "kiosk.name: must be one line of visible letters; remove the others."),
        ("name", '"UBND \\u202e"', "kiosk.name: must be one line of visible letters; remove the others."),
        ("name", f'"{"ư" * 81}"', "kiosk.name: is too long; write at most 80 letters."),
        ("gate", f'"{"ư" * 41}"', "kiosk.gate: is too long; write at most 40 letters."),
        (
            "timezone",
            '"Asia/Hue"',
            "kiosk.timezone: 'Asia/Hue' is no time zone; write one such as 'Asia/Ho_Chi_Minh'.",
        ),
        ("timezone", '"../../etc/passwd"', "kiosk.timezone: '../../etc/passwd' is no time zone"),
        ("languages", "[]", "kiosk.languages: is empty; name at least one."),
        ("languages", '["vi", "vi"]', "kiosk.languages: names one twice; keep one of them."),
        ("languages", '"vi"', "kiosk.languages: must be a list, in square brackets."),
        ("hotline", "1900", "kiosk.hotline: must be text in quotes."),
    ],
)
def test_each_fault_of_the_kiosk_s_own_table_is_told(
    faults: Callable[..., list[str]], key: str, written: str, told: str
) -> None:
    others = "".join(f"{line}\n" for line in LEAST.splitlines() if not line.startswith(f"{key} "))
    (line,) = faults(f"{others}{key} = {written}\n")
    assert line.startswith(told)


def test_an_empty_file_lacks_the_kiosk_s_table(faults: Callable[..., list[str]]) -> None:
    assert faults("") == ["kiosk: is missing; add it."]


def test_what_is_not_toml_is_told_with_its_line(faults: Callable[..., list[str]]) -> None:
    (line,) = faults(f"{LEAST}gate = Cổng\n")
    assert line.startswith("is not TOML: ")
    assert "line 7" in line
    assert line.endswith("; correct it there.")


def test_what_is_not_utf_8_is_told(file: Path) -> None:
    file.write_bytes(LEAST.encode("utf-16"))
    with pytest.raises(SettingsError, match=r"kiosk\.toml: is not UTF-8; save it in that encoding\.$"):
        load_settings(file, lambda port, address: None)


@pytest.mark.parametrize(("missing", "reason"), [(True, "No such file"), (False, "Is a directory")])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, missing: bool, reason: str) -> None:
    path = tmp_path / "there-is-none.toml" if missing else tmp_path
    with pytest.raises(SettingsError, match=rf"{reason}.*; check the file's name and who may read it\.$"):
        load_settings(path, lambda port, address: None)


def test_neither_a_fault_nor_its_traceback_repeats_a_password(file: Path) -> None:
    file.write_text(f'{LEAST}[devices]\nfeed = "mqtt://user:secret@host"\nsignal = 3\n', encoding="utf-8")

    def check(port: str, address: str) -> None:
        if port == "feed":
            raise AddressError("no broker's address; write 'mqtt://HOST:1883'.")

    with pytest.raises(SettingsError, match=r"devices\.feed: no broker's address") as error:
        load_settings(file, check)
    assert "secret" not in "".join(traceback.format_exception(error.value))
