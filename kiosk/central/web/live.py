"""What all open pages show together: one watcher looks into the database, every page reads from here."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from sqlalchemy.exc import DBAPIError

from kiosk.central.accounts import Scope
from kiosk.central.reader import KioskState, Reader, Sighting, Trouble
from kiosk.central.registry import SiteKey
from kiosk.central.web.names import Names
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import Event
from kiosk.domain.verdict import Direction

LOOK_EACH_S = 0.25
FLOOD_LOOK_EACH_S = 2.0
"""While a backlog comes in faster than anybody can read: taking it in goes first."""

NAMES_EACH_S = 5.0

QUIET_S = 5.0
"""After so long without a change a page hears that there is none."""

REMEMBERED = 1000
"""A page that missed more than this is loaded anew instead."""

SILENT_AFTER = timedelta(seconds=150)
"""A kiosk reports its health each 60 s; this is two reports missed."""


class Condition(Protocol):
    """How the centre itself fares."""

    @property
    def connected(self) -> bool:
        """To the broker."""

    @property
    def storing(self) -> bool:
        """The database takes what comes."""


class KioskMood(StrEnum):
    ONLINE = "online"
    SILENT = "silent"
    STOPPED = "stopped"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


URGENT = (KioskMood.SILENT, KioskMood.OFFLINE, KioskMood.ONLINE, KioskMood.STOPPED, KioskMood.UNKNOWN)
LISTED = 30
"""Sites, and kiosks, beside the live list; all of them have pages of their own."""


@dataclass(frozen=True, slots=True)
class Kiosk:
    state: KioskState
    mood: KioskMood


@dataclass(frozen=True, slots=True)
class Site:
    key: SiteKey
    entered: int
    left: int

    @property
    def inside(self) -> int:
        return max(0, self.entered - self.left)


@dataclass(frozen=True, slots=True)
class Board:
    """All on the page but the list of entries."""

    since: datetime  # when the day began; aware
    connected: bool
    storing: bool
    sites: tuple[Site, ...]
    kiosks: tuple[Kiosk, ...]
    troubles: tuple[Trouble, ...]  # of this day

    def within(self, scope: Scope) -> "Board":
        """What of it an account may see; a trouble with no kiosk of its areas is not among it."""
        if scope.areas is None:
            return self
        kiosks = tuple(kiosk for kiosk in self.kiosks if scope.allows(kiosk.state.place.area))
        known = {kiosk.state.place.kiosk for kiosk in kiosks}
        return replace(
            self,
            sites=tuple(site for site in self.sites if scope.allows(site.key[0])),
            kiosks=kiosks,
            troubles=tuple(trouble for trouble in self.troubles if trouble.kiosk in known),
        )

    @property
    def entered(self) -> int:
        return sum(site.entered for site in self.sites)

    @property
    def left(self) -> int:
        return sum(site.left for site in self.sites)

    @property
    def inside(self) -> int:
        return sum(site.inside for site in self.sites)

    @property
    def busiest(self) -> list[Site]:
        """As many as a page can show."""
        return sorted(self.sites, key=lambda site: (-site.entered - site.left, site.key))[:LISTED]

    @property
    def kiosks_first_to_see(self) -> list[Kiosk]:
        """As many as a page can show: first those that are silent or away."""
        return sorted(self.kiosks, key=lambda kiosk: URGENT.index(kiosk.mood))[:LISTED]


@dataclass(frozen=True, slots=True)
class Update:
    """What changed for a page. `sightings` None: too much was missed, load the page anew."""

    since: datetime  # when the day began; aware
    sightings: tuple[Sighting, ...] | None
    board: Board | None


class Live:
    """Used within one event loop, but for `stop`."""

    def __init__(self, reader: Reader, names: Names, day: SiteDay, condition: Condition) -> None:
        self._reader, self._names, self._day, self._condition = reader, names, day, condition
        self._recent: deque[Sighting] = deque(maxlen=REMEMBERED)
        self._passages: Counter[tuple[SiteKey, Direction]] = Counter()
        self._since: datetime | None = None  # from when passages are counted
        self._rewritten = 0  # how often what was shown already turned out otherwise
        self._readable = True
        self._kiosks: list[KioskState] = []
        self._troubles: list[Trouble] = []
        self._board = self._make_board()
        self._stopped = False
        self._changed = asyncio.Event()

    @property
    def state(self) -> Board:
        """Of all areas."""
        return self._board

    def board(self, scope: Scope) -> Board:
        return self._board.within(scope)

    @property
    def last_arrival(self) -> int:
        return self._recent[-1].arrival if self._recent else 0

    def latest(self, scope: Scope, limit: int) -> tuple[Sighting, ...]:
        """The newest, oldest first. Of some areas: of this day, for others may have filled the memory."""
        if scope.areas is None:
            return tuple(self._recent)[-limit:]
        return tuple(self._reader.latest_since(scope, self._board.since, limit))

    def stop(self) -> None:
        """Ends every page's stream within a moment; may be called from any thread."""
        self._stopped = True

    async def watch(self) -> None:
        """Looks into the database until stopped or cancelled."""
        named_s = -NAMES_EACH_S
        while not self._stopped:
            came = 0
            try:
                if time.monotonic() - named_s >= NAMES_EACH_S:
                    await asyncio.to_thread(self._names.refresh)
                    named_s = time.monotonic()
                came = await self._look()
                self._readable = True
            except DBAPIError:  # the page says so; why, the collector says
                self._readable = False
            board = self._make_board()
            if came or board != self._board:
                self._board = board
                self._wake()
            await asyncio.sleep(FLOOD_LOOK_EACH_S if came == REMEMBERED else LOOK_EACH_S)
        self._wake()

    async def updates(self, after: int, scope: Scope) -> AsyncIterator[Update]:
        """For one page that has seen everything up to that arrival; begins with the board as it is. Where
        nothing happens there is an empty update now and then.
        """
        board: Board | None = None
        rewritten = self._rewritten
        while not self._stopped:
            changed = self._changed
            missed = self._after(after) if rewritten == self._rewritten else None
            whole, shown = self._board, self.board(scope)
            if missed is None:
                yield Update(whole.since, None, None)
                return
            seen = tuple(sighting for sighting in missed if scope.allows(sighting.place.area))
            new_board = shown if shown != board else None
            if seen or new_board:
                yield Update(whole.since, seen, new_board)
            after = missed[-1].arrival if missed else after
            board = shown
            try:
                await asyncio.wait_for(changed.wait(), QUIET_S)
            except TimeoutError:
                yield Update(whole.since, (), None)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _after(self, arrival: int) -> tuple[Sighting, ...] | None:
        full = len(self._recent) == REMEMBERED
        if (full and arrival < self._recent[0].arrival - 1) or arrival > self.last_arrival:
            return None
        return tuple(sighting for sighting in self._recent if sighting.arrival > arrival)

    async def _look(self) -> int:
        """How many entries came, as far as they are remembered."""
        new = await asyncio.to_thread(self._reader.newest, self.last_arrival, REMEMBERED)
        flood = len(new) == REMEMBERED  # perhaps with a gap before it
        if self._since and any(sighting.event == Event.CLOCK for sighting in new):
            latest = await asyncio.to_thread(self._reader.newest, 0, REMEMBERED)
            self._recent, self._rewritten = deque(latest, maxlen=REMEMBERED), self._rewritten + 1
        else:
            self._recent.extend(new)
        since = self._day.start(datetime.now(UTC))
        if since == self._since and not flood and not any(sighting.changes_others for sighting in new):
            self._count(new, since)
        else:
            self._since = None  # until they are counted
            counted = await asyncio.to_thread(
                self._reader.passages, since, since + timedelta(days=1), self.last_arrival
            )
            self._passages, self._since = Counter(counted), since
        self._kiosks = await asyncio.to_thread(self._reader.kiosks)
        self._troubles = await asyncio.to_thread(self._reader.troubles, since)
        return len(new)

    def _count(self, sightings: list[Sighting], since: datetime) -> None:
        for sighting in sightings:
            passage = sighting.passage
            if passage and since <= sighting.at < since + timedelta(days=1):
                place = sighting.place
                self._passages[(place.area, place.agency, place.site), passage] += 1

    def _make_board(self) -> Board:
        now = datetime.now(UTC)
        places = [kiosk.place for kiosk in self._kiosks]
        keys = {(place.area, place.agency, place.site) for place in places} | {
            key for key, _ in self._passages
        }
        return Board(
            since=self._since or self._day.start(now),
            connected=self._condition.connected,
            storing=self._condition.storing and self._readable,
            sites=tuple(
                Site(key, self._passages[key, Direction.IN], self._passages[key, Direction.OUT])
                for key in sorted(keys)
            ),
            kiosks=tuple(Kiosk(kiosk, _mood(kiosk, now)) for kiosk in self._kiosks),
            troubles=tuple(self._troubles),
        )


def _mood(kiosk: KioskState, now: datetime) -> KioskMood:
    match kiosk.status:
        case "online" if kiosk.seen is not None and now - kiosk.seen > SILENT_AFTER:
            return KioskMood.SILENT
        case "online" | "stopped" | "offline" as status:
            return KioskMood(status)
    return KioskMood.UNKNOWN
