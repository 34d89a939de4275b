"""One code held up once is one presentation, in however many frames it is seen."""

from datetime import UTC, datetime, timedelta
from itertools import count, islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.code import Code
from kiosk.domain.presentation import FORGET_ABOVE, Presentations

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
COOLDOWN_S = 3


@pytest.fixture
def presentations() -> Presentations:
    return Presentations(timedelta(seconds=COOLDOWN_S))


def seen(data: bytes, at_s: float, scene: int | None = None) -> Code:
    return Code(data, START + timedelta(seconds=at_s), scene=scene)


def test_a_code_that_is_held_counts_once_however_long(presentations: Presentations) -> None:
    begun = [presentations.begins(seen(b"held", frame / 15)) for frame in range(15 * 60)]
    assert begun == [True] + [False] * (15 * 60 - 1)


def test_a_code_that_flickers_within_the_cooldown_is_still_held(presentations: Presentations) -> None:
    assert [presentations.begins(seen(b"held", at_s)) for at_s in (0, 3, 6, 9)] == [True, False, False, False]


def test_a_code_that_was_away_for_longer_than_the_cooldown_is_held_up_again(
    presentations: Presentations,
) -> None:
    assert [presentations.begins(seen(b"held", at_s)) for at_s in (0, 1, 4.1)] == [True, False, True]


def test_two_codes_in_one_view_are_two_presentations(presentations: Presentations) -> None:
    begun = [presentations.begins(seen(data, at_s)) for at_s in (0, 0.1, 0.2) for data in (b"one", b"other")]
    assert begun == [True, True, False, False, False, False]


def test_in_a_source_of_scenes_each_scene_is_a_presentation_of_its_own(
    presentations: Presentations,
) -> None:
    begun = [presentations.begins(seen(b"card", 0, scene)) for scene in (1, 1, 2, 2, 3)]
    assert begun == [True, False, True, False, True]


def test_a_second_code_in_a_scene_is_one_more(presentations: Presentations) -> None:
    begun = [presentations.begins(seen(data, 0, 1)) for data in (b"one", b"other", b"one", b"other")]
    assert begun == [True, True, False, False]


def test_a_scene_that_is_looked_at_for_long_stays_one_presentation(presentations: Presentations) -> None:
    assert [presentations.begins(seen(b"card", at_s, 1)) for at_s in (0, 60)] == [True, False]


def test_a_code_shown_after_the_clock_was_set_back_is_answered(presentations: Presentations) -> None:
    assert presentations.begins(seen(b"card", 3600))
    assert presentations.begins(seen(b"card", 0))
    assert not presentations.begins(seen(b"card", 0.1))


def test_memory_is_bounded_and_what_was_seen_last_is_remembered(presentations: Presentations) -> None:
    numbers = count()

    def show_others(how_many: int) -> None:
        for number in islice(numbers, how_many):
            presentations.begins(seen(b"other %d" % number, 0))

    assert presentations.begins(seen(b"held", 0))
    show_others(FORGET_ABOVE - 1)
    assert not presentations.begins(seen(b"held", 0))
    show_others(FORGET_ABOVE - 1)
    assert not presentations.begins(seen(b"held", 0))
    show_others(FORGET_ABOVE)
    assert presentations.begins(seen(b"held", 0))


@given(st.lists(st.floats(0, 10), min_size=1, max_size=40), st.floats(0.5, 5))
def test_presentations_are_one_more_than_the_absences_longer_than_the_cooldown(
    pauses_s: list[float], cooldown_s: float
) -> None:
    cooldown = timedelta(seconds=cooldown_s)
    presentations = Presentations(cooldown)
    times = [START]
    for pause_s in pauses_s:
        times.append(times[-1] + timedelta(seconds=pause_s))
    begun = [presentations.begins(Code(b"card", at)) for at in times]
    absences = [later - earlier > cooldown for earlier, later in pairwise(times)]
    assert begun == [True, *absences]
