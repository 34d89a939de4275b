"""The day keys of every site: made here, kept until the day and its window are over, sealed even here.

At rest they are sealed to the centre's own key, so that the database alone tells nobody's subject.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, insert, select, update

from kiosk.central.database import WRITING
from kiosk.central.instants import milliseconds
from kiosk.central.orders.serials import next_serial
from kiosk.central.orders.whereabouts import places_now
from kiosk.central.tables import arrivals, day_keys, kiosks
from kiosk.domain.day import SiteDay
from kiosk.errors import SealBroken
from kiosk.feed.orders import Command, Name
from kiosk.feed.topics import Place
from kiosk.keys.day_key import DayKey
from kiosk.keys.files import CentreKeys
from kiosk.keys.sealing import OpeningRing
from kiosk.keys.signing import Kind

KEPT_AFTER = timedelta(hours=1)
"""After the day's end a gate that starts anew still needs its key, for those who came just before."""

GIVEN_WITHIN = timedelta(minutes=1)
"""A kiosk that is on line has it by then; one that is not gets another when it comes."""

AT_ONCE = 100


class SiteKeys:
    """`own` opens what the centre sealed to itself."""

    def __init__(self, own: OpeningRing, day: SiteDay) -> None:
        self._own, self._day = own, day

    def days(self, now: datetime) -> tuple[date, ...]:
        """Those for which kiosks are to have a key: today and tomorrow."""
        today = self._day.of(now)
        return today, today + timedelta(days=1)

    def key(self, connection: Connection, place: Place, day: date) -> DayKey:
        """The same for every gate of a site; made if it is not there, or cannot be opened any more."""
        site = {"area": place.area, "agency": place.agency, "site": place.site, "day": day}
        of_site = [day_keys.c[name] == value for name, value in site.items()]
        kept = connection.execute(select(day_keys.c.sealed).where(*of_site)).scalar()
        if kept is not None:
            try:
                return DayKey.opened_at_rest(kept, _where(place), day, self._own)
            except SealBroken:
                connection.execute(delete(day_keys).where(*of_site))
        made = DayKey(day, shared=True)
        sealed = made.sealed_at_rest(self._own.own, _where(place))
        connection.execute(insert(day_keys), [site | {"sealed": sealed}])
        return made

    def forget_past(self, connection: Connection, now: datetime) -> None:
        """Those whose window is over."""
        connection.execute(delete(day_keys).where(day_keys.c.day < self._day.of(now - KEPT_AFTER)))


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Day keys for those who came on line, up to the last of them."""

    days: tuple[date, ...]
    up_to_ms: int
    commands: list[tuple[Place, Command]]


class DayKeyRound:
    """Gives keys to kiosks that have come on line, and to all of them when the days change."""

    def __init__(self, engine: Engine, keys: CentreKeys, day: SiteDay) -> None:
        self._reading, self._writing = engine, engine.execution_options(**{WRITING: True})
        self._kiosks, self._site_keys = keys.kiosks, SiteKeys(keys.opening, day)
        self.forget()

    def forget(self) -> None:
        """Nobody is known to have any."""
        self._up_to_ms = 0
        self._days: tuple[date, ...] = ()

    def due(self, now: datetime) -> HandedOver:
        """Some of those who have none yet; keys that are not there are made, and those of the past go."""
        days = self._site_keys.days(now)
        up_to_ms = self._up_to_ms if days == self._days else 0
        with self._reading.begin() as connection:
            came = _came_on_line(connection, up_to_ms)
        due = HandedOver(days, max((at_ms for _, at_ms in came), default=up_to_ms), [])
        to = {kiosk for kiosk, _ in came if kiosk in self._kiosks}
        if to or days != self._days:
            with self._writing.begin() as connection:
                self._site_keys.forget_past(connection, now)
                for kiosk, place in places_now(connection, to).items():
                    for day in days:
                        due.commands.append((place, self._command(connection, place, kiosk, day, now)))
        return due

    def sent(self, handed_over: HandedOver) -> None:
        """To the broker."""
        self._days, self._up_to_ms = handed_over.days, handed_over.up_to_ms

    def _command(self, connection: Connection, place: Place, kiosk: str, day: date, now: datetime) -> Command:
        key = self._site_keys.key(connection, place, day)
        body = key.sealed(kiosk=kiosk, to=self._kiosks[kiosk].seal_to)
        serial = next_serial(connection, kiosk, Kind.COMMANDS, now)
        return Command(kiosk, Name.DAY_KEY, serial, now, now + GIVEN_WITHIN, body)


def renew(connection: Connection, place: Place, now: datetime) -> None:
    """A kiosk of this site was stolen: the others are to have other keys, at once."""

    def of_site(table: Table) -> list[ColumnElement[bool]]:
        return [table.c[name] == getattr(place, name) for name in ("area", "agency", "site")]

    connection.execute(delete(day_keys).where(*of_site(day_keys)))
    neighbours = select(kiosks.c.kiosk).where(*of_site(kiosks))
    connection.execute(
        update(arrivals).where(arrivals.c.kiosk.in_(neighbours)).values(at_ms=milliseconds(now))
    )


def _where(place: Place) -> str:
    return f"{place.area}/{place.agency}/{place.site}"


def _came_on_line(connection: Connection, after_ms: int) -> list[tuple[str, int]]:
    """Kiosks on line that came after that, and when; the earliest first, those of one instant together."""
    newer = (arrivals.c.at_ms > after_ms, kiosks.c.status == "online")
    joined = arrivals.join(kiosks, kiosks.c.kiosk == arrivals.c.kiosk)
    instants = select(arrivals.c.at_ms).select_from(joined).where(*newer).order_by(arrivals.c.at_ms)
    last = connection.execute(instants.limit(AT_ONCE)).scalars().all()
    if not last:
        return []
    rows = connection.execute(
        select(arrivals.c.kiosk, arrivals.c.at_ms)
        .select_from(joined)
        .where(*newer, arrivals.c.at_ms <= last[-1])
        .order_by(arrivals.c.at_ms)
    )
    return [(row.kiosk, row.at_ms) for row in rows]
