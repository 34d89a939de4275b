"""Counts entries into figures of sites, each once, so that no rule ever reads entries.

What arrived since the last time marks its site's day as stale and moves the site's last times on: a walk
along the entries' own numbers. A stale day is counted when it is over, by the index of the site's entries;
what arrives for it later makes it stale again. Both go in small transactions: no collector waits for long.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)

from kiosk.central.database import WRITING
from kiosk.central.figures.passages import PASSED
from kiosk.central.instants import milliseconds, moment
from kiosk.central.tables import counted, entries, site_days, site_marks, upsert
from kiosk.central.violations.rules.boards import JUDGED
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import Event
from kiosk.domain.verdict import Direction, Role, Verdict

LOOKS_BACK = timedelta(days=40)
"""Days before that are not counted any more."""

ARRIVALS_AT_ONCE, DAYS_AT_ONCE = 20_000, 500
QUARTER_MS = 15 * 60 * 1000
"""A day of any zone begins at a whole quarter of an hour."""

SHIFTS = (Event.SHIFT_ON.value, Event.SHIFT_OFF.value, Event.PRESENCE.value)
DEEDS = (*SHIFTS, Event.MANUAL.value, Event.OVERRIDE.value, Event.UNDO.value, Event.MESSAGE.value)
PASSING = (Event.PRESENTED.value, Event.MANUAL.value, Event.OVERRIDE.value)

FIGURES = ("entries", "presented", "rejected", "entered", "left", "staff", "untrusted")
SITE = ("area", "agency", "site")

Row = dict[str, Any]


def count_new(engine: Engine, day: SiteDay, now: datetime) -> None:
    """All that arrived since the last time, then all stale days that are over. Raises DBAPIError."""
    writing = engine.execution_options(**{WRITING: True})
    while True:
        with writing.begin() as connection:
            if not _take_arrivals(connection, day, now):
                break
    while True:
        with writing.begin() as connection:
            if not _count_days(connection, now):
                break
    with writing.begin() as connection:
        connection.execute(delete(site_days).where(site_days.c.ends_ms < milliseconds(now - LOOKS_BACK)))


def hold_count(connection: Connection) -> Any:
    """The row of what is counted, held until the end of the transaction: one counts at a time."""
    return connection.execute(select(counted).with_for_update()).one()


def _take_arrivals(connection: Connection, day: SiteDay, now: datetime) -> bool:
    since = hold_count(connection).arrival
    newest = select(entries.c.arrival).where(entries.c.arrival > since).order_by(entries.c.arrival)
    upto = connection.execute(
        select(func.max(newest.limit(ARRIVALS_AT_ONCE).subquery().c.arrival))
    ).scalar_one()
    if upto is None:
        return False
    new = and_(entries.c.arrival > since, entries.c.arrival <= upto)
    quarters = connection.execute(_quarters(new)).mappings().all()
    _make_stale(connection, quarters, day, now)
    boards = connection.execute(_BOARDS.where(new).order_by(entries.c.at_ms)).all()
    _move_marks(connection, quarters, boards)
    connection.execute(update(counted).values(arrival=upto))
    return True


_WHEN = case((entries.c.at_ms > entries.c.arrived_ms, entries.c.arrived_ms), else_=entries.c.at_ms)
"""A clock that is ahead must not hide what does not come."""


def _last(*conditions: ColumnElement[bool]) -> ColumnElement[int | None]:
    return func.max(case((and_(*conditions), _WHEN)))


def _quarters(new: ColumnElement[bool]) -> Any:
    """By site and quarter of an hour."""
    quarter = (entries.c.at_ms // QUARTER_MS).label("quarter")
    place = [entries.c[name] for name in SITE]
    return (
        select(
            *place,
            quarter,
            _last(entries.c.event.in_(PASSING), _NO_BOARD).label("passed_ms"),
            _last(entries.c.event.in_(SHIFTS)).label("shift_ms"),
            _last(entries.c.event.in_(DEEDS)).label("guard_ms"),
            func.max(case((entries.c.event == Event.UNDO.value, 1), else_=0)).label("undone"),
            func.max(case((entries.c.event == Event.CLOCK.value, 1), else_=0)).label("moved"),
        )
        .where(new)
        .group_by(*place, quarter)
    )


_NO_BOARD = func.coalesce(entries.c.kind, "") != "board"
_BOARDS = select(*(entries.c[name] for name in SITE), _WHEN.label("at_ms"), entries.c.reason).where(
    entries.c.kind == "board", entries.c.reason.in_([reason.value for reason in JUDGED])
)


def _make_stale(connection: Connection, quarters: Sequence[Any], day: SiteDay, now: datetime) -> None:
    first_ms, last_ms = milliseconds(now - LOOKS_BACK), milliseconds(now + timedelta(days=1))
    stale: set[tuple[Any, ...]] = set()
    for row in quarters:
        at_ms = row["quarter"] * QUARTER_MS
        if first_ms <= at_ms <= last_ms:
            its = day.of(moment(at_ms))
            stale.add((*_site(row), its))
            if row["undone"]:
                stale.add((*_site(row), its - timedelta(days=1)))  # what is undone may be of the night before
    rows = [
        dict(zip((*SITE, "day"), key, strict=True))
        | {"begins_ms": milliseconds(day.begins(key[3]))}
        | {"ends_ms": milliseconds(day.begins(key[3] + timedelta(days=1)))}
        | {"stale": True, **dict.fromkeys(FIGURES, 0)}
        for key in sorted(stale)
    ]
    if rows:
        upsert(connection, site_days, (*SITE, "day"), rows, _stale)
    moved = sorted({_site(row) for row in quarters if row["moved"]})
    if moved:  # the times of entries before it, which may have been of another day
        connection.execute(
            update(site_days)
            .where(*(site_days.c[name] == bindparam(f"of_{name}") for name in SITE))
            .where(site_days.c.begins_ms >= first_ms)
            .values(stale=True),
            [{f"of_{name}": part for name, part in zip(SITE, site, strict=True)} for site in moved],
        )


def _stale(_new: Any) -> Row:
    return {"stale": True}


def _move_marks(connection: Connection, quarters: Iterable[Any], boards: Iterable[Any]) -> None:
    marks: dict[tuple[str, ...], Row] = {}
    for row in quarters:
        mark = marks.setdefault(_site(row), dict.fromkeys(_MARKS))
        for name in ("passed_ms", "shift_ms", "guard_ms"):
            mark[name] = max(filter(None, (mark[name], row[name])), default=None)
    for board in boards:
        mark = marks.setdefault((board.area, board.agency, board.site), dict.fromkeys(_MARKS))
        mark |= {"board_ms": board.at_ms, "board_reason": board.reason}
    rows = [dict(zip(SITE, site, strict=True)) | marks[site] for site in sorted(marks)]
    if rows:
        upsert(connection, site_marks, SITE, rows, _later)


_MARKS = ("passed_ms", "shift_ms", "guard_ms", "board_ms", "board_reason")


def _later(new: Any) -> Row:
    old = site_marks.c

    def newer(name: str) -> ColumnElement[bool]:
        return and_(new[name].is_not(None), or_(old[name].is_(None), new[name] >= old[name]))

    moved: Row = {
        name: case((newer(name), new[name]), else_=old[name])
        for name in ("passed_ms", "shift_ms", "guard_ms", "board_ms")
    }
    return moved | {"board_reason": case((newer("board_ms"), new.board_reason), else_=old.board_reason)}


def _site(row: Any) -> tuple[str, ...]:
    return row["area"], row["agency"], row["site"]


def _count_days(connection: Connection, now: datetime) -> bool:
    hold_count(connection)
    rows = connection.execute(_COUNT, {"now_ms": milliseconds(now)}).mappings().all()
    if rows:
        connection.execute(_SET, [{f"of_{name}": row[name] for name in (*_KEY, *FIGURES)} for row in rows])
    return bool(rows)


def _number(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)


_KEY = (*SITE, "day")
_due = (
    select(*(site_days.c[name] for name in (*_KEY, "begins_ms", "ends_ms")))
    .where(site_days.c.stale, site_days.c.ends_ms <= bindparam("now_ms"))
    .order_by(site_days.c.ends_ms)
    .limit(DAYS_AT_ONCE)
    .cte("due")
)
_held_up = and_(entries.c.event == Event.PRESENTED.value, _NO_BOARD)
_came = and_(PASSED, entries.c.direction == Direction.IN.value)
_staff_came = and_(_came, entries.c.role == Role.STAFF.value)
_COUNT = (
    select(
        *(_due.c[name] for name in _KEY),
        func.count(entries.c.arrival).label("entries"),
        _number(_held_up).label("presented"),
        _number(_held_up, entries.c.verdict == Verdict.REJECTED.value).label("rejected"),
        _number(_came).label("entered"),
        _number(
            PASSED, entries.c.direction == Direction.OUT.value, entries.c.event != Event.AUTO_OUT.value
        ).label("left"),
        # Who was let in by hand has no subject: each is somebody else, as far as is known.
        (
            func.count(case((_staff_came, entries.c.subject)).distinct())
            + _number(_staff_came, entries.c.subject.is_(None))
        ).label("staff"),
        _number(entries.c.clock == "untrusted").label("untrusted"),
    )
    .select_from(
        _due.outerjoin(
            entries,
            and_(
                *(entries.c[name] == _due.c[name] for name in SITE),
                entries.c.at_ms >= _due.c.begins_ms,
                entries.c.at_ms < _due.c.ends_ms,
            ),
        )
    )
    .group_by(*(_due.c[name] for name in _KEY))
)
_SET = (
    update(site_days)
    .where(*(site_days.c[name] == bindparam(f"of_{name}") for name in _KEY))
    .values(stale=False, **{name: bindparam(f"of_{name}") for name in FIGURES})
)
