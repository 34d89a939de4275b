"""Gathers the figures of all sites that are asked about, from small tables alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, select

from kiosk.central.accounts.scope import EVERYWHERE
from kiosk.central.instants import milliseconds, moment
from kiosk.central.registry import KioskState, Registry, Site, SiteKey, SiteStatus
from kiosk.central.tables import entries, fleet, kiosks, placements, runs, site_days, site_marks
from kiosk.central.violations.counting import FIGURES
from kiosk.central.violations.listening import listening
from kiosk.central.violations.rules.figures import BoardLook, Day, Gap, HangingKiosk, SiteFigures
from kiosk.central.violations.rules.opening import OpenTime
from kiosk.domain.day import SiteDay

WINDOW = timedelta(days=16)
"""Of days that a rule may look at."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Of all active sites at which a kiosk hangs."""

    sites: Mapping[SiteKey, Site]
    installed: Mapping[SiteKey, int]
    kiosks: Mapping[SiteKey, list[HangingKiosk]]
    marks: Mapping[SiteKey, Any]
    days: Mapping[SiteKey, list[Day]]
    day: SiteDay
    holidays: frozenset[date]
    listening: datetime | None

    def figures(self, now: datetime) -> Iterator[SiteFigures]:
        """As they were, of days, and are, of all else, at a time (aware)."""
        today = self.day.of(now)
        for key, site in self.sites.items():
            if hanging := self.kiosks.get(key):
                marks = self.marks.get(key)
                yield SiteFigures(
                    site,
                    now,
                    OpenTime(site.opening_hours, self.day.zone, self.holidays),
                    self.listening,
                    moment(self.installed[key]),
                    tuple(hanging),
                    passed=_moment(marks.passed_ms) if marks else None,
                    guard=_moment(marks.guard_ms) if marks else None,
                    shifts=bool(marks and marks.shift_ms),
                    board=BoardLook(moment(marks.board_ms), marks.board_reason)
                    if marks and marks.board_ms
                    else None,
                    days=tuple(day for day in self.days.get(key, ()) if today - WINDOW <= day.day < today),
                )


def gather(
    engine: Engine, day: SiteDay, holidays: frozenset[date], since: datetime, now: datetime
) -> Gathered:
    """For judging any time between these two. Raises DBAPIError."""
    active = {
        site.key: site for site in Registry(engine).sites(EVERYWHERE) if site.status is SiteStatus.ACTIVE
    }
    with engine.begin() as connection:
        return Gathered(
            active,
            _installed(connection),
            _kiosks(connection),
            {_key(row): row for row in connection.execute(select(site_marks))},
            _days(connection, since, now),
            day,
            holidays,
            listening(connection, now),
        )


def _installed(connection: Connection) -> dict[SiteKey, int]:
    place = (placements.c.area, placements.c.agency, placements.c.site)
    rows = connection.execute(select(*place, func.min(placements.c.since_ms)).group_by(*place))
    return {(area, agency, site): since_ms for area, agency, site, since_ms in rows}


def _kiosks(connection: Connection) -> dict[SiteKey, list[HangingKiosk]]:
    found: dict[SiteKey, list[HangingKiosk]] = defaultdict(list)
    holes = {row.kiosk: row for row in connection.execute(_GAPS)}
    for row in connection.execute(_HANGING):
        hole = holes.get(row.kiosk)
        gap = Gap(hole.epoch, int(hole.missing), moment(hole.since_ms)) if hole else None
        found[_key(row)].append(HangingKiosk(row.kiosk, moment(row.since_ms), _moment(row.seen_ms), gap))
    return found


_HANGING = (
    select(
        *(placements.c[name] for name in ("area", "agency", "site", "kiosk", "since_ms")), kiosks.c.seen_ms
    )
    .join(fleet, fleet.c.kiosk == placements.c.kiosk)
    .outerjoin(kiosks, kiosks.c.kiosk == placements.c.kiosk)
    .where(placements.c.until_ms.is_(None), fleet.c.state == KioskState.ACTIVE.value)
    .order_by(placements.c.kiosk)
)

_before = func.lag(entries.c.seq, 1, runs.c.head_seq).over(
    partition_by=(entries.c.kiosk, entries.c.epoch), order_by=entries.c.seq
)
_above = (
    select(
        entries.c.kiosk,
        entries.c.epoch,
        entries.c.arrived_ms,
        (entries.c.seq - _before - 1).label("missing"),
    )
    .join(runs, and_(runs.c.kiosk == entries.c.kiosk, runs.c.epoch == entries.c.epoch))
    .where(runs.c.last_seq > runs.c.head_seq, entries.c.seq > runs.c.head_seq)
    .subquery()
)
_GAPS = (
    select(
        _above.c.kiosk,
        _above.c.epoch,
        func.sum(_above.c.missing).label("missing"),
        func.min(_above.c.arrived_ms).label("since_ms"),
    )
    .where(_above.c.missing > 0)
    .group_by(_above.c.kiosk, _above.c.epoch)
    .order_by(_above.c.kiosk, _above.c.epoch)
)
"""Only above the heads of runs that are not whole: few, and found by the entries' own key."""


def _days(connection: Connection, since: datetime, now: datetime) -> dict[SiteKey, list[Day]]:
    found: dict[SiteKey, list[Day]] = defaultdict(list)
    window = (
        site_days.c.day >= (since - WINDOW).date(),
        site_days.c.ends_ms <= milliseconds(now),
        site_days.c.entries > 0,
    )
    for row in connection.execute(select(site_days).where(*window).order_by(site_days.c.day)):
        found[_key(row)].append(
            Day(row.day, moment(row.ends_ms), **{name: getattr(row, name) for name in FIGURES})
        )
    return found


def _key(row: Any) -> SiteKey:
    return row.area, row.agency, row.site


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else moment(ms)
