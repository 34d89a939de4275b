"""What the demo's centre knows before the first visitor comes: its place by name, and who may sign in."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.domain.spreadsheet import csv_line
from kiosk.settings import KioskTable

if TYPE_CHECKING:
    from sqlalchemy import Engine

AREA, AGENCY, SITE = "Phường Thuận Hóa", "UBND phường Thuận Hóa", "Trụ sở UBND phường"
OFFICE, ADDRESS, HOURS, STAFF = "Văn phòng HĐND và UBND", "1 Đường Thử, Huế", "mon-sun 00:00-24:00", 12


def write_down(kiosk: KioskTable, database: str) -> None:
    """The demo's own site and kiosk, in the registry."""
    from kiosk.central.accounts import COMMAND_LINE, EVERYWHERE
    from kiosk.central.registry import Registry, read_sheets

    place = [kiosk.area, kiosk.agency, kiosk.site]
    sheets: dict[str, list[list[object]]] = {
        "areas": [["area", "name"], [kiosk.area, AREA]],
        "agencies": [["agency", "name"], [kiosk.agency, AGENCY]],
        "sites": [
            ["area", "agency", "site", "name", "address", "office", "opening_hours", "staff_expected"],
            [*place, SITE, ADDRESS, OFFICE, HOURS, STAFF],
        ],
        "kiosks": [["kiosk", "area", "agency", "site", "gate"], [kiosk.id, *place, kiosk.gate]],
    }
    files = [(name, "".join(csv_line(line) for line in lines).encode()) for name, lines in sheets.items()]
    with _opened(database) as engine:
        Registry(engine).put(read_sheets(files), EVERYWHERE, COMMAND_LINE, "demo")


def invite(database: str) -> str:
    """Accounts `admin` and `tracer` with a new password, which it returns."""
    from kiosk.central.accounts import COMMAND_LINE, EVERYWHERE, Account, Accounts, Passwords, Role

    password = "-".join(secrets.token_hex(2) for _ in range(3))
    with _opened(database) as engine:
        accounts = Accounts(engine, Passwords())
        known = {account.name for account in accounts.all()}
        for role in (Role.ADMIN, Role.TRACER):
            if role.value in known:
                accounts.set_password(role.value, password, COMMAND_LINE)
            else:
                accounts.add(Account(role.value, role, EVERYWHERE), password, COMMAND_LINE)
    return password


@contextmanager
def _opened(database: str) -> "Iterator[Engine]":
    from kiosk.central.database import open_database

    engine = open_database(database)
    try:
        yield engine
    finally:
        engine.dispose()
