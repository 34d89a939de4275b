"""Plots show what is true: heights and places follow the values, and what was not told is not drawn."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.central.figures.day import Hour
from kiosk.central.health import SLOT, Slot
from kiosk.central.web.plots import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    fault_spans,
    hours_plot,
    line_plot,
    nice_top,
    parts_plot,
)

DAY = datetime(2026, 11, 23, 4, tzinfo=UTC)


def hour(nth: int, entered: int, left: int = 0) -> Hour:
    return Hour(DAY + timedelta(hours=nth), entered, left)


@given(st.floats(0, 1e9))
def test_an_axis_ends_at_a_round_number_that_is_not_below_the_highest_and_not_far_above(value: float) -> None:
    top = nice_top(value)
    assert value <= top <= max(1, 2 * value)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=25))
def test_bars_stand_on_the_floor_in_the_order_of_hours_and_as_high_as_their_count(
    counts: list[tuple[int, int]],
) -> None:
    plot = hours_plot([hour(nth, *both) for nth, both in enumerate(counts)])
    room = HEIGHT - TOP - BOTTOM
    top = plot.grid[-1].value
    assert [bar.entered.x for bar in plot.bars] == sorted(bar.entered.x for bar in plot.bars)
    for bar in plot.bars:
        for box, count in ((bar.entered, bar.hour.entered), (bar.left, bar.hour.left)):
            assert box.height == pytest.approx(room * count / top, abs=0.06)
            assert box.y + box.height == pytest.approx(HEIGHT - BOTTOM, abs=0.11)
            assert LEFT <= box.x < WIDTH - RIGHT


def test_opening_hours_and_the_present_are_where_they_belong() -> None:
    hours = [hour(nth, 1) for nth in range(24)]
    spans = [
        (DAY + timedelta(hours=6), DAY + timedelta(hours=12)),
        (DAY + timedelta(hours=30), DAY + timedelta(hours=31)),
    ]
    plot = hours_plot(hours, spans, DAY + timedelta(hours=12))
    (opened,) = plot.opened
    assert plot.now == LEFT + (WIDTH - LEFT - RIGHT) / 2
    assert opened.x + opened.width == plot.now
    assert hours_plot(hours, now=DAY - timedelta(minutes=1)).now is None


def test_parts_fill_the_bar_and_nothing_fills_nothing() -> None:
    parts = parts_plot([("live", 3), ("quiet", 0), ("empty", 1)])
    assert [(part.box.x, part.box.width) for part in parts] == [(0, 360), (360, 0), (360, 120)]
    assert {part.box.width for part in parts_plot([("live", 0), ("quiet", 0)])} == {0}


def test_a_line_is_broken_where_no_report_came() -> None:
    times = [0, 1, 2, 9, 10, 30]
    slots = [Slot(DAY + nth * SLOT, outbox=nth) for nth in times]
    plot = line_plot("outbox", slots, DAY, DAY + timedelta(hours=6))
    assert plot is not None
    assert [path.count("L") for path in plot.paths] == [2, 1, 1]
    assert (plot.lowest, plot.highest, plot.last) == (0, 30, 30)
    assert line_plot("fps", slots, DAY, DAY + timedelta(hours=6)) is None


def test_a_fault_is_a_span_for_as_long_as_it_was_told() -> None:
    told = [("camera",), ("camera", "disk"), (), ("camera",)]
    slots = [Slot(DAY + nth * SLOT, faults=names, untrusted=nth == 3) for nth, names in enumerate(told)]
    spans = fault_spans(slots, DAY, DAY + timedelta(hours=1))
    assert [(span.name, (span.start - DAY) / SLOT, (span.end - DAY) / SLOT) for span in spans] == [
        ("camera", 0, 2),
        ("camera", 3, 4),
        ("clock", 3, 4),
        ("disk", 1, 2),
    ]
