"""The centre's configuration: `central.toml`, checked whole, every fault named at once."""

from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from kiosk.domain.day import SiteDay
from kiosk.feed.session import Tls
from kiosk.settings import ClockTime, Id, Line, Table, TimeZone, load_toml

DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")
LOOPBACK = ("127.0.0.1", "::1", "localhost")

MQTT_PORTS = {"mqtt": 1883, "mqtts": 8883}


def _database(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError("is not a database's address; write one such as 'sqlite:///centre.db'") from None
    if url.drivername not in DRIVERS:
        raise ValueError("is neither SQLite nor PostgreSQL; write 'sqlite:///FILE' or 'postgresql://…'")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("would keep nothing; name a file, such as 'sqlite:///centre.db'")
    return value


def _broker(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in MQTT_PORTS and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("is not a broker's address; write 'mqtt://HOST:1883' or 'mqtts://HOST:8883'")
    return value


def _listen(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and int(port) <= 65_535):
        raise ValueError("is not an address to listen on; write one such as '127.0.0.1:8080'")
    return value


class CentralTable(Table):
    database: Annotated[str, AfterValidator(_database)] = "sqlite:///centre.db"
    broker: Annotated[str, AfterValidator(_broker)] = "mqtt://127.0.0.1:1883"
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    group: Id = "centre"
    keys: Path | None = None
    guests: bool = False
    keep_days: int = Field(default=90, ge=1, le=730)
    timezone: TimeZone = "Asia/Ho_Chi_Minh"
    day_starts: ClockTime = time(4)

    @property
    def broker_host(self) -> str:
        return urlsplit(self.broker).hostname or ""

    @property
    def broker_port(self) -> int:
        parts = urlsplit(self.broker)
        return parts.port or MQTT_PORTS[parts.scheme]

    @property
    def tls(self) -> Tls | None:
        """None: in the clear. The certificate lies beside the keys, as `kiosk keys ca` makes it."""
        if urlsplit(self.broker).scheme != "mqtts":
            return None
        if self.keys is None:
            return Tls()
        return Tls(self.keys / "ca.pem", self.keys / "centre.pem", self.keys / "centre.key")

    @property
    def listen_host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def listen_port(self) -> int:
        """0: any that is free."""
        return int(self.listen.rpartition(":")[2])

    @field_validator("guests")
    @classmethod
    def _guests_come_from_here(cls, guests: bool, info: ValidationInfo) -> bool:
        host = str(info.data.get("listen", "")).rpartition(":")[0].strip("[]")
        if guests and host not in LOOPBACK:
            raise ValueError("lets everybody look who reaches the page; listen on 127.0.0.1, or write false")
        return guests

    @property
    def day(self) -> SiteDay:
        return SiteDay(ZoneInfo(self.timezone), self.day_starts)


NationalName = Literal[
    "area",
    "agency",
    "site",
    "kiosk",
    "at",
    "event",
    "direction",
    "kind",
    "assurance",
    "role",
    "clock",
    "undoes",
    "subject",
    "person.namespace",
    "person.number",
    "person.name",
    "person.sex",
    "person.birth",
]
"""What `national.mapping` can hand on; personal things only where it names them."""


Percent = Annotated[int, Field(ge=1, le=100)]


class ViolationsTable(Table):
    """From where on something is a sign of violation; which rule asks for what, `violations/rules` says."""

    check_minutes: int = Field(default=5, ge=1, le=1440)
    silent_hours: int = Field(default=4, ge=1, le=100)
    offline_minutes: int = Field(default=60, ge=5, le=10_080)
    participation_percent: Percent = 50
    participation_days: int = Field(default=3, ge=1, le=10)
    without_out_percent: Percent = 40
    without_out_least: int = Field(default=20, ge=1)
    reject_percent: Percent = 30
    reject_least: int = Field(default=20, ge=1)
    board_days: int = Field(default=30, ge=1, le=366)
    gap_minutes: int = Field(default=60, ge=1, le=10_080)
    untrusted_percent: Percent = 10
    untrusted_least: int = Field(default=5, ge=1)
    guard_minutes: int = Field(default=240, ge=5, le=10_080)
    holidays: list[date] = Field(default_factory=list)
    sender: Line = "Trung tâm quản lý ra vào"
    place: Line = "Huế"
    signer: Line = "Thủ trưởng đơn vị"


class NationalTable(Table):
    url: str = Field(min_length=1)
    token_file: Path | None = None
    mapping: dict[NationalName, str] = Field(default_factory=dict)

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("is not an address; write one such as 'https://HOST/api'")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("would go in the clear; write https")
        return url


class CentralSettings(Table):
    """The whole of `central.toml`."""

    central: CentralTable = CentralTable()
    violations: ViolationsTable = ViolationsTable()
    national: NationalTable | None = None


def load_central_settings(path: Path) -> CentralSettings:
    """Reads `central.toml`; raises SettingsError with a line for each fault."""
    return load_toml(path, CentralSettings)
