"""Two gates of a site: what one tells the other, what it tells again, and what neither needs to hear."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.domain.gates import Attendance, Came, Gates, LinkLost, Passed, Report, Reported, Seen, Went
from kiosk.domain.gates.attendance import MOST_TOLD_AGAIN
from kiosk.domain.gates.neighbours import MOST_GATES
from kiosk.domain.occupancy import Certainty, Counts, Ways
from kiosk.domain.recent import Passage
from kiosk.domain.verdict import Direction

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
IN, OUT = Direction.IN, Direction.OUT
THERE = "thuan-hoa-2"


@pytest.fixture
def gate() -> Attendance:
    return Attendance(DAY, Gates(DAY), Ways.BOTH, "our run")


def report(day: date = DAY, entered: int = 0, left: int = 0, **more: object) -> Report:
    return Report(day, Counts(entered, left), Ways.IN, **{"run": "their run"} | more)  # type: ignore[arg-type]


def heard(gate: Attendance, said: Report, now_s: float = 0, *, live: bool = True) -> int | None:
    """How many passages it is told because of that; None: it is told nothing, not even that we are here."""
    answer = gate.hear(Reported(THERE, said, live), NOON, now_s)
    return len(answer.again) if answer.report else None


def pass_here(gate: Attendance, *subjects: bytes, at: datetime = NOON) -> None:
    for seq, subject in enumerate(subjects, start=1):
        gate.remember(subject, Passage(IN, at, seq=seq))


def test_who_passed_there_is_known_here(gate: Attendance) -> None:
    gate.hear(Passed(THERE, Seen(b"a", IN, NOON)), NOON, 0)
    assert gate.last(b"a") == Passage(IN, NOON)


def test_what_is_told_late_or_twice_changes_nothing_that_happened_since(gate: Attendance) -> None:
    for seen in (Seen(b"a", OUT, NOON), Seen(b"a", IN, NOON - MINUTE), Seen(b"a", OUT, NOON)):
        gate.hear(Passed(THERE, seen), NOON, 0)
    assert gate.last(b"a") == Passage(OUT, NOON)


def test_a_gate_that_is_heard_for_the_first_time_is_told_all_of_the_day(gate: Attendance) -> None:
    pass_here(gate, b"a", b"b")
    assert heard(gate, report()) == 2
    assert heard(gate, report()) is None


def test_a_gate_that_was_away_is_told_what_it_may_have_missed_and_no_more(gate: Attendance) -> None:
    pass_here(gate, b"a")
    heard(gate, report(), 0)
    heard(gate, report(), 60)
    heard(gate, report(), 120)
    pass_here(gate, b"b", b"c")
    gate.hear(Went(THERE), NOON, 150)
    pass_here(gate, b"d")
    assert heard(gate, report(), 600) == 3


def test_a_gate_whose_kiosk_was_started_anew_is_told_all_though_nobody_missed_it(gate: Attendance) -> None:
    pass_here(gate, b"a")
    for now_s in (0, 60, 120):
        heard(gate, report(), now_s)
    assert heard(gate, report(run="another run"), 125) == 1


def test_after_our_own_line_broke_everybody_is_told_what_we_could_not_say(gate: Attendance) -> None:
    for now_s in (0, 60, 120):
        heard(gate, report(), now_s)
    gate.hear(LinkLost(), NOON, 130)
    pass_here(gate, b"a")
    assert gate.occupancy(130).certainty is Certainty.AT_LEAST
    assert heard(gate, report(), 300) == 1


def test_nobody_is_told_more_than_so_many_at_once(gate: Attendance) -> None:
    for nth in range(MOST_TOLD_AGAIN + 5):
        gate.remember(nth.to_bytes(16, "big"), Passage(IN, NOON))
    assert heard(gate, report()) == MOST_TOLD_AGAIN


def test_what_the_broker_had_kept_counts_and_is_no_sign_of_life(gate: Attendance) -> None:
    assert heard(gate, report(entered=5), live=False) is None
    seen = gate.occupancy(0)
    assert (seen.inside, seen.certainty, seen.unheard) == (5, Certainty.AT_LEAST, (THERE,))


def test_a_gate_that_comes_on_line_is_told_that_we_are_here(gate: Attendance) -> None:
    assert gate.hear(Came(THERE), NOON, 0).report


def test_undone_there_is_not_known_here_and_what_was_before_is_again(gate: Attendance) -> None:
    for seen in (Seen(b"a", IN, NOON), Seen(b"a", OUT, NOON + MINUTE)):
        gate.hear(Passed(THERE, seen), NOON, 0)
    gate.hear(Passed(THERE, Seen(b"a", OUT, NOON + MINUTE, undone=True)), NOON, 0)
    assert gate.last(b"a") == Passage(IN, NOON)


def test_undone_here_is_forgotten_and_told(gate: Attendance) -> None:
    pass_here(gate, b"a", b"b")
    assert gate.undo(2) == Seen(b"b", IN, NOON, undone=True)
    assert (gate.last(b"a"), gate.last(b"b")) == (Passage(IN, NOON, seq=1), None)
    assert gate.undo(9) is None


def test_a_gate_whose_clock_is_an_hour_ahead_saw_people_now_by_our_clock(gate: Attendance) -> None:
    heard(gate, report(at=NOON + 60 * MINUTE))
    gate.hear(Passed(THERE, Seen(b"a", IN, NOON + 61 * MINUTE)), NOON, 0)
    assert gate.last(b"a") == Passage(IN, NOON + MINUTE)
    gate.move(60 * MINUTE)
    assert gate.last(b"a") == Passage(IN, NOON + 61 * MINUTE)
    gate.hear(Passed(THERE, Seen(b"b", IN, NOON + 62 * MINUTE)), NOON + 60 * MINUTE, 0)
    assert gate.last(b"b") == Passage(IN, NOON + 62 * MINUTE)


def test_a_message_that_took_a_moment_is_no_clock_that_is_wrong(gate: Attendance) -> None:
    heard(gate, report(at=NOON - timedelta(seconds=3)))
    gate.hear(Passed(THERE, Seen(b"a", IN, NOON)), NOON, 0)
    assert gate.last(b"a") == Passage(IN, NOON)


NEXT = DAY + timedelta(days=1)
TURN = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


def test_when_the_day_turns_counts_begin_anew_on_both_sides(gate: Attendance) -> None:
    gate.counts = Counts(4, 1)
    heard(gate, report(entered=7, left=2))
    gate.turn(NEXT, TURN - 5 * MINUTE)
    stale = gate.occupancy(0)
    assert (stale.inside, stale.certainty) == (0, Certainty.AT_LEAST), "of the new day they said nothing yet"
    heard(gate, report(NEXT, entered=1))
    assert (gate.occupancy(0).inside, gate.occupancy(0).certainty) == (1, Certainty.EXACT)


def test_a_gate_whose_day_turned_a_moment_sooner_keeps_its_counts_of_ours(gate: Attendance) -> None:
    heard(gate, report(entered=7, left=2))
    heard(gate, report(NEXT))
    assert (gate.occupancy(0).inside, gate.occupancy(0).certainty) == (5, Certainty.EXACT)
    gate.turn(NEXT, TURN - 5 * MINUTE)
    assert (gate.occupancy(0).inside, gate.occupancy(0).certainty) == (0, Certainty.EXACT)


def test_a_gate_that_comes_back_after_the_turn_is_told_of_the_last_minutes_before_it(
    gate: Attendance,
) -> None:
    pass_here(gate, b"a", at=TURN - 60 * MINUTE)
    for now_s in (0, 60, 120):
        heard(gate, report(), now_s)
    gate.hear(Went(THERE), NOON, 150)
    pass_here(gate, b"b", at=TURN - MINUTE)
    gate.turn(NEXT, TURN - 5 * MINUTE)
    assert (gate.last(b"a"), gate.last(b"b")) == (None, Passage(IN, TURN - MINUTE, seq=1))
    assert heard(gate, report(NEXT), 600) == 1


def test_a_date_that_was_wrong_is_put_right_and_nobody_is_forgotten(gate: Attendance) -> None:
    pass_here(gate, b"a")
    heard(gate, report(NEXT, entered=3))
    gate.redate(NEXT)
    assert gate.last(b"a") is not None
    assert gate.report().day == NEXT
    assert (gate.occupancy(0).inside, gate.occupancy(0).certainty) == (3, Certainty.EXACT)


def test_a_gate_that_was_taken_away_is_forgotten_after_a_week_and_an_expected_one_is_not() -> None:
    for expected, unheard in (((), ()), ((THERE,), (THERE,))):
        gate = Attendance(DAY, Gates(DAY, expected), Ways.IN, "run")
        heard(gate, report(DAY - timedelta(days=6)), live=False)
        assert gate.occupancy(0).unheard == (THERE,)
        gate.turn(DAY + timedelta(days=2), TURN)
        assert gate.occupancy(0).unheard == unheard
    gate = Attendance(DAY, Gates(DAY), Ways.IN, "run")
    heard(gate, report(DAY - timedelta(days=60)), live=False)
    assert gate.occupancy(0).unheard == ()


def test_what_calls_itself_a_gate_cannot_fill_the_memory(gate: Attendance) -> None:
    for nth in range(MOST_GATES + 10):
        gate.hear(Reported(f"gate-{nth}", report(), live=True), NOON, 0)
    for nth in range(60):
        gate.hear(Reported("gate-1", report(DAY + timedelta(days=nth)), live=True), NOON, 0)
    assert gate.occupancy(1000).unheard == tuple(sorted(f"gate-{nth}" for nth in range(MOST_GATES)))


@pytest.mark.parametrize(
    ("entered", "left", "said"),
    [(3, 0, Certainty.AT_LEAST), (0, 3, Certainty.AT_MOST), (3, 3, Certainty.ABOUT)],
)
def test_a_gate_that_does_not_say_its_ways_is_known_by_what_it_counted(
    gate: Attendance, entered: int, left: int, said: Certainty
) -> None:
    gate.hear(Reported(THERE, Report(DAY, Counts(entered, left)), live=False), NOON, 0)
    assert gate.occupancy(0).certainty is said
