"""The configuration: `kiosk.toml`, checked whole, every fault named at once."""

import re
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from kiosk.domain.rules import DEFAULT_KINDS, KINDS, AutoOut, DirectionRule, Passback
from kiosk.domain.verdict import Role
from kiosk.domain.visible import is_visible
from kiosk.errors import AddressError
from kiosk.feed.topics import ID
from kiosk.settings.hours import Dated, DatedHours, Weekly
from kiosk.settings.opaque import OpaqueTable
from kiosk.settings.toml import Table, load_toml, nearest, quoted

__all__ = ["CheckAddress", "ClockTime", "Id", "Settings", "Table", "TimeZone", "load_settings", "load_toml"]

CheckAddress = Callable[[str, str], object]
"""Takes a port's name (`camera`) and an address; raises AddressError for one that cannot be used."""


def _id(value: str) -> str:
    if not re.fullmatch(ID, value):
        raise ValueError(f"{quoted(value)} must be 2 to 40 of a-z, 0-9 and '-'; write another")
    return value


def _line(value: str) -> str:
    if not is_visible(value):
        raise ValueError("must be one line of visible letters; remove the others")
    return value


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)  # to list them all takes longer than all else that is checked
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{quoted(name)} is no time zone; write one such as 'Asia/Ho_Chi_Minh'") from None
    return name


def _clock_time(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ValueError("must be a time of day in quotes, such as '04:00'")
    return time.fromisoformat(value)


def _address(value: str, info: ValidationInfo) -> str:
    check: CheckAddress | None = info.context
    if check is not None and info.field_name is not None:
        try:
            check(info.field_name, value)
        except AddressError as error:
            raise ValueError(str(error)) from error
    return value


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _named_apart(kinds: list[OpaqueTable]) -> list[OpaqueTable]:
    if len({kind.name for kind in kinds}) < len(kinds):
        raise ValueError("two kinds have one name; rename one of them")
    return kinds


def _kind(name: str, info: ValidationInfo) -> str:
    if "opaque" in info.data:
        known = (*KINDS, *(kind.name for kind in info.data["opaque"]))
        if name not in known:
            raise ValueError(f"{quoted(name)} is no kind of code. {nearest(name, known)}")
    return name


def _each_once(names: list[str]) -> list[str]:
    if len(set(names)) < len(names):
        raise ValueError("names one twice; keep one of them")
    return names


def _not_below_keep_days(max_days: int, info: ValidationInfo) -> int:
    keep_days = info.data.get("keep_days", 0)
    if max_days < keep_days:
        raise ValueError(f"must be at least keep_days, {keep_days}")
    return max_days


def _with_its_certificate(key: Path | None, info: ValidationInfo) -> Path | None:
    if "cert" in info.data and (key is None) != (info.data["cert"] is None):
        raise ValueError("goes with mqtt.cert; write both or neither")
    return key


Id = Annotated[str, AfterValidator(_id)]
Line = Annotated[str, AfterValidator(_line)]
Whole = Annotated[int, Field(strict=True)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
Address = Annotated[str, AfterValidator(_address)]
EachOnce = AfterValidator(_each_once)


class KioskTable(Table):
    id: Id
    area: Id
    agency: Id
    site: Id
    name: Line = Field(min_length=1, max_length=80)
    gate: Line = Field(default="", max_length=40)
    timezone: TimeZone = "Asia/Ho_Chi_Minh"
    languages: Annotated[list[Literal["vi", "en"]], EachOnce] = Field(default=["vi", "en"], min_length=1)
    hotline: Line = Field(default="", max_length=40)
    contact: Line = Field(default="", max_length=80)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class DevicesTable(Table):
    camera: Address = "picamera2:?width=1280&height=720&fps=30"
    scanner: Annotated[list[Address], BeforeValidator(_one_or_more), EachOnce] = Field(
        default=["cascade:"], min_length=1
    )
    signal: Address = "gpio:"
    screen: Address = "pygame:"
    feed: Address = "none:"
    heartbeat: Address = "systemd:"


class CheckinTable(Table):
    direction: DirectionRule = DirectionRule.IN
    cooldown_s: Whole = Field(default=3, ge=1, le=60)
    already_within_s: Whole = Field(default=300, ge=0, le=86_400)
    toggle_after_s: Whole = Field(default=60, ge=1, le=86_400)
    day_starts: ClockTime = time(4)


class RulesTable(Table):
    opaque: Annotated[list[OpaqueTable], AfterValidator(_named_apart)] = Field(default=[], max_length=20)
    kinds: Annotated[list[Annotated[str, AfterValidator(_kind)]], EachOnce] = Field(
        default=list(DEFAULT_KINDS), min_length=1
    )
    sites: Annotated[list[Id], EachOnce] = Field(default=[])
    default_role: Role = Role.VISITOR
    hours: list[Weekly] = Field(default=[])
    holidays: list[Dated] = Field(default=[])
    exceptions: list[DatedHours] = Field(default=[])
    any_hour: Annotated[list[Role], EachOnce] = Field(default=[Role.OPERATOR])
    passback: Passback = Passback.OFF
    capacity: Whole = Field(default=0, ge=0, le=1_000_000)
    auto_out: AutoOut = AutoOut.CLOSING
    auto_out_after_s: Whole = Field(default=1800, ge=0, le=14_400)
    deny: Path | None = None
    allow: Path | None = None
    staff: Path | None = None

    @property
    def lists(self) -> dict[str, Path]:
        """The lists that are kept, by their keys."""
        named = {"deny": self.deny, "allow": self.allow, "staff": self.staff}
        return {key: path for key, path in named.items() if path}


class JournalTable(Table):
    path: Path = Path("/var/lib/kiosk/journal.db")


class PrivacyTable(Table):
    keep_days: Whole = Field(default=14, ge=1, le=365)
    max_days: Annotated[Whole, AfterValidator(_not_below_keep_days)] = Field(
        default=90, ge=1, le=730, validate_default=True
    )
    notice: Line = Field(default="", max_length=20)


class MqttTable(Table):
    ca: Path | None = None
    cert: Path | None = None
    key: Annotated[Path | None, AfterValidator(_with_its_certificate)] = Field(
        default=None, validate_default=True
    )
    session_expiry_s: Whole = Field(default=30, ge=11, le=3600)  # above the will's delay of 10 s
    window: Whole = Field(default=100, ge=1, le=1000)


class KeysTable(Table):
    centre: Path | None = None
    issuers: Path | None = None
    sign: Path | None = None
    seal: Path | None = None
    list: Path | None = None
    dcc_signers: Path | None = None
    gates: Path | None = None


def _with_a_list_key(keys: KeysTable, info: ValidationInfo) -> KeysTable:
    rules: RulesTable | None = info.data.get("rules")
    if rules and rules.lists and keys.list is None:
        raise ValueError(f"rules.{next(iter(rules.lists))} needs keys.list, by which lists are read; add it")
    return keys


class Settings(Table):
    """The whole of `kiosk.toml`. Times end in `_s` (seconds) or `_days`."""

    kiosk: KioskTable
    devices: DevicesTable = DevicesTable()
    checkin: CheckinTable = CheckinTable()
    rules: RulesTable = RulesTable()
    journal: JournalTable = JournalTable()
    privacy: PrivacyTable = PrivacyTable()
    mqtt: MqttTable = MqttTable()
    keys: Annotated[KeysTable, AfterValidator(_with_a_list_key)] = Field(
        default=KeysTable(), validate_default=True
    )


def load_settings(path: Path, check_address: CheckAddress) -> Settings:
    """Reads `kiosk.toml`; raises SettingsError with a line for each fault, those of addresses included."""
    return load_toml(path, Settings, check_address)
