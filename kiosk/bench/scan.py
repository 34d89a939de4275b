"""`kiosk bench scan`: how much the cascade reads, and for what, beside the bare libraries."""

import base64
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.bench.engines import Engine, bare_engines
from kiosk.devices.cameras.folder import SUFFIXES
from kiosk.devices.pictures import read_grey
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.errors import UsageError
from kiosk.ports import Frame, Grey

SEED = 1


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture and the contents that are right; None: any content is, as nobody said which."""

    path: Path
    right: frozenset[bytes] | None


@dataclass(slots=True)
class Tally:
    """What one engine did."""

    read: int = 0
    wrong: int = 0
    false: int = 0
    cpu_ms: list[float] = field(default_factory=list)

    def count(self, contents: set[bytes], right: frozenset[bytes] | None) -> None:
        if not contents:
            return
        if right is None or contents & right:
            self.read += 1
        elif right:
            self.wrong += 1
        else:
            self.false += 1

    def summary(self) -> dict[str, Any]:
        p95 = sorted(self.cpu_ms)[round(0.95 * (len(self.cpu_ms) - 1))]
        return {
            "read": self.read,
            "wrong": self.wrong,
            "false": self.false,
            "cpu_ms_mean": round(statistics.fmean(self.cpu_ms), 4),
            "cpu_ms_median": round(statistics.median(self.cpu_ms), 4),
            "cpu_ms_p95": round(p95, 4),
        }


def measure(pictures: Path, manifest: Path | None) -> dict[str, Any]:
    """Every engine on the same grey pictures, in an order that changes from picture to picture.

    CPU is the process's, in the call of the engine only. Raises UsageError if there is no picture, or the
    manifest is none.
    """
    samples = _listed(pictures, manifest) if manifest else _found(pictures)
    if not samples:
        raise UsageError(f"There are no pictures to measure in '{pictures}'; name a folder that has some.")
    at_full_effort, in_the_loop = CascadeScanner(), CascadeScanner()
    engines: dict[str, Engine] = {
        "kiosk": lambda grey: {reading.data for reading in at_full_effort.scan_fully(grey)},
        "kiosk_frame": lambda grey: {code.data for code in in_the_loop.scan(_live(grey))},
        **bare_engines(),
    }
    order = np.random.default_rng(SEED)
    names = list(engines)
    tallies = {name: Tally() for name in engines}
    for name in names:
        engines[name](np.full((480, 640), 255, np.uint8))  # loads and warms what the first call would pay for
    try:
        for sample in samples:
            grey = read_grey(sample.path)
            order.shuffle(names)
            for name in names:
                begun = time.process_time()
                contents = engines[name](grey)
                tallies[name].cpu_ms.append(1000 * (time.process_time() - begun))
                tallies[name].count(contents, sample.right)
    finally:
        at_full_effort.close()
        in_the_loop.close()
    return {
        "pictures": len(samples),
        "engines": {name: tally.summary() for name, tally in tallies.items()},
    }


def _live(grey: Grey) -> Frame:
    return Frame(grey, taken_at=datetime.now(UTC))


def _found(pictures: Path) -> list[Sample]:
    if not pictures.is_dir():
        raise UsageError(f"'{pictures}' is not a folder; give the folder that holds the pictures.")
    paths = sorted(path for path in pictures.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return [Sample(path, None) for path in paths]


def _listed(pictures: Path, manifest: Path) -> list[Sample]:
    try:
        entries = list(_entries(json.loads(manifest.read_bytes())))
    except OSError as error:
        raise UsageError(f"The manifest '{manifest}' cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"'{manifest}' is not a manifest; it is a JSON list of objects with 'file' and 'text'."
        ) from error
    within = pictures.resolve()
    located = ((manifest.parent / name, right) for name, right in entries)
    return [Sample(path, right) for path, right in located if path.resolve().is_relative_to(within)]


def _entries(parsed: Any) -> Iterator[tuple[str, frozenset[bytes]]]:
    if not isinstance(parsed, list):
        raise TypeError
    for entry in parsed:
        right = set() if entry["text"] is None else {entry["text"].encode()}
        if "bytes" in entry:
            right.add(base64.b64decode(entry["bytes"], validate=True))
        yield entry["file"], frozenset(right)
