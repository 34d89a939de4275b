"""The geometry of plots; templates draw them as SVG. Coordinates are user units, y downwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, log10

from kiosk.central.figures.day import Hour
from kiosk.central.health import SLOT, Slot

WIDTH, HEIGHT = 480, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 6, 10, 22
GRID_LINES = 3


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid, or a mark under the drawing, with what stands beside it."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class HourBars:
    hour: Hour
    entered: Box
    left: Box
    whole: Box  # the hour's column from top to bottom
    centre: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class HoursPlot:
    """Two bars an hour. `opened`: where the site is open."""

    bars: tuple[HourBars, ...]
    grid: tuple[Tick, ...]
    opened: tuple[Box, ...]
    now: float | None
    width: float = WIDTH
    height: float = HEIGHT
    floor: float = HEIGHT - BOTTOM


def hours_plot(
    hours: Sequence[Hour], opened: Sequence[tuple[datetime, datetime]] = (), now: datetime | None = None
) -> HoursPlot:
    """At least one hour; `opened`: spans of time, aware."""
    top = nice_top(max(max(hour.entered, hour.left) for hour in hours))
    step = (WIDTH - LEFT - RIGHT) / len(hours)
    plain = HEIGHT - TOP - BOTTOM

    def bar(value: int, x: float) -> Box:
        height = round(plain * max(0, value) / top, 1)
        return Box(round(x, 1), round(HEIGHT - BOTTOM - height, 1), round(step * 0.36, 1), height)

    def x_of(at: datetime) -> float:
        passed = (at - hours[0].start) / timedelta(hours=1)
        return round(LEFT + step * min(max(passed, 0), len(hours)), 1)

    bars = []
    for nth, hour in enumerate(hours):
        x = LEFT + nth * step
        whole = Box(round(x, 1), TOP, round(step, 1), plain)
        sides = bar(hour.entered, x + step * 0.12), bar(hour.left, x + step * 0.52)
        bars.append(HourBars(hour, *sides, whole, round(x + step / 2, 1), nth % 4 == 0))
    spans = [(x_of(begin), x_of(end)) for begin, end in opened]
    ended = hours[-1].start + timedelta(hours=1)
    return HoursPlot(
        tuple(bars),
        _grid(0, top),
        tuple(Box(begin, TOP, round(end - begin, 1), plain) for begin, end in spans if end > begin),
        x_of(now) if now and hours[0].start <= now < ended else None,
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar that stands for all: `share` of it, from 0 to 1."""

    name: str
    count: int
    box: Box


def parts_plot(counts: Sequence[tuple[str, int]]) -> list[Segment]:
    """Beside each other in one bar; what is nothing takes no room."""
    whole = sum(count for _, count in counts)
    x, segments = 0.0, []
    for name, count in counts:
        width = WIDTH * count / whole if whole else 0
        segments.append(Segment(name, count, Box(round(x, 1), 0, round(width, 1), 22)))
        x += width
    return segments


@dataclass(frozen=True, slots=True)
class LinePlot:
    """A value over time; where nothing was told the line is broken. `paths`: of SVG."""

    name: str
    paths: tuple[str, ...]
    grid: tuple[Tick, ...]
    last: float
    lowest: float
    highest: float
    width: float = WIDTH
    height: float = HEIGHT * 0.6


def line_plot(name: str, slots: Sequence[Slot], since: datetime, before: datetime) -> LinePlot | None:
    """None: nothing was told."""
    told = [(slot.start, value) for slot in slots if (value := getattr(slot, name)) is not None]
    if not told:
        return None
    values = [value for _, value in told]
    low = 0 if min(values) >= 0 else floor(min(values))
    top = nice_top(max(values))
    height = HEIGHT * 0.6
    room = height - TOP - BOTTOM

    def point(at: datetime, value: float) -> str:
        x = LEFT + (WIDTH - LEFT - RIGHT) * ((at - since) / (before - since))
        return f"{x:.1f} {height - BOTTOM - room * (value - low) / (top - low):.1f}"

    paths: list[list[str]] = []
    last: datetime | None = None
    for at, value in told:
        if last is None or at - last > 3 * SLOT:
            paths.append([])
        paths[-1].append(point(at, value))
        last = at
    lines = ["M" + "L".join(points if len(points) > 1 else points * 2) for points in paths]
    return LinePlot(
        name, tuple(lines), _grid(low, top, height, lines=2), values[-1], min(values), max(values)
    )


def nice_top(value: float) -> float:
    """A round number not below it, and not 0: 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, …"""
    if value <= 4:
        return max(1, ceil(value))
    power: int = 10 ** floor(log10(value))
    return next(
        power * tenth / 10 for tenth in (10, 15, 20, 30, 40, 50, 60, 80, 100) if power * tenth / 10 >= value
    )


def _grid(low: float, top: float, height: float = HEIGHT, lines: int = GRID_LINES) -> tuple[Tick, ...]:
    parts = next(count for count in (lines, 4, 2, 1) if count == 1 or (top - low) % count == 0)
    room = height - TOP - BOTTOM
    return tuple(
        Tick(round(height - BOTTOM - room * nth / parts, 1), low + (top - low) * nth / parts)
        for nth in range(parts + 1)
    )


@dataclass(frozen=True, slots=True)
class FaultSpan:
    """While a kiosk told of a fault. `start`, `end`: aware."""

    name: str
    start: datetime
    end: datetime
    box: Box


def fault_spans(slots: Sequence[Slot], since: datetime, before: datetime) -> list[FaultSpan]:
    """Of every fault that was told, by name; reports that follow each other make one span."""
    spans: dict[str, list[list[datetime]]] = {}
    for slot in slots:
        names = (*slot.faults, *(("clock",) if slot.untrusted else ()))
        for name in dict.fromkeys((*names, *(("throttled",) if slot.throttled else ()))):
            known = spans.setdefault(name, [])
            if known and slot.start - known[-1][1] < SLOT:
                known[-1][1] = slot.start + SLOT
            else:
                known.append([slot.start, slot.start + SLOT])
    scale = (WIDTH - LEFT - RIGHT) / ((before - since) / timedelta(seconds=1))
    return [
        FaultSpan(
            name,
            start,
            end,
            Box(
                round(LEFT + max(0.0, (start - since).total_seconds()) * scale, 1),
                0,
                round(max(2.0, (end - start).total_seconds() * scale), 1),
                10,
            ),
        )
        for name, found in sorted(spans.items())
        for start, end in found
    ]
