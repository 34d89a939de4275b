"""The centre as one process: the collector and the page, until it is told to stop."""

import queue
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from kiosk.central.collector import Collector
from kiosk.central.custodian import Custodian
from kiosk.central.database import open_database
from kiosk.central.national import NationalSync
from kiosk.central.notary import Notary
from kiosk.central.orders import Dispatcher
from kiosk.central.settings import CentralSettings, CentralTable
from kiosk.central.store import Store
from kiosk.central.violations import ViolationRounds
from kiosk.central.web.app import make_app, make_parts
from kiosk.central.web.server import PageServer
from kiosk.domain.visible import visible
from kiosk.errors import CentreError
from kiosk.keys.files import CentreKeys, load_centre_keys

Happening = signal.Signals | BaseException

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LOOK_EACH_S = 0.2
LONGEST_LINE = 2000


def run(settings: CentralSettings) -> None:
    """Runs the centre in the main thread until it is told to stop. Raises CentreError if it cannot begin."""
    happenings: queue.SimpleQueue[Happening] = queue.SimpleQueue()

    def stop(number: int, _frame: object) -> None:
        happenings.put(signal.Signals(number))  # SimpleQueue: a signal handler must take no lock

    before = {number: signal.signal(number, stop) for number in STOPPING}
    try:
        with Centre(settings, say=_say, fail=happenings.put) as centre:
            _say(f"The centre's page: {centre.url}")
            happening = _first(happenings)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if isinstance(happening, BaseException):
        raise happening


def _first(happenings: "queue.SimpleQueue[Happening]") -> Happening:
    # Never without an end: a signal that comes just before the waiting begins wakes nobody.
    while True:
        try:
            return happenings.get(timeout=LOOK_EACH_S)
        except queue.Empty:
            pass


class Centre:
    """Collector and page, running from the moment it is made."""

    def __init__(
        self, settings: CentralSettings, *, say: Callable[[str], None], fail: Callable[[BaseException], None]
    ) -> None:
        table = settings.central
        with ExitStack() as parts:
            listener = _listen(table)
            parts.callback(listener.close)
            engine = open_database(table.database)
            parts.callback(engine.dispose)
            keys = _keys(table)
            notary = Notary(keys)
            collector = Collector(table, Store(engine), notary, say=say, fail=fail)
            dispatcher = Dispatcher(
                engine,
                notary,
                keys,
                table.day,
                collector.publish,
                lambda: collector.connections,
                keep=timedelta(days=table.keep_days),
                fail=fail,
            )
            custodian = Custodian(engine, keys, table.keep_days, fail=fail)
            violations = ViolationRounds(
                engine, settings.violations, table.day, lambda: collector.connected, fail=fail
            )
            pages = make_parts(engine, table, collector, keys, settings.violations, say=say)
            national = _national(settings, engine, keys, say=say, fail=fail)
            server = PageServer(make_app(pages, fail=fail), listener, fail=fail)
            self.url = server.url
            parts.callback(collector.close)
            collector.start()
            parts.callback(dispatcher.close)
            dispatcher.start()
            parts.callback(custodian.close)
            custodian.start()
            if national:
                parts.callback(national.close)
                national.start()
            parts.callback(violations.close)
            violations.start()
            parts.callback(server.close)
            parts.callback(pages.live.stop)
            server.start()
            self._parts = parts.pop_all()

    def close(self) -> None:
        """Within 5 s; twice is fine."""
        self._parts.close()

    def __enter__(self) -> "Centre":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _keys(table: CentralTable) -> CentreKeys | None:
    return load_centre_keys(table.keys, today=datetime.now(UTC).date()) if table.keys else None


def _national(
    settings: CentralSettings,
    engine: Engine,
    keys: CentreKeys | None,
    *,
    say: Callable[[str], None],
    fail: Callable[[BaseException], None],
) -> NationalSync | None:
    if settings.national is None:
        return None
    zone = settings.central.day.zone
    return NationalSync(engine, settings.national, keys.opening if keys else None, zone, say=say, fail=fail)


def _listen(table: CentralTable) -> socket.socket:
    host, port = table.listen_host, table.listen_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise CentreError(
            f"The page cannot be shown on {table.listen} ({error.strerror}); choose another central.listen."
        ) from error


def _say(sentence: str) -> None:
    line = visible(sentence, LONGEST_LINE)
    sys.stderr.write(f"{line}\n")  # at once: two threads must not say one line between them
    sys.stderr.flush()
