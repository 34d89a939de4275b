"""Where kiosks hang now: as the registry says, and of those that it does not know, as they were heard."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from kiosk.central.tables import fleet, kiosks, placements
from kiosk.feed.topics import Place

CHUNK = 500
ACTIVE = "active"


def places_now(connection: Connection, among: Collection[str]) -> dict[str, Place]:
    """Of those kiosks; who is retired, stolen or unknown is absent."""
    found: dict[str, Place] = {}
    ordered = sorted(among)
    for start in range(0, len(ordered), CHUNK):
        chunk = ordered[start : start + CHUNK]
        registered = dict(
            connection.execute(select(fleet.c.kiosk, fleet.c.state).where(fleet.c.kiosk.in_(chunk))).all()
        )
        heard = connection.execute(select(kiosks).where(kiosks.c.kiosk.in_(chunk)))
        found |= {row.kiosk: _place(row) for row in heard if row.kiosk not in registered}
        hanging = connection.execute(
            select(placements).where(placements.c.kiosk.in_(chunk), placements.c.until_ms.is_(None))
        )
        found |= {row.kiosk: _place(row) for row in hanging if registered[row.kiosk] == ACTIVE}
    return found


def all_kiosks(connection: Connection) -> list[str]:
    """Every one that hangs somewhere, by id."""
    heard = connection.execute(select(kiosks.c.kiosk)).scalars().all()
    registered = connection.execute(select(fleet.c.kiosk)).scalars().all()
    return sorted(places_now(connection, {*heard, *registered}))


def place_of(connection: Connection, kiosk: str) -> Place | None:
    return places_now(connection, [kiosk]).get(kiosk)


def neighbours_of(connection: Connection, kiosk: str, among: Collection[str]) -> list[str]:
    """Those of `among` that hang at the same site as a kiosk; none if that hangs nowhere."""
    places = places_now(connection, {kiosk, *among})
    here = places.pop(kiosk, None)
    return sorted(other for other, place in places.items() if here and place == replace(here, kiosk=other))


def _place(row: Any) -> Place:
    return Place(row.area, row.agency, row.site, row.kiosk)
