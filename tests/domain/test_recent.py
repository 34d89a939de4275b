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


def test_who_was_not_seen_has_no_last_passage_and_nobody_has_none_either() -> None:
    recent = Recent()
    recent.remember(b"one", EARLIER)
    assert (recent.last(b"other"), recent.last(None)) == (None, None)


def test_a_new_day_forgets_everybody() -> None:
    recent = Recent()
    recent.remember(b"one", EARLIER)
    recent.forget_all()
    assert recent.last(b"one") is None
