"""The last passage of each subject is remembered for the day, and no longer."""

from datetime import UTC, datetime

from kiosk.domain.recent import Passage, Recent
from kiosk.domain.verdict import Direction

EARLIER = Passage(Direction.IN, datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
LATER = Passage(Direction.OUT, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


def test_the_last_passage_of_each_subject_is_remembered() -> None:
    recent = Recent()
    recent.remember(b"one", EARLIER)
    recent.remember(b"other", EARLIER)
    recent.remember(b"one", LATER)
    assert (recent.last(b"one"), recent.last(b"other")) == (LATER, EARLIER)


def test_what_is_told_late_does_not_undo_what_happened_since() -> None:
    recent = Recent()
    recent.remember(b"one", LATER)
    recent.remember(b"one", EARLIER)
    assert recent.last(b"one") == LATER


def test_a_person_seen_under_several_keys_has_one_last_passage() -> None:
    recent = Recent()
    recent.remember(b"under the own key", LATER)
    recent.remember(b"under the shared key", EARLIER)
    assert recent.last(b"under the shared key", b"under the own key", b"under yesterday's") == LATER


def test_who_was_not_seen_has_no_last_passage_and_nobody_has_none_either() -> None:
    recent = Recent()
    recent.remember(b"one", EARLIER)
    assert (recent.last(b"other"), recent.last()) == (None, None)


def test_who_passed_before_a_time_is_forgotten_and_others_are_not() -> None:
    recent = Recent()
    recent.remember(b"one", EARLIER)
    recent.remember(b"other", LATER)
    recent.forget_before(LATER.at)
    assert (recent.last(b"one"), recent.last(b"other")) == (None, LATER)
