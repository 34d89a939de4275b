"""A month of many sites, lived through day by day: most are as they should be, some are not for a while."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, bindparam, insert, update

from kiosk.central.instants import milliseconds
from kiosk.central.registry import SiteKey
from kiosk.central.settings import ViolationsTable
from kiosk.central.store import ENTRY_COLUMNS
from kiosk.central.tables import (
    agencies,
    areas,
    counted,
    entries,
    fleet,
    insert_rows,
    kiosks,
    placements,
    runs,
    sites,
    upsert,
)
from kiosk.central.violations import RULES, evaluate
from kiosk.domain.day import SiteDay

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = SiteDay(ZONE, time(4))
HOURS = "mon-fri 07:30-11:30 13:30-17:00"
STAFF = 3
LIMITS = ViolationsTable(without_out_least=4, reject_least=5)

FIRST = date(2026, 11, 2)  # a Monday
WORKDAYS = [day for nth in range(29) if (day := FIRST + timedelta(days=nth)).weekday() < 5]
INSTALLED = date(2026, 10, 5)
OF_EACH = 12
AREAS = ("thuan-hoa", "phu-xuan", "kim-long", "an-cuu")
LASTS = 5  # workdays
MISSED = 3  # numbers


@dataclass(frozen=True, slots=True)
class Planted:
    """`wrong` empty: nothing is. `begins`, `ends`: of WORKDAYS; None: it goes on."""

    nth: int
    wrong: str = ""
    begins: int = 0
    ends: int | None = None
    suspended: bool = False

    @property
    def key(self) -> SiteKey:
        return AREAS[self.nth % len(AREAS)], "ubnd", f"site-{self.nth}"

    @property
    def kiosk(self) -> str:
        return f"kiosk-{self.nth}"

    @property
    def installed(self) -> datetime:
        """Whose board nobody ever inspects hung up its kiosk a month before that shows."""
        if self.wrong != "board_not_inspected":
            return at(INSTALLED, 8)
        return at(WORKDAYS[self.begins] - timedelta(days=LIMITS.board_days), 8)

    @property
    def guarded(self) -> bool:
        return self.wrong == "guard_absent" or self.nth % 5 == 0

    def is_wrong(self, workday: int) -> bool:
        return bool(self.wrong) and self.begins <= workday and (self.ends is None or workday < self.ends)

    def mended(self, workday: int) -> bool:
        """Just now."""
        return self.ends == workday


def town(quiet: int) -> list[Planted]:
    """Each rule broken at twelve sites, every other of them mended later; so many sites without."""
    numbers = count()
    planted = [
        Planted(next(numbers), rule, 2 + nth, 2 + nth + LASTS if nth % 2 else None)
        for rule in RULES
        for nth in range(OF_EACH)
    ]
    suspended = [Planted(next(numbers), rule, 2, suspended=True) for rule in RULES]
    return [*planted, *suspended, *(Planted(next(numbers)) for _ in range(quiet))]


class Month:
    """Writes each day's entries as a collector does, in bulk, and has the rules asked after it."""

    def __init__(self, engine: Engine, places: list[Planted]) -> None:
        self._engine, self._places = engine, places
        self._seqs: dict[str, Iterator[int]] = defaultdict(lambda: count(1))
        self._heads: dict[str, int] = {}
        self._held_back: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._missed: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._register()

    def live(self) -> None:
        for workday, day in enumerate(WORKDAYS):
            self._send(workday, day)
            evening = at(day, 17, 5)
            self._listen(evening)
            evaluate(self._engine, LIMITS, DAY, evening)
        after = at(WORKDAYS[-1] + timedelta(days=1), 6)
        self._listen(after)
        self._hear(len(WORKDAYS), after)
        evaluate(self._engine, LIMITS, DAY, after)

    def _listen(self, now: datetime) -> None:
        """The centre heard its kiosks without a break."""
        with self._engine.begin() as connection:
            since_ms = milliseconds(at(INSTALLED, 8))
            connection.execute(
                update(counted).values(listens_since_ms=since_ms, listened_ms=milliseconds(now))
            )

    def _register(self) -> None:
        since_ms = milliseconds(at(INSTALLED, 8))
        with self._engine.begin() as connection:
            connection.execute(insert(areas), [{"area": area, "name": area} for area in AREAS])
            connection.execute(insert(agencies), [{"agency": "ubnd", "name": "UBND"}])
            told = {"address": "", "office": "", "opening_hours": HOURS, "staff_expected": STAFF}
            keys = [
                (place, dict(zip(("area", "agency", "site"), place.key, strict=True)))
                for place in self._places
            ]
            connection.execute(
                insert(sites),
                [
                    key | told | {"name": place.kiosk, "status": "suspended" if place.suspended else "active"}
                    for place, key in keys
                ],
            )
            named = [{"kiosk": place.kiosk} for place in self._places]
            connection.execute(
                insert(fleet), [name | {"state": "active", "since_ms": since_ms} for name in named]
            )
            connection.execute(
                insert(placements),
                [
                    key | {"kiosk": place.kiosk, "gate": "", "since_ms": milliseconds(place.installed)}
                    for place, key in keys
                ],
            )
            connection.execute(
                insert(kiosks), [key | {"kiosk": place.kiosk, "seen_ms": since_ms} for place, key in keys]
            )

    def _send(self, workday: int, day: date) -> None:
        rows: list[tuple[Any, ...]] = []
        for place in self._places:
            rows += self._arriving(place, workday, list(self._rows(place, workday, day)))
        with self._engine.begin() as connection:
            insert_rows(connection, entries, ENTRY_COLUMNS, rows)
        self._hear(workday, at(day, 17, 4))

    def _arriving(self, place: Planted, workday: int, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """What reaches the centre of what was recorded that day."""
        kiosk, wrong = place.kiosk, place.is_wrong(workday)
        if place.wrong == "kiosk_offline" and wrong:
            self._held_back[kiosk] += rows
            return []
        if place.wrong == "gaps" and workday == place.begins:
            *whole, last = rows
            self._heads[kiosk] = whole[-MISSED - 1][_SEQ]
            self._missed[kiosk] = whole[-MISSED:]
            return [*whole[:-MISSED], last]
        if place.mended(workday):
            rows += self._held_back.pop(kiosk, []) + self._missed.pop(kiosk, [])
            self._heads.pop(kiosk, None)
        return rows

    def _hear(self, workday: int, now: datetime) -> None:
        heard = [
            place
            for place in self._places
            if not (place.wrong == "kiosk_offline" and place.is_wrong(workday))
        ]
        with self._engine.begin() as connection:
            connection.execute(
                update(kiosks)
                .where(kiosks.c.kiosk == bindparam("of_kiosk"))
                .values(seen_ms=milliseconds(now)),
                [{"of_kiosk": place.kiosk} for place in heard],
            )
            last = {place.kiosk: next(self._seqs[place.kiosk]) for place in self._places}
            for kiosk, seq in last.items():
                self._seqs[kiosk] = count(seq)
            upsert(
                connection,
                runs,
                ("kiosk", "epoch"),
                [
                    {"kiosk": kiosk, "epoch": "e", "head_chain": b""}
                    | {"last_seq": seq - 1, "head_seq": self._heads.get(kiosk, seq - 1)}
                    for kiosk, seq in last.items()
                ],
                _as_new,
            )

    def _rows(self, place: Planted, workday: int, day: date) -> Iterator[tuple[Any, ...]]:
        """What the site's kiosk records that day."""

        def wrong(rule: str) -> bool:
            return place.wrong == rule and place.is_wrong(workday)

        def row(hour: int, minute: int, **told: Any) -> tuple[Any, ...]:
            at_ms = milliseconds(at(day, hour, minute))
            clock = "untrusted" if wrong("untrusted_clock") else "trusted"
            return self._row(place, at_ms, {"clock": clock, **told})

        if place.guarded and not wrong("guard_absent"):
            yield row(7, 30, event="shift_on")
            yield row(15, 0, event="presence")
        if board := self._board(place, workday):
            verdict = "inspected" if board in ("board_ok", "board_hard_to_scan") else "rejected"
            yield row(8, 0, kind="board", verdict=verdict, reason=board)
        if wrong("silent"):
            return
        people = [("staff", f"s{nth}") for nth in range(1 if wrong("low_participation") else STAFF)]
        people.append(("visitor", "v"))
        for nth, (role, who) in enumerate(people):
            passed = {"kind": "cccd", "verdict": "accepted", "reason": "ok", "role": role, "subject": who}
            yield row(7, 40 + nth, direction="in", **passed)
            if nth == 0 or not wrong("without_out"):
                yield row(16, 30 + nth, direction="out", **passed)
        refused = {"kind": "unknown", "verdict": "rejected", "reason": "unknown_code"}
        for nth in range(6 if wrong("high_reject_rate") else 1):
            yield row(9, nth, direction="in", **refused)

    def _board(self, place: Planted, workday: int) -> str:
        """What is said of the board, if it is shown that day."""
        if place.wrong in ("board_wrong", "board_outdated", "board_hard_to_scan") and workday == place.begins:
            return "board_wrong_venue" if place.wrong == "board_wrong" else place.wrong
        first = workday == 0 and place.wrong != "board_not_inspected"
        return "board_ok" if first or place.mended(workday) else ""

    def _row(self, place: Planted, at_ms: int, told: dict[str, Any]) -> tuple[Any, ...]:
        area, agency, site = place.key
        values = {
            "kiosk": place.kiosk,
            "epoch": "e",
            "seq": next(self._seqs[place.kiosk]),
            "area": area,
            "agency": agency,
            "site": site,
            "at_ms": at_ms,
            "arrived_ms": at_ms,
            "event": "presented",
            "identity_digest": "",
            "chain": "",
            "body": "{}",
        } | told
        return tuple(values.get(column) for column in ENTRY_COLUMNS)


_SEQ = ENTRY_COLUMNS.index("seq")


def _as_new(new: Any) -> dict[str, Any]:
    return {"last_seq": new.last_seq, "head_seq": new.head_seq}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE).astimezone(UTC)
