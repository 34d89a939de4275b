"""What the kiosk says of itself: where systemd started it, to its journal with fields; else as lines.

Nothing personal goes in: sentences for staff, and of a visitor the verdict alone.
"""

import socket
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog

from kiosk.domain.visible import visible

JOURNAL = Path("/run/systemd/journal/socket")
LONGEST = 2000
PRIORITIES = {"info": 6, "warning": 4, "error": 3}
"""Of syslog(3)."""

AGAIN_AFTER_S = 60.0
REMEMBERED = 100
"""Sentences: one that comes again within a minute is counted, and told with the next one."""

Fields = dict[str, Any]
Given = MutableMapping[str, Any]
Send = Callable[[Fields], None]


def open_logbook(kiosk: str, environment: Mapping[str, str], journal: Path = JOURNAL) -> Any:
    """A structlog logger: `log.warning(sentence)`, `log.info(what, verdict=…)`; from any thread.

    systemd sets JOURNAL_STREAM where standard error goes to its journal (systemd.exec(5)).
    """
    send: Send = _to_standard_error
    if "JOURNAL_STREAM" in environment and journal.is_socket():
        send = _Journald(journal).send
    return structlog.wrap_logger(
        _Sink(send),
        processors=[structlog.processors.add_log_level, Quieter(), _as_fields],
        wrapper_class=structlog.BoundLogger,
        id=kiosk,
    )


class Quieter:
    """A processor that lets a sentence through once in a while, and says how often it came meanwhile."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._said: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, _logger: object, _method: str, fields: Given) -> Given:
        """Raises structlog.DropEvent for one that was said a moment ago."""
        if "verdict" in fields:
            return fields
        sentence, now_s = str(fields["event"]), self._monotonic()
        with self._lock:
            since_s, unsaid = self._said.pop(sentence, (now_s - AGAIN_AFTER_S, 0))
            quiet = now_s - since_s < AGAIN_AFTER_S
            self._said[sentence] = (since_s, unsaid + 1) if quiet else (now_s, 0)
            if len(self._said) > REMEMBERED:
                self._said.popitem(last=False)
        if quiet:
            raise structlog.DropEvent
        return {**fields, "repeated": unsaid} if unsaid else fields


class _Sink:
    """What structlog hands the finished fields to, whatever the level is."""

    def __init__(self, send: Send) -> None:
        self.info = self.warning = self.error = send


class _Journald:
    """journald's native protocol: a datagram of `NAME=value` lines (systemd.io/JOURNAL_NATIVE_PROTOCOL)."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)

    def send(self, fields: Fields) -> None:
        """A journal that takes nothing holds nobody up: standard error is taken then."""
        lines = "".join(f"{name}={visible(str(value), LONGEST)}\n" for name, value in fields.items())
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.setblocking(False)
                line.sendto(lines.encode(), self._path)
        except OSError:
            _to_standard_error(fields)


def _as_fields(_logger: object, _method: str, fields: Given) -> tuple[tuple[Fields], Fields]:
    """Names as the journal has them; those of ours begin with KIOSK_."""
    own = {f"KIOSK_{name.upper()}": value for name, value in fields.items() if name not in ("event", "level")}
    known = {
        "MESSAGE": fields["event"],
        "PRIORITY": PRIORITIES[fields["level"]],
        "SYSLOG_IDENTIFIER": "kiosk",
    }
    return ({**known, **own},), {}


def _to_standard_error(fields: Fields) -> None:
    """What somebody at a terminal wants to read: no verdict, which the screen shows."""
    if "KIOSK_VERDICT" not in fields:
        print(visible(str(fields["MESSAGE"]), LONGEST), file=sys.stderr, flush=True)
