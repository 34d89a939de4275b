"""`central.toml`: what it says is what the centre does, and every fault in it is named at once."""

from datetime import date, time
from pathlib import Path

import pytest

from kiosk.central import CentralSettings, load_central_settings
from kiosk.errors import SettingsError
from kiosk.feed.session import Tls


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    return tmp_path / "central.toml"


def test_an_empty_file_is_a_centre_on_this_machine_alone(toml: Path) -> None:
    toml.write_text("")
    settings = load_central_settings(toml)
    assert settings == CentralSettings()
    assert settings.central.listen_host == "127.0.0.1"


def test_every_key_is_read(toml: Path) -> None:
    toml.write_text(
        """
        [central]
        database = "postgresql://centre@db.example.vn/centre"
        broker = "mqtts://broker.example.vn"
        listen = "[::1]:8080"
        group = "centre-a"
        keys = "/etc/kiosk/centre"
        keep_days = 30
        timezone = "Asia/Bangkok"
        day_starts = "05:30"
        [violations]
        silent_hours = 4
        holidays = [2027-02-05]
        [national]
        url = "https://national.example.vn/entries"
        token_file = "/etc/kiosk/national.token"
        mapping = { subject = "ma_dinh_danh" }
        """
    )
    settings = load_central_settings(toml)
    central = settings.central
    keys = Path("/etc/kiosk/centre")
    assert (central.broker_host, central.broker_port) == ("broker.example.vn", 8883)
    assert central.tls == Tls(keys / "ca.pem", keys / "centre.pem", keys / "centre.key")
    assert (central.listen_host, central.listen_port) == ("::1", 8080)
    assert (central.day.zone.key, central.day_starts) == ("Asia/Bangkok", time(5, 30))
    assert (central.group, central.keys, central.keep_days) == ("centre-a", keys, 30)
    assert settings.violations.silent_hours == 4
    assert settings.violations.holidays == [date(2027, 2, 5)]
    assert settings.national is not None


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('database = "centre.db"', "central.database: is not a database's address; write one such as "),
        ('database = "mysql://h/centre"', "central.database: is neither SQLite nor PostgreSQL; write "),
        ('database = "postgresql+pg8000://h/centre"', "central.database: is neither SQLite nor PostgreSQL; "),
        ('database = "sqlite://"', "central.database: would keep nothing; name a file, such as "),
        ('broker = "broker.example.vn"', "central.broker: is not a broker's address; write "),
        ('broker = "mqtt://name:secret@h"', "central.broker: is not a broker's address; write "),
        ('listen = "8080"', "central.listen: is not an address to listen on; write one such as "),
        ('listen = "127.0.0.1:99999"', "central.listen: is not an address to listen on; write one such as "),
        ("keep_days = 0", "central.keep_days: must be at least 1."),
        ('timezone = "Hue"', "central.timezone: 'Hue' is no time zone; write one such as "),
        (
            "[violations]\nsilent_hour = 4",
            "violations.silent_hour: unknown key. Did you mean 'silent_hours'?",
        ),
        ("[violations]\nreject_percent = 130", "violations.reject_percent: must be at most 100."),
        ('lisen = "127.0.0.1:8080"', "central.lisen: unknown key. Did you mean 'listen'?"),
    ],
)
def test_a_fault_is_a_line_with_the_way_out(toml: Path, line: str, fault: str) -> None:
    toml.write_text(f"[central]\n{line}\n")
    with pytest.raises(SettingsError) as faults:
        load_central_settings(toml)
    assert len(faults.value.problems) == 1
    assert faults.value.problems[0].startswith(f"{toml}: {fault}")


def test_two_faults_are_two_lines(toml: Path) -> None:
    toml.write_text('[central]\nlisten = "here"\ngroup = "The Centre"\n')
    with pytest.raises(SettingsError) as faults:
        load_central_settings(toml)
    assert [problem.split(": ")[1] for problem in faults.value.problems] == [
        "central.listen",
        "central.group",
    ]
