"""What the journal tells a kiosk of its past, each time anew from the disk."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from kiosk.devices.journal.reading.reader import JournalReader
from kiosk.domain.curfew import StillInside
from kiosk.domain.occupancy import Counts
from kiosk.domain.recent import Passage
from kiosk.domain.timeline import Stamp
from kiosk.ports import Journal

Told = TypeVar("Told")


class JournalPast:
    """While the journal is at fault nobody has passed; it is asked again when it is well."""

    def __init__(self, path: Path, journal: Journal) -> None:
        self._path, self._journal = path, journal

    def stamps(self) -> list[Stamp]:
        return self._asked(JournalReader.last_stamps, [])

    def counts(self, since: datetime) -> Counts:
        return self._asked(lambda reader: reader.counts(since), Counts())

    def passages(self, since: datetime) -> list[tuple[bytes, Passage]]:
        return self._asked(lambda reader: list(reader.passages(since)), [])

    def still_inside(self, since: datetime) -> list[StillInside]:
        with closing(JournalReader(self._path)) as reader:
            return reader.still_inside(since)

    def _asked(self, ask: Callable[[JournalReader], Told], nothing: Told) -> Told:
        if self._journal.fault:
            return nothing
        with closing(JournalReader(self._path)) as reader:
            return ask(reader)
