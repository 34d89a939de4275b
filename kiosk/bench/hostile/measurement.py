"""The measurement: every input through the door, its CPU time, and what memory grew to."""

import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields
from itertools import islice
from pathlib import Path

from kiosk.bench.hostile.door import Door
from kiosk.bench.hostile.inputs import inputs
from kiosk.domain.entry import JsonObject
from kiosk.errors import whereabouts

MOST_CPU_MS, MOST_GROWTH_MB = 50.0, 50.0
"""For the slowest of all inputs, and for what the process takes at its peak above where it began."""

WARM_UP = 2000
TELL_EACH = 50_000
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
RESET_PEAK = "5"


@dataclass(slots=True)
class Outcome:
    """CPU time is that of the thread, in ms; memory that of the process, in MB."""

    seed: int
    inputs: int = 0
    values: int = 0
    exceptions: int = 0
    slowest_cpu_ms: float = 0.0
    slowest_family: str = ""
    mean_cpu_ms: float = 0.0
    memory_growth_mb: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    raised: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> JsonObject:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def is_well(self) -> bool:
        held = self.slowest_cpu_ms <= MOST_CPU_MS and self.memory_growth_mb <= MOST_GROWTH_MB
        return held and not self.exceptions and self.values == self.inputs


def measure(count: int, seed: int, tell: Callable[[int], None]) -> Outcome:
    """`tell` is told how many are done, now and then. Of an exception its place and its family are kept."""
    door = Door()
    outcome = Outcome(seed)
    for warming in islice(inputs(seed + 1, door.issuer), WARM_UP):
        _answer(door, warming.content)
    began_mb = _begin_anew()
    cpu_ns = 0
    for made in islice(inputs(seed, door.issuer), count):
        begun_ns = time.thread_time_ns()
        try:
            answer = door.answer(made.content)
        except Exception as defect:
            outcome.exceptions += 1
            outcome.raised[f"{made.family}: {whereabouts(defect)}"] += 1
        else:
            outcome.values += 1
            outcome.kinds[answer.kind] += 1
            outcome.reasons[answer.reason] += 1
        took_ns = time.thread_time_ns() - begun_ns
        cpu_ns += took_ns
        outcome.inputs += 1
        outcome.families[made.family] += 1
        if took_ns > 1e6 * outcome.slowest_cpu_ms:
            outcome.slowest_cpu_ms, outcome.slowest_family = took_ns / 1e6, made.family
        if outcome.inputs % TELL_EACH == 0:
            tell(outcome.inputs)
    outcome.slowest_cpu_ms = round(outcome.slowest_cpu_ms, 3)
    outcome.mean_cpu_ms = round(cpu_ns / max(1, outcome.inputs) / 1e6, 4)
    outcome.memory_growth_mb = round(_memory_mb("VmHWM") - began_mb, 1)
    return outcome


def _answer(door: Door, content: bytes) -> None:
    """Before anything counts: what is imported and kept at first is no growth."""
    try:
        door.answer(content)
    except Exception:
        return


def _begin_anew() -> float:
    """The kernel is to count the peak from here; what there is now."""
    with suppress(OSError):  # then the peak is that since the start, and the growth is overstated
        CLEAR.write_text(RESET_PEAK)
    return _memory_mb("VmRSS")


def _memory_mb(name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", STATUS.read_text(), re.M)
    return int(found[1]) / 1024 if found else 0.0
