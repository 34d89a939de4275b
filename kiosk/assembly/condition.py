"""How this kiosk fares, for the screen, the health report and the command `diagnose`: gathered here."""

import time
from collections.abc import Callable
from pathlib import Path

import kiosk
from kiosk.devices.journal import SqliteJournal
from kiosk.devices.publisher.desk import Desk
from kiosk.devices.vitals import read_vitals
from kiosk.domain.diagnosis import WARN_DAYS, Facts, Finding, diagnose
from kiosk.domain.entry import JsonObject, to_rfc3339
from kiosk.errors import KeysError
from kiosk.keys.certificates import days_left, end_warning
from kiosk.keys.day_keys import DayKeys
from kiosk.keys.files import KioskKeys
from kiosk.loop import Eyes
from kiosk.ports import Clock, Link, Standing
from kiosk.settings import Settings

LOOK_EACH_S = 600.0
"""At the certificate, which ends on a day."""

NO_CENTRE_KEY, CERTIFICATE = "no_centre_key", "certificate"


class Condition:
    """`faults` and `link` are asked when they are needed: the parts that know come later.

    `say` is told when the certificate is about to end, once for each day.
    """

    def __init__(
        self,
        settings: Settings,
        keys: KioskKeys,
        journal: SqliteJournal,
        desk: Desk,
        day_keys: DayKeys,
        clock: Clock,
        *,
        eyes: Callable[[], Eyes],
        faults: Callable[[], tuple[str, ...]],
        link: Callable[[], Link | None],
        has_reader: bool,
        say: Callable[[str], None],
    ) -> None:
        self._folder, self._keys = settings.journal.path.parent, keys
        self._journal, self._desk, self._day_keys, self._clock = journal, desk, day_keys, clock
        self._eyes, self._faults, self._link, self._has_reader = eyes, faults, link, has_reader
        self._certificate = Certificate(settings.mqtt.cert, clock, say)
        self._started_s = time.monotonic()

    def standing(self) -> Standing:
        """What stands wrong for days, and no part of the loop knows."""
        warnings = [*self._journal.incidents(), *([] if self._keys.seal_to else [NO_CENTRE_KEY])]
        days = self._certificate.days_left()
        if days is not None and 0 <= days < WARN_DAYS:
            warnings.append(CERTIFICATE)
        ended = days is not None and days < 0
        return Standing((CERTIFICATE,) if ended else (), tuple(warnings))

    def trouble(self) -> tuple[str, ...]:
        """Faults and warnings by name."""
        return *self._faults(), *self.standing().warnings

    def health(self) -> JsonObject:
        """As on `P/health`, but for the age of the last receipt."""
        sight = self._eyes().sight
        vitals = read_vitals(self._folder)
        return {
            "v": 1,
            "at": to_rfc3339(self._clock.now()),
            "version": kiosk.__version__,
            "uptime_s": round(time.monotonic() - self._started_s),
            "frame_age_ms": round(1000 * (time.monotonic() - sight.seen_s)) if sight.frame else None,
            "fps": round(sight.fps, 1),
            "decode_ms": round(sight.decode_ms, 2),
            "entries": self._journal.entries(),
            "outbox": self._journal.waiting(),
            "quarantined": self._journal.quarantined(),
            "clock": "trusted" if self._clock.state().trusted else "untrusted",
            "temperature_c": vitals.temperature_c,
            "throttled": vitals.throttled,
            "disk_free_mb": vitals.disk_free_mb,
            "memory_mb": vitals.memory_mb,
            "faults": list(self._faults()),
            "warnings": list(self.standing().warnings),
            "config": self._desk.config_serial,
            "refused": self._desk.refused,
        }

    def diagnose(self) -> tuple[Finding, ...]:
        """Part by part."""
        link, vitals = self._link(), read_vitals(self._folder)
        return diagnose(
            Facts(
                faults=frozenset(self._faults()),
                has_reader=self._has_reader,
                clock_trusted=self._clock.state().trusted,
                feeds=link is not None,
                connected=link is not None and link.connected,
                waiting=self._journal.waiting(),
                receipt_age_s=link.receipt_age_s if link else None,
                quarantined=self._journal.quarantined(),
                overdue=self._journal.overdue(),
                centre_key=self._keys.seal_to is not None,
                signing_key=self._keys.signer is not None,
                sealing_key=self._keys.opening is not None,
                day_key_shared=self._day_keys.shared,
                certificate_days=self._certificate.days_left(),
                disk_free_mb=vitals.disk_free_mb,
                memory_free_mb=vitals.memory_free_mb,
                temperature_c=vitals.temperature_c,
                throttled=int(vitals.throttled, 16) if vitals.throttled else None,
            )
        )


class Certificate:
    """When the kiosk's own certificate ends; looked at now and then, as somebody may renew it meanwhile."""

    def __init__(self, path: Path | None, clock: Clock, say: Callable[[str], None]) -> None:
        self._path, self._clock, self._say = path, clock, say
        self._days: int | None = None
        self._due_s = 0.0
        self._said = ""

    def days_left(self) -> int | None:
        """Whole days, below 0 once it has ended; None: there is none, or it cannot be read."""
        now_s = time.monotonic()
        if self._path and now_s >= self._due_s:
            self._due_s = now_s + LOOK_EACH_S
            self._days = self._look(self._path)
        return self._days

    def _look(self, path: Path) -> int | None:
        now = self._clock.now()
        try:
            warning, days = end_warning(path, now), days_left(path, now)
        except KeysError as error:
            warning, days = str(error), None
        if warning and warning != self._said:
            self._say(warning)
        self._said = warning or ""
        return days
