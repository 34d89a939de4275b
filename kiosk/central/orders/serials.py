"""Serials: each message to a kiosk has a higher one than the last, whatever the centre has been through.

A serial is at least the milliseconds since 1970: a centre that was restored from an old backup goes on above
what it gave since. See docs/decisions/0033.
"""

from datetime import datetime

from sqlalchemy import Connection, case, select

from kiosk.central.instants import milliseconds
from kiosk.central.tables import serials, upsert
from kiosk.domain.chain import SAFE_INTEGER
from kiosk.keys.signing import Kind

ROOM = 2**40
"""Between a serial that a kiosk claims to have taken and the last that can be written: enough for ever."""


def next_serial(connection: Connection, kiosk: str, kind: Kind, now: datetime) -> int:
    """Within the caller's transaction, which holds the row until its end."""
    upsert(
        connection,
        serials,
        ["kiosk", "kind"],
        [{"kiosk": kiosk, "kind": kind.value, "last": milliseconds(now)}],
        lambda new: {"last": case((new.last > serials.c.last, new.last), else_=serials.c.last + 1)},
    )
    of_kiosk = select(serials.c.last).where(serials.c.kiosk == kiosk, serials.c.kind == kind.value)
    return int(connection.execute(of_kiosk).scalar_one())


def raise_serial(connection: Connection, kiosk: str, kind: Kind, taken: int) -> bool:
    """The kiosk has taken this one; whether it is above ours, and not so high that none would be left."""
    of_kiosk = (serials.c.kiosk == kiosk, serials.c.kind == kind.value)
    ours = connection.execute(select(serials.c.last).where(*of_kiosk)).scalar() or 0
    if not ours < taken < SAFE_INTEGER - ROOM:
        return False
    row = {"kiosk": kiosk, "kind": kind.value, "last": taken}
    upsert(connection, serials, ["kiosk", "kind"], [row], lambda new: {"last": new.last})
    return True
