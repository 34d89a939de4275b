"""What is handed on: passages and what takes one back, in the order in which they came here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from kiosk.central.instants import milliseconds, moment
from kiosk.central.tables import entries

WITHOUT_IDENTITY = "undo"

PASSAGES: ColumnElement[bool] = or_(
    and_(entries.c.event.in_(("presented", "manual", "override")), entries.c.verdict == "accepted"),
    entries.c.event == "auto_out",
    entries.c.event == "undo",
)
"""Who was let in or out, by whom and how ever; not who was refused, nor who was counted already."""

_REFERRED = entries.alias("referred")


@dataclass(frozen=True, slots=True)
class Passage:
    """One entry that is handed on. `person` is sealed still; None: nobody is known, or not any more."""

    arrival: int
    id: str
    area: str
    agency: str
    site: str
    kiosk: str
    at: datetime  # aware, UTC
    event: str
    clock: str
    direction: str | None
    kind: str | None
    assurance: str | None
    role: str | None
    undoes: str | None
    subject: str | None = field(repr=False)
    salt: str | None = field(repr=False)
    person: str | None = field(repr=False)


def passages(connection: Connection, after: int, up_to: int) -> Iterator[Passage]:
    """Of the arrivals above `after`, up to and with `up_to`."""
    rows = connection.execute(
        select(entries, _REFERRED.c.identity_digest.label("ref_digest"), _REFERRED.c.salt.label("ref_salt"))
        .outerjoin(
            _REFERRED,
            and_(
                entries.c.event == "undo",
                _REFERRED.c.kiosk == entries.c.kiosk,
                _REFERRED.c.epoch == entries.c.ref_epoch,
                _REFERRED.c.seq == entries.c.ref,
            ),
        )
        .where(entries.c.arrival > after, entries.c.arrival <= up_to, PASSAGES)
        .order_by(entries.c.arrival)
    )
    for row in rows:
        yield Passage(
            arrival=row.arrival,
            id=event_id(row.kiosk, row.epoch, row.seq, row.identity_digest, row.event),
            area=row.area,
            agency=row.agency,
            site=row.site,
            kiosk=row.kiosk,
            at=moment(row.at_ms),
            event=row.event,
            clock=row.clock,
            direction=row.direction,
            kind=row.kind,
            assurance=row.assurance,
            role=row.role,
            undoes=event_id(row.kiosk, row.ref_epoch, row.ref, row.ref_digest, "")
            if row.ref_digest
            else None,
            subject=row.subject,
            salt=row.salt,
            person=row.person,
        )


def event_id(kiosk: str, epoch: str, seq: int, identity_digest: str, event: str) -> str:
    """The same for an entry that was numbered anew: its identity digest, which a random salt makes unique.

    An undo has no identity, so its number is all it has.
    """
    if event == WITHOUT_IDENTITY:
        return f"{kiosk}.{epoch}.{seq}"
    return f"{kiosk}.{identity_digest}"


def last_arrival(connection: Connection, after: int, most: int) -> int | None:
    """The arrival that ends a batch of at most so many entries of any sort; None: there is nothing new."""
    batch = (
        select(entries.c.arrival)
        .where(entries.c.arrival > after)
        .order_by(entries.c.arrival)
        .limit(most)
        .subquery()
    )
    return connection.execute(select(func.max(batch.c.arrival))).scalar()


def waiting(connection: Connection, after: int) -> int:
    """Passages that came after that arrival."""
    beyond = select(func.count()).select_from(entries).where(entries.c.arrival > after, PASSAGES)
    return connection.execute(beyond).scalar_one()


def before_day(connection: Connection, day: date, zone: ZoneInfo) -> int | None:
    """The arrival after which every entry of that day and of later ones came; None: there is none of them."""
    first = connection.execute(
        select(func.min(entries.c.arrival)).where(entries.c.at_ms >= bounds(day, zone)[0])
    ).scalar()
    return None if first is None else first - 1


def counted(connection: Connection, day: date, zone: ZoneInfo, up_to: int) -> int:
    """Passages of that day among the arrivals up to `up_to`."""
    begin, end = bounds(day, zone)
    return connection.execute(
        select(func.count())
        .select_from(entries)
        .where(entries.c.at_ms >= begin, entries.c.at_ms < end, entries.c.arrival <= up_to, PASSAGES)
    ).scalar_one()


def bounds(day: date, zone: ZoneInfo) -> tuple[int, int]:
    """Milliseconds at which a day begins, and at which the next one does."""
    midnight = datetime.combine(day, time(), zone)
    return milliseconds(midnight), milliseconds(datetime.combine(day + timedelta(days=1), time(), zone))
