"""The configuration of each kiosk as the centre gives it; a broker that is new to it is given all anew."""

import json
from datetime import datetime

from sqlalchemy import Connection, func, select

from kiosk.central.accounts.audit import Action, Deed, record
from kiosk.central.instants import milliseconds, moment
from kiosk.central.orders.serials import next_serial
from kiosk.central.orders.whereabouts import place_of
from kiosk.central.tables import configs, upsert
from kiosk.domain.entry import JsonObject
from kiosk.errors import UsageError
from kiosk.feed.orders.config import MOST_BYTES, Config
from kiosk.keys.signing import Kind


def configure(connection: Connection, kiosk: str, body: JsonObject, account: str, now: datetime) -> int:
    """Writes it down, from where the running centre publishes it; gives its serial. Raises UsageError."""
    place = place_of(connection, kiosk)
    if place is None:
        raise UsageError(f"There is no kiosk {kiosk!r:.60}; name one that the centre has heard of.")
    serial = next_serial(connection, kiosk, Kind.CONFIG, now)
    if len(Config(kiosk, serial, now, body).to_bytes()) > MOST_BYTES:
        raise UsageError("The configuration is too large; have issuers drop passes that ended anyway.")
    row = {"kiosk": kiosk, "serial": serial, "issued_ms": milliseconds(now), "body": json.dumps(body)}
    upsert(
        connection,
        configs,
        ["kiosk"],
        [row],
        lambda new: {"serial": new.serial, "issued_ms": new.issued_ms, "body": new.body},
    )
    record(
        connection,
        account,
        [Deed(Action.CONFIG_PUBLISHED, kiosk, place.area, detail={"serial": serial})],
        now,
    )
    return serial


class ConfigShelf:
    """What is written down, for the one who publishes it."""

    def __init__(self) -> None:
        self._published: dict[str, int] = {}
        self._seen: object = None

    def forget(self) -> None:
        """The broker may have lost all."""
        self._published.clear()
        self._seen = None

    def due(self, connection: Connection) -> list[Config]:
        """What the broker has not been given yet."""
        newest = connection.execute(
            select(
                func.coalesce(func.max(configs.c.issued_ms), 0), func.coalesce(func.sum(configs.c.serial), 0)
            )
        ).one()
        if tuple(newest) == self._seen:
            return []
        rows = connection.execute(select(configs)).all()
        found = [
            Config(row.kiosk, row.serial, moment(row.issued_ms), json.loads(row.body))
            for row in rows
            if self._published.get(row.kiosk) != row.serial
        ]
        if not found:
            self._seen = tuple(newest)
        return found

    def published(self, config: Config) -> None:
        self._published[config.kiosk] = config.serial
