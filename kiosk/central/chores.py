"""How far work is that follows the entries in the order of their arrival, a stretch at a time."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from kiosk.central.tables import chores, entries, upsert

STRETCH = 5000
"""Arrivals that one turn looks at, whatever it finds among them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries to look at: those that arrived after `after`, up to `up_to`."""

    after: int
    up_to: int

    @property
    def empty(self) -> bool:
        return self.up_to <= self.after


def next_stretch(connection: Connection, chore: str, made_with: str = "") -> Stretch:
    """The one that follows; the first of all where it was done with other keys."""
    known = connection.execute(select(chores).where(chores.c.chore == chore)).first()
    after = known.arrival if known is not None and known.made_with == made_with else 0
    last = connection.execute(select(func.coalesce(func.max(entries.c.arrival), 0))).scalar_one()
    return Stretch(after, min(last, after + STRETCH))


def done_up_to(connection: Connection, chore: str, arrival: int, made_with: str = "") -> None:
    """In the transaction of what was done."""
    row = {"chore": chore, "arrival": arrival, "made_with": made_with}
    upsert(connection, chores, ["chore"], [row], _further)


def _further(new: object) -> dict[str, object]:
    return {name: getattr(new, name) for name in ("arrival", "made_with")}
