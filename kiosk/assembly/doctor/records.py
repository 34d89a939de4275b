"""The journal from outside: can it be written, is it whole, does the disk keep up, what waits in it."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile

from kiosk.devices.journal import JournalReader
from kiosk.domain.diagnosis import Finding, fault, ok, warning
from kiosk.keys.files.day_keys import FORGETFUL, file_system_of

SYNCS = 5
SLOW_S = 0.5
PAGE = bytes(4096)


def look_at_journal(path: Path) -> Iterator[Finding]:
    """Raises KioskError for one that cannot be read."""
    try:
        slowest_s = _slowest_sync_s(path.parent)
    except OSError as error:
        why = f"'{path.parent}' cannot be written ({error.strerror}), so nobody is accepted"
        yield fault("journal", f"{why}; make it, free some space, or see to its rights and the disk.")
        return
    if stranger := _of_another_owner(path):
        yield fault("journal", f"'{stranger}' belongs to another user than its folder; give it back (chown).")
        return
    if file_system_of(path.parent) in FORGETFUL | {"overlay"}:
        yield warning(
            "journal",
            f"'{path.parent}' is on no disk of its own ({file_system_of(path.parent)}): a power cut may take"
            " it; put it on a partition that is written to.",
        )
        return
    disk = f"The disk takes {1000 * slowest_s:.0f} ms for an entry"
    if slowest_s > SLOW_S:
        yield warning("journal", f"{disk}; replace the card before it dies.")
    elif not path.exists():
        yield ok("journal", f"It begins with the first entry. {disk}.")
    else:
        yield from _entries(path, disk)


def look_at_chain(path: Path) -> Iterator[Finding]:
    """Follows every chain to its end."""
    if not path.exists():
        return
    with closing(JournalReader(path)) as reader:
        flaw = next(iter(reader.verify()), None)
    if flaw:
        what = f"Entry {flaw.seq} of epoch {flaw.epoch} {flaw.what}"
        yield fault("chain", f"{what}; keep the file, and report it to the centre.")
    else:
        yield ok("chain", "Nothing is missing, and nothing was altered.")


def _entries(path: Path, disk: str) -> Iterator[Finding]:
    with closing(JournalReader(path)) as reader:
        waiting, refused = reader.waiting(), reader.quarantined()
    if refused:
        yield warning("journal", f"The centre refused {refused} entries; ask it why.")
    else:
        yield ok("journal", f"{waiting} entries wait for the centre. {disk}.")


def _slowest_sync_s(folder: Path) -> float:
    """Of a few pages that are written and kept, as an entry is. Raises OSError."""
    with NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
        return max(_sync_s(file.fileno()) for _ in range(SYNCS))


def _sync_s(file: int) -> float:
    begun_s = time.monotonic()
    os.write(file, PAGE)
    os.fsync(file)
    return time.monotonic() - begun_s


def _of_another_owner(path: Path) -> Path | None:
    """The journal's file that was made by somebody else, as by a kiosk that root tried by hand."""
    owner = path.parent.stat().st_uid
    files = (path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm", ".lock")))
    return next((file for file in files if file.exists() and file.stat().st_uid != owner), None)
