"""Which kiosk hung where when: what is known of that is never forgotten, it only ends."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from kiosk.central.instants import milliseconds, moment
from kiosk.central.orders.day_keys import renew
from kiosk.central.registry.records import Change, Kiosk, KioskState, Placement
from kiosk.central.tables import fleet, placements, upsert
from kiosk.central.wrong import Wrong
from kiosk.feed.topics import Place

CHUNK = 500


def places(connection: Connection, kiosk: str) -> tuple[Placement, ...]:
    """Every place that the registry ever gave to a kiosk, oldest first; none: it is not registered."""
    return places_of(connection, [kiosk]).get(kiosk, ())


def places_of(connection: Connection, kiosks: Collection[str]) -> dict[str, tuple[Placement, ...]]:
    """The same for several; a kiosk that is not registered is absent."""
    found: dict[str, list[Placement]] = defaultdict(list)
    ordered = sorted(kiosks)
    for start in range(0, len(ordered), CHUNK):
        for row in connection.execute(_PLACES, {"kiosks": ordered[start : start + CHUNK]}):
            place = Place(row.area, row.agency, row.site, row.kiosk)
            until = None if row.until_ms is None else moment(row.until_ms)
            found[row.kiosk].append(Placement(place, row.gate, moment(row.since_ms), until))
    return {kiosk: tuple(known) for kiosk, known in found.items()}


_PLACES = (
    select(placements)
    .where(placements.c.kiosk.in_(bindparam("kiosks", expanding=True)))
    .order_by(placements.c.kiosk, placements.c.since_ms, placements.c.id)
)


def stolen_among(connection: Connection, kiosks: Collection[str]) -> frozenset[str]:
    """Those that are written down as stolen."""
    ordered = sorted(kiosks)
    found: set[str] = set()
    for start in range(0, len(ordered), CHUNK):
        of_these = fleet.c.kiosk.in_(ordered[start : start + CHUNK])
        rows = connection.execute(
            select(fleet.c.kiosk).where(of_these, fleet.c.state == KioskState.STOLEN.value)
        )
        found.update(row.kiosk for row in rows)
    return frozenset(found)


def all_kiosks(connection: Connection) -> dict[str, Kiosk]:
    """By id, each where it hangs or hung last."""
    rows = connection.execute(
        select(placements, fleet.c.state)
        .join(fleet, fleet.c.kiosk == placements.c.kiosk)
        .order_by(placements.c.since_ms, placements.c.id)
    )
    return {
        row.kiosk: Kiosk(row.kiosk, row.area, row.agency, row.site, row.gate, KioskState(row.state))
        for row in rows
    }


def put_kiosks(connection: Connection, wanted: Sequence[Kiosk], now: datetime) -> list[Change]:
    """Registers what is new, moves what hangs elsewhere now, and takes down what is retired or stolen.

    Where one was stolen the site's other kiosks get other day keys.
    """
    known = all_kiosks(connection)
    steps = [_Step(known.get(kiosk.kiosk), kiosk) for kiosk in wanted if known.get(kiosk.kiosk) != kiosk]
    now_ms = milliseconds(now)
    _set_states(connection, [step.after for step in steps if step.turns], now_ms)
    _end_placements(connection, [step.after.kiosk for step in steps if step.leaves], now_ms)
    _begin_placements(connection, [step.after for step in steps if step.comes], now_ms)
    for step in steps:
        if step.turns and step.after.state is KioskState.STOLEN:
            renew(connection, Place(*step.after.site_key, step.after.kiosk), now)
    return [Change(step.before, step.after) for step in steps]


def replace_kiosk(connection: Connection, old: str, new: str, now: datetime) -> list[Change]:
    """A new kiosk takes the place of an old one, which is retired. Raises Wrong."""
    known = all_kiosks(connection)
    if old not in known:
        raise Wrong("kiosk_unknown", kiosk=old)
    if new in known:
        raise Wrong("kiosk_taken", kiosk=new)
    if known[old].state is not KioskState.ACTIVE:
        raise Wrong("kiosk_gone", kiosk=old, new=new)
    steps = [replace(known[old], state=KioskState.RETIRED), replace(known[old], kiosk=new)]
    changes = put_kiosks(connection, steps, now)
    connection.execute(update(fleet).where(fleet.c.kiosk == old).values(replaced_by=new))
    return changes


@dataclass(frozen=True, slots=True)
class _Step:
    before: Kiosk | None
    after: Kiosk

    @property
    def turns(self) -> bool:
        """Into another state."""
        return self.before is None or self.before.state is not self.after.state

    @property
    def comes(self) -> bool:
        """To a place where it did not hang."""
        return (
            self.before is None
            or replace(self.before, state=self.after.state) != self.after
            or (self.turns and self.after.state is KioskState.ACTIVE)
        )

    @property
    def leaves(self) -> bool:
        return (
            self.before is not None
            and self.before.state is KioskState.ACTIVE
            and (self.comes or self.after.state is not KioskState.ACTIVE)
        )


def _set_states(connection: Connection, kiosks: Sequence[Kiosk], now_ms: int) -> None:
    rows = [
        {"kiosk": kiosk.kiosk, "state": kiosk.state.value, "since_ms": now_ms, "replaced_by": None}
        for kiosk in kiosks
    ]
    if rows:
        upsert(
            connection,
            fleet,
            ["kiosk"],
            rows,
            lambda new: {"state": new.state, "since_ms": new.since_ms, "replaced_by": new.replaced_by},
        )


def _end_placements(connection: Connection, kiosks: Sequence[str], now_ms: int) -> None:
    if kiosks:
        connection.execute(
            update(placements)
            .where(placements.c.kiosk == bindparam("of_kiosk"), placements.c.until_ms.is_(None))
            .values(until_ms=now_ms),
            [{"of_kiosk": kiosk} for kiosk in kiosks],
        )


def _begin_placements(connection: Connection, kiosks: Sequence[Kiosk], now_ms: int) -> None:
    rows = [
        {"kiosk": kiosk.kiosk, "area": kiosk.area, "agency": kiosk.agency, "site": kiosk.site}
        | {"gate": kiosk.gate, "since_ms": now_ms}
        | {"until_ms": None if kiosk.state is KioskState.ACTIVE else now_ms}
        for kiosk in kiosks
    ]
    if rows:
        connection.execute(insert(placements), rows)
