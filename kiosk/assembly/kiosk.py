"""The only place that picks devices by address and joins the parts. Stopping is starting read backwards."""

import os
import queue
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from kiosk.assembly.condition import Condition
from kiosk.assembly.configured import (
    keys_of,
    known_to,
    lists_of,
    place_of,
    retention_of,
    rules_of,
    site_day,
    site_of,
)
from kiosk.checkin import CheckIn
from kiosk.daybook import DayBook
from kiosk.devices.address import Address, load
from kiosk.devices.boards.inspector import BoardInspector
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import JournalPast, SqliteJournal, SqliteOutbox
from kiosk.devices.kinds import KINDS
from kiosk.devices.publisher.desk import Desk
from kiosk.devices.publisher.feed import Feed
from kiosk.domain.entry import JsonObject
from kiosk.domain.person import Person
from kiosk.feed.pack import ENTRIES_PER_PACK
from kiosk.feed.session import Tls
from kiosk.keys.day_keys import DayKeys
from kiosk.keys.files.day_keys import DayKeyFile, forgetful_folder
from kiosk.keys.person import seal_person
from kiosk.loop import Again, Board, Deeds, Eyes, Inbox, Listener, Loop, Notes, Orders, SteadySignal, Stop
from kiosk.loop.orders import Door, Machine, Records
from kiosk.loop.orders.machine import Reread
from kiosk.ports import Camera, Reader, Scanner, Screen, Witness
from kiosk.settings import Settings


def _no_file() -> Sequence[str]:
    return ["There is no file with this kiosk's configuration; start it anew."]


class Kiosk:
    """One kiosk as configured, running from the moment it is made; used as a context.

    What is put into `stops` ends it. `reread` reads the configuration again, if it has a file. `day_keys`:
    those of a kiosk before it, of the same site. Raises DeviceError if a part cannot be had.
    """

    camera: Camera
    _screen: Screen

    def __init__(
        self,
        settings: Settings,
        stops: "queue.SimpleQueue[Stop]",
        witness: Witness,
        *,
        reread: Reread = _no_file,
        day_keys: DayKeys | None = None,
    ) -> None:
        self._settings, self._stops, self._witness = settings, stops, witness
        self._reread = reread
        self.day_keys = day_keys or _day_keys(site_day(settings).of(SystemClock().now()))
        with ExitStack() as parts:
            self._assemble(parts)
            self._parts = parts.pop_all()

    @property
    def screen_url(self) -> str | None:
        """Where the screen is looked at, if it is a page."""
        return self._screen.url

    def run(self) -> Again | None:
        """Until it is to stop, or to begin anew; raises what a part failed with."""
        return self.loop.run()

    def close(self) -> None:
        """Lights off, everything let go; twice is fine."""
        self._parts.close()

    def __enter__(self) -> "Kiosk":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _assemble(self, parts: ExitStack) -> None:
        settings, devices = self._settings, self._settings.devices
        clock = SystemClock()
        day = site_day(settings)
        self._keys = keys_of(settings, clock.now().date())
        heartbeat = _device("heartbeat", devices.heartbeat)
        parts.callback(heartbeat.close)
        self.journal = SqliteJournal(
            settings.journal.path,
            settings.kiosk.id,
            clock,
            retention_of(settings),
            fail=self._stops.put,
        )
        parts.callback(self.journal.close)
        self._desk = Desk.beside(
            settings.journal.path, place_of(settings), self._keys.centre, self._keys.issuers, clock.now
        )
        publisher = _device("feed", devices.feed, self._feed())
        parts.callback(publisher.close)
        day_keys = self.day_keys
        self._condition = Condition(
            settings,
            self._keys,
            self.journal,
            self._desk,
            day_keys,
            clock,
            eyes=lambda: self.eyes,
            faults=lambda: self.loop.faults,
            link=publisher.link,
            has_reader=any(map(_is_reader, devices.scanner)),
            say=self._witness.says,
        )
        signal = SteadySignal(_device("signal", devices.signal))
        parts.callback(signal.close)
        self._screen = _device("screen", devices.screen, site_of(settings))
        parts.callback(self._screen.close)
        inbox = Inbox(timedelta(seconds=settings.checkin.cooldown_s))
        listeners = self._senses(parts, inbox)
        rules = rules_of(settings)
        past = JournalPast(settings.journal.path, self.journal)
        gates = self._keys.gates if self._desk.gates is None else self._desk.gates
        neighbours = (gates or {}).keys() - {settings.kiosk.id}
        daybook = DayBook(rules, day, clock, publisher, day_keys, past, neighbours)
        checkin = CheckIn(
            rules,
            daybook,
            clock,
            self.journal,
            signal,
            publisher,
            known=replace(known_to(settings, self._keys), issuers=self._desk.issuers),
            listing=lists_of(settings, clock.now().date()),
            seal=self._seal,
            notice=settings.privacy.notice,
        )
        board, notes = Board(), Notes(self.journal, publisher)
        deeds = Deeds(
            settings.kiosk.id,
            Door(checkin, daybook, self.journal, signal, publisher, board, notes, clock),
            Records(self.journal, publisher),
            Machine(
                settings.kiosk.id,
                clock,
                board,
                signal,
                inbox,
                self._stops,
                diagnose=self._condition.diagnose,
                reread=self._reread,
            ),
            day_keys,
            self._keys.opening,
        )
        self.loop = Loop(
            inbox,
            self.eyes,
            listeners,
            checkin,
            daybook,
            self.journal,
            signal,
            self._screen,
            publisher,
            heartbeat,
            clock,
            board,
            notes,
            Orders(publisher, deeds.begin, checkin.believe),
            standing=self._condition.standing,
            stops=self._stops,
            draws_lamps=Address.parse(devices.signal).kind == "simulated",
            witness=self._witness,
        )
        publisher.open()
        for listener in listeners:
            listener.start()
        # Beside a reader a kiosk is of use without its camera, also when it starts.
        if listeners:
            self.eyes.start()
        else:
            self.eyes.open()

    def _senses(self, parts: ExitStack, inbox: Inbox) -> list[Listener]:
        """Eyes with their scanners, and a listener for each reader that is no scanner."""
        say, fail = self._witness.says, self._stops.put
        cooldown = timedelta(seconds=self._settings.checkin.cooldown_s)
        scanners: list[Scanner] = []
        listeners: list[Listener] = []
        for address in self._settings.devices.scanner:
            if _is_reader(address):
                listeners.append(Listener(partial(_device, "scanner", address), inbox, say=say, fail=fail))
                parts.callback(listeners[-1].close)
            else:
                scanners.append(BoardInspector(_device("scanner", address), cooldown))
                parts.callback(scanners[-1].close)
        self.eyes = Eyes(self._open_camera, scanners, inbox, say=say, fail=fail)
        parts.callback(self.eyes.close)
        return listeners

    def _open_camera(self) -> Camera:
        self.camera = _device("camera", self._settings.devices.camera)
        return self.camera

    def _seal(self, person: Person, salt: str) -> JsonObject | None:
        if self._keys.seal_to is None:
            return None
        return seal_person(person, kiosk=self._settings.kiosk.id, salt=salt, to=self._keys.seal_to)

    def _feed(self) -> Feed:
        mqtt = self._settings.mqtt
        return Feed(
            place_of(self._settings),
            Tls(mqtt.ca, mqtt.cert, mqtt.key),
            mqtt.session_expiry_s,
            mqtt.window,
            ENTRIES_PER_PACK,
            self._keys.signer,
            self._keys.centre,
            self._desk,
            self.journal,
            SqliteOutbox(self._settings.journal.path),
            health=lambda: self._condition.health(),
            say=self._witness.says,
            fail=self._stops.put,
            gates=self._keys.gates,
            now=SystemClock().now,
            trouble=lambda: self._condition.trouble(),
        )


def _device(port: str, address: str, *given: Any) -> Any:
    device, arguments = load(address, KINDS[port])
    return device(*given, **arguments)


def _is_reader(address: str) -> bool:
    device, _ = load(address, KINDS["scanner"])
    return isinstance(device, type) and issubclass(device, Reader)


def _day_keys(day: date) -> DayKeys:
    """Those of before a restart, where the service has a folder that forgets with the power."""
    folder = forgetful_folder(os.environ.get("RUNTIME_DIRECTORY"))
    if folder is None:
        return DayKeys(day)
    file = DayKeyFile(folder / "day_keys")
    return DayKeys(day, file.load(), file.keep)
