"""`kiosk.toml` as it is documented, and what stands for what it leaves out."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from kiosk.domain.rules import DirectionRule
from kiosk.domain.verdict import Role
from kiosk.settings import Settings, load_settings

WHOLE = """
[kiosk]
id = "thuan-hoa-1"
area = "thuan-hoa"
agency = "ubnd-thuan-hoa"
site = "tru-so"
name = "UBND phường Thuận Hóa"
gate = "Cổng chính"
timezone = "Asia/Ho_Chi_Minh"
languages = ["vi", "en"]
hotline = "1900 1075"
contact = "baove@example.vn"
[devices]
camera = "picamera2:?width=1280&height=720&fps=30"
scanner = "cascade:"
signal = "gpio:?green=17&red=27&yellow=22&buzzer=18&buzzer_kind=passive&active_high=yes"
screen = "pygame:?size=1024x600"
feed = "mqtts://broker.example.vn:8883"
heartbeat = "systemd:"
[checkin]
direction = "in"
cooldown_s = 3
already_within_s = 300
toggle_after_s = 60
day_starts = "04:00"
[rules]
kinds = ["cccd", "can_cuoc", "national_qr", "bhyt", "pass", "board", "operator"]
default_role = "visitor"
[journal]
path = "/var/lib/kiosk/journal.db"
[privacy]
keep_days = 14
max_days = 90
notice = "2026-01"
[mqtt]
ca = "/etc/kiosk/ca.pem"
cert = "/etc/kiosk/kiosk.pem"
key = "/etc/kiosk/kiosk.key"
session_expiry_s = 30
window = 100
[keys]
centre = "/etc/kiosk/centre.pub"
issuers = "/etc/kiosk/issuers"
sign = "/etc/kiosk/kiosk.sign"
seal = "/etc/kiosk/kiosk.seal"
"""
"""The configuration as it is documented."""

LEAST = '[kiosk]\nid = "thuan-hoa-1"\narea = "thuan-hoa"\nagency = "ubnd"\nsite = "tru-so"\nname = "UBND"\n'


@pytest.fixture
def read(file: Path) -> Callable[[str], Settings]:
    def load(text: str) -> Settings:
        file.write_text(text, encoding="utf-8")
        return load_settings(file, lambda port, address: None)

    return load


def test_the_documented_configuration_is_read(read: Callable[[str], Settings]) -> None:
    settings = read(WHOLE)
    assert (settings.kiosk.id, settings.kiosk.name) == ("thuan-hoa-1", "UBND phường Thuận Hóa")
    assert settings.kiosk.zone.key == "Asia/Ho_Chi_Minh"
    assert settings.devices.scanner == ["cascade:"]
    assert settings.checkin.direction is DirectionRule.IN
    assert (settings.checkin.cooldown_s, settings.checkin.day_starts) == (3, time(4))
    assert (settings.rules.default_role, settings.rules.kinds[0]) == (Role.VISITOR, "cccd")
    assert settings.journal.path == Path("/var/lib/kiosk/journal.db")
    assert (settings.mqtt.key, settings.keys.seal) == (
        Path("/etc/kiosk/kiosk.key"),
        Path("/etc/kiosk/kiosk.seal"),
    )


def test_what_is_left_out_is_as_documented_where_nothing_else_is_safer(
    read: Callable[[str], Settings],
) -> None:
    least, whole = read(LEAST), read(WHOLE)
    assert least.checkin == whole.checkin
    assert least.rules == whole.rules
    assert least.journal == whole.journal
    assert (least.privacy.keep_days, least.privacy.max_days) == (14, 90)
    assert (least.mqtt.session_expiry_s, least.mqtt.window) == (30, 100)
    assert (least.kiosk.timezone, least.kiosk.languages) == ("Asia/Ho_Chi_Minh", ["vi", "en"])
    assert (least.devices.feed, least.keys.centre, least.mqtt.ca) == ("none:", None, None)


def test_several_scanners_may_be_named(read: Callable[[str], Settings]) -> None:
    settings = read(f'{LEAST}[devices]\nscanner = ["cascade:", "keyboard:"]\n')
    assert settings.devices.scanner == ["cascade:", "keyboard:"]


def test_every_address_is_checked_with_the_port_it_is_for(file: Path) -> None:
    checked: list[tuple[str, str]] = []
    file.write_text(WHOLE.replace('"cascade:"', '["zbar:", "zxing:"]'), encoding="utf-8")
    load_settings(file, lambda port, address: checked.append((port, address)))
    assert [(port, address.partition(":")[0]) for port, address in checked] == [
        ("camera", "picamera2"),
        ("scanner", "zbar"),
        ("scanner", "zxing"),
        ("signal", "gpio"),
        ("screen", "pygame"),
        ("feed", "mqtts"),
        ("heartbeat", "systemd"),
    ]


def test_the_space_around_a_value_is_no_fault(read: Callable[[str], Settings]) -> None:
    assert read(LEAST.replace('"UBND"', '"  UBND\\n"')).kiosk.name == "UBND"
