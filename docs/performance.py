"""Makes `docs/performance.md` and its plot from one run: `python docs/performance.py [SEEDS]`.

The frames are those of the evaluation seeds, which nothing was tuned on.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kiosk.bench import approach
from kiosk.bench.engines import bare_engines
from kiosk.bench.trials import EVALUATION, trials
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.devices.scanners.cascade.found import Found
from kiosk.devices.scanners.cascade.stages import Stage
from kiosk.devices.scanners.reading import Located
from kiosk.ports import Grey

SOON = ("read", "frames_median", "frames_p95", "ms_median", "ms_p95")

HERE = Path(__file__).parent

WHAT = {
    "dark_on_light": "zxing-cpp on the whole picture",
    "light_on_dark": "inverted at half the size, where nothing is read yet",
    "light_beside_dark": "inverted, few pixels, beside what is read",
    "as_bitmap": "a tiny picture as the bitmap itself",
    "evenly": "one threshold for the whole picture",
    "straighten": "what was located and not read, flattened",
    "softened": "the busiest part, softened",
    "smaller": "the whole picture at a quarter of the size and less",
    "doubled": "the busiest part at twice the size",
    "by_zbar": "ZBar on the busiest part, small",
    "softened_and_doubled": "softened, then doubled",
    "shadows": "shadows opened",
    "thresholded": "a threshold of its own for each neighbourhood",
    "deblurred": "the busiest part brought back into focus",
}


@dataclass(slots=True)
class Ledger:
    """By stage: how often it ran, pictures of which it gave the first reading, CPU milliseconds."""

    runs: Counter[str] = field(default_factory=Counter)
    gains: Counter[str] = field(default_factory=Counter)
    ms: Counter[str] = field(default_factory=Counter)

    def note(self, stage: str, begun_s: float, gained: bool) -> None:
        self.runs[stage] += 1
        self.gains[stage] += gained
        self.ms[stage] += 1000 * (time.process_time() - begun_s)


class Noted(Found):
    """Keeps in the ledger what each stage does."""

    def __init__(self, grey: Grey, ledger: Ledger) -> None:
        super().__init__(grey)
        self._ledger = ledger

    def look(self, stage: Stage) -> list[Located]:
        had, begun_s = bool(self.readings), time.process_time()
        new = super().look(stage)
        self._ledger.note(stage.__name__, begun_s, bool(self.readings) and not had)
        return new

    def straighten(self, located: Located) -> None:
        had, begun_s = bool(self.readings), time.process_time()
        super().straighten(located)
        self._ledger.note("straighten", begun_s, bool(self.readings) and not had)


@dataclass(slots=True)
class Run:
    """What one run over the frames came to."""

    frames: int = 0
    read: Counter[str] = field(default_factory=Counter)
    ms: Counter[str] = field(default_factory=Counter)
    conditions: dict[str, Counter[str]] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)


def run(seeds: int) -> Run:
    done = Run()
    scanner = CascadeScanner(lambda grey: Noted(grey, done.ledger))
    engines = {"kiosk": lambda grey: {reading.data for reading in scanner.scan_fully(grey)}, **bare_engines()}
    for trial in trials(EVALUATION[:seeds]):
        grey, union = trial.frame(), False
        own = done.conditions.setdefault(trial.condition, Counter())
        done.frames += 1
        own["frames"] += 1
        for name, engine in engines.items():
            begun_s = time.process_time()
            contents = engine(grey)
            done.ms[name] += 1000 * (time.process_time() - begun_s)
            # pyzbar and OpenCV give text that was coded anew: whatever they give counts
            right = trial.content in contents if name in ("kiosk", "zxing") else bool(contents)
            done.read[name] += right
            own[name] += right
            union = union or (right and name != "kiosk")
        done.read["union"] += union
        own["union"] += union
    scanner.close()
    return done


def page(done: Run, brought: dict) -> str:
    engines = [name for name in ("kiosk", "zxing", "pyzbar", "opencv") if name in done.ms]
    engine_rows = "\n".join(
        f"| {name} | {done.read[name]} | {100 * done.read[name] / done.frames:.1f} % "
        f"| {done.ms[name] / done.frames:.2f} | {100 * done.ms[name] / done.ms['pyzbar']:.1f} % |"
        for name in engines
    )
    ledger = done.ledger
    stage_rows = "\n".join(
        f"| {WHAT[name]} (`{name}`) | {ledger.runs[name]} | {ledger.gains[name]} "
        f"| {ledger.ms[name] / ledger.runs[name]:.2f} | {ledger.ms[name] / done.frames:.3f} |"
        for name in WHAT
        if ledger.runs[name]
    )
    others = [name for name in engines if name != "kiosk"]
    condition_rows = "\n".join(
        f"| {name} | {own['frames']} | {own['kiosk']} | {own['union']} | "
        f"{brought['conditions'][name]['kiosk']['read']} / {brought['conditions'][name]['zxing']['read']} of "
        f"{brought['conditions'][name]['sequences']} | {brought['conditions'][name]['yet_read']} of "
        f"{brought['conditions'][name]['no_frame_read']} |"
        for name, own in done.conditions.items()
    )
    soon = "\n".join(
        f"| {name} | " + " | ".join(str(brought[name][column]) for column in SOON) + " |"
        for name in ("kiosk", "zxing")
    )
    return f"""# How well it reads, and for what

Made by [`docs/performance.py`](performance.py) in one run, {datetime.now(UTC):%Y-%m-%d}, on {done.frames}
drawn frames of 1280 × 720: every condition at four dials, from seeds that nothing was tuned on. CPU time is
this machine's, so read the ratios. The conditions are in
`kiosk/devices/cameras/simulated/scene/conditions.py`.

![Codes read and CPU time of each engine](performance.svg)

## One frame

| Engine | Read | | CPU ms a frame | of pyzbar |
|---|---|---|---|---|
{engine_rows}
| union of {", ".join(others)} | {done.read["union"]} | {100 * done.read["union"] / done.frames:.1f} % | | |

Of what pyzbar and OpenCV give, any text counts, as they code it anew; of the others the very bytes.

## Stage by stage

In this order, each only while something is unread; the last columns are CPU milliseconds a run, and over all
frames. *First* counts the frames whose first code a stage read.

| Stage | Runs | First | ms a run | ms a frame |
|---|---|---|---|---|
{stage_rows}

Tried, and gone, as they cost more than they gave: equalising by neighbourhoods, medians, unsharp masks, most
other scales, a Fourier burst (the hand's shake keeps its direction while a code is held), the sharpest of
many frames.

## A code is brought to the camera

{brought["sequences"]} approaches of {brought["frames"]} frames at {brought["fps"]} a second; frames and
milliseconds to the first reading over those that both read (`kiosk bench approach`).

| Engine | Read | Frames, median | p95 | ms, median | p95 |
|---|---|---|---|---|---|
{soon}

## By condition

*Frames*: single frames read by the kiosk, and by any of {", ".join(others)}. *Approaches*: read by the kiosk
and by zxing-cpp. *Blind*: approaches of which no bare engine reads one frame, and how many of them the
kiosk reads.

| Condition | Frames | Kiosk | Union | Approaches | Blind, read |
|---|---|---|---|---|---|
{condition_rows}
"""


def plot(done: Run) -> str:
    """Codes read (bars) and CPU time beside them, as SVG."""
    names = [name for name in ("kiosk", "zxing", "pyzbar", "opencv", "union") if done.read[name]]
    bars = []
    for number, name in enumerate(names):
        y, share = 34 + 34 * number, done.read[name] / done.frames
        cost = f", {done.ms[name] / done.frames:.1f} ms" if name in done.ms else ""
        colour = "#2a6f4e" if name == "kiosk" else "#8a8f98"
        bars.append(
            f'<text x="10" y="{y + 16}">{name}</text>'
            f'<rect x="80" y="{y}" width="{400 * share:.0f}" height="22" fill="{colour}"/>'
            f'<text x="{88 + 400 * share:.0f}" y="{y + 16}">{100 * share:.1f} %{cost}</text>'
        )
    height = 44 + 34 * len(names)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="{height}" viewBox="0 0 640 {height}" '
        f'font-family="sans-serif" font-size="14"><rect width="640" height="{height}" fill="#fff"/>'
        f'<text x="10" y="20">Codes read, and CPU time a frame</text>{"".join(bars)}</svg>\n'
    )


if __name__ == "__main__":
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    single = run(seeds)
    (HERE / "performance.svg").write_text(plot(single), encoding="utf-8")
    (HERE / "performance.md").write_text(page(single, approach.measure(1)), encoding="utf-8")
