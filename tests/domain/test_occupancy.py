"""How many are inside: the number is never false, whichever gates are cut off, and when."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.gates import Attendance, Gates, LinkLost, Reported, Went
from kiosk.domain.occupancy import Certainty, Counts, Occupancy, Ways, certainty
from kiosk.domain.recent import Passage
from kiosk.domain.verdict import Direction

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
IN, OUT = Direction.IN, Direction.OUT


@dataclass
class Site:
    """Gates that hear each other, but for those that are cut off; time passes by whole seconds."""

    ways: list[Ways]
    now_s: float = 0.0
    cut_off: set[int] = field(default_factory=set)
    inside: int = 0

    def __post_init__(self) -> None:
        self.gates = [Attendance(DAY, Gates(DAY), ways, f"run-{nth}") for nth, ways in enumerate(self.ways)]
        for nth in range(len(self.gates)):
            self.report(nth)

    def report(self, nth: int) -> None:
        """To all whom it reaches; they answer as they should."""
        if nth in self.cut_off:
            return
        said = Reported(f"gate-{nth}", self.gates[nth].report(), live=True)
        for other, gate in enumerate(self.gates):
            if other != nth and other not in self.cut_off and gate.hear(said, NOON, self.now_s).report:
                self.report(other)

    def let_through(self, nth: int, direction: Direction) -> None:
        ways = self.ways[nth]
        if ways is not Ways.BOTH and ways.value != direction.value:
            return
        if direction is OUT and self.inside == 0:
            return
        self.inside += 1 if direction is IN else -1
        self.gates[nth].counts = self.gates[nth].counts.plus(direction)
        self.report(nth)

    def cut(self, nth: int) -> None:
        self.cut_off.add(nth)
        self.gates[nth].hear(LinkLost(), NOON, self.now_s)
        for other in set(range(len(self.gates))) - self.cut_off:
            self.gates[other].hear(Went(f"gate-{nth}"), NOON, self.now_s)

    def mend(self, nth: int) -> None:
        self.cut_off.discard(nth)
        self.report(nth)

    def seen_from(self, nth: int) -> Occupancy:
        return self.gates[nth].occupancy(self.now_s)


steps = st.lists(
    st.tuples(st.sampled_from(["in", "in", "out", "cut", "mend", "wait"]), st.integers(0, 2)), max_size=40
)


@given(st.lists(st.sampled_from(Ways), min_size=1, max_size=3), steps)
def test_what_is_said_of_the_number_is_true_at_every_gate_whatever_is_cut_off(
    ways: list[Ways], steps: list[tuple[str, int]]
) -> None:
    site = Site(ways)
    for step, nth in steps:
        nth %= len(ways)
        match step:
            case "in" | "out":
                site.let_through(nth, Direction(step))
            case "cut":
                site.cut(nth)
            case "mend":
                site.mend(nth)
            case "wait":
                site.now_s += 60
                for each in range(len(ways)):
                    site.report(each)
        for each in range(len(ways)):
            seen = site.seen_from(each)
            match seen.certainty:
                case Certainty.EXACT:
                    assert seen.inside == site.inside
                case Certainty.AT_LEAST:
                    assert seen.inside <= site.inside
                case Certainty.AT_MOST:
                    assert seen.inside >= site.inside
                case Certainty.ABOUT:
                    assert seen.unheard


@given(st.lists(st.sampled_from(Ways), min_size=1, max_size=3), steps)
def test_once_all_are_heard_again_the_number_is_exact(ways: list[Ways], steps: list[tuple[str, int]]) -> None:
    site = Site(ways)
    for step, nth in steps:
        nth %= len(ways)
        if step in ("in", "out"):
            site.let_through(nth, Direction(step))
        elif step == "cut":
            site.cut(nth)
    for nth in range(len(ways)):
        site.mend(nth)
    assert {site.seen_from(nth) for nth in range(len(ways))} == {site.seen_from(0)}
    assert (site.seen_from(0).certainty, site.seen_from(0).inside) == (Certainty.EXACT, site.inside)


@pytest.mark.parametrize(
    ("unheard", "said"),
    [
        ([], Certainty.EXACT),
        ([Ways.IN], Certainty.AT_LEAST),
        ([Ways.IN, Ways.IN], Certainty.AT_LEAST),
        ([Ways.OUT], Certainty.AT_MOST),
        ([Ways.BOTH], Certainty.ABOUT),
        ([Ways.IN, Ways.OUT], Certainty.ABOUT),
    ],
)
def test_what_gates_that_are_not_heard_leave_of_a_number(unheard: list[Ways], said: Certainty) -> None:
    assert certainty(unheard) is said


def test_more_went_out_than_came_in_and_nobody_is_inside() -> None:
    assert Occupancy(Counts(3, 5)).inside == 0


def test_a_gate_that_falls_silent_is_not_heard_after_two_reports_were_missed() -> None:
    site = Site([Ways.IN, Ways.IN])
    site.now_s = 140
    assert site.seen_from(0).certainty is Certainty.EXACT
    site.now_s = 160
    assert site.seen_from(0) == Occupancy(Counts(), Certainty.AT_LEAST, ("gate-1",))


def test_a_gate_for_one_way_that_let_somebody_through_the_other_serves_both() -> None:
    gate = Attendance(DAY, Gates(DAY), Ways.IN, "run")
    gate.counts = Counts(5, 1)
    assert gate.report().ways is Ways.BOTH


def test_who_is_expected_and_was_never_heard_makes_the_number_uncertain_from_the_start() -> None:
    gate = Attendance(DAY, Gates(DAY, ["gate-2"]), Ways.IN, "run")
    assert gate.occupancy(0) == Occupancy(Counts(), Certainty.ABOUT, ("gate-2",))


def test_the_last_passage_of_somebody_is_where_it_was_recorded_or_heard() -> None:
    gate = Attendance(DAY, Gates(DAY), Ways.BOTH, "run", [(b"a", Passage(IN, NOON))])
    assert gate.last(b"a") == Passage(IN, NOON)
    assert gate.last(b"b") is None
    assert gate.last() is None


def test_counts_add_up() -> None:
    assert Counts(1, 0) + Counts(2, 3) == Counts(3, 3)
    assert (Counts(1, 0).plus(OUT), Counts(1, 0).plus(IN)) == (Counts(1, 1), Counts(2, 0))
