"""`simulated:` beyond what every camera promises: its truth is what a real decoder finds in its pictures."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from kiosk.devices.cameras.simulated import SimulatedCamera, render
from kiosk.devices.cameras.simulated.people import KINDS, invent
from kiosk.devices.cameras.simulated.scene.conditions import CONDITIONS
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.domain.code import Code
from kiosk.domain.presentation import Presentations
from kiosk.errors import AddressError
from kiosk.ports import Frame

PATIENCE_S = 30.0
COOLDOWN = timedelta(seconds=3)


@dataclass(frozen=True)
class Seen:
    """What the cascade saw of a day: the codes of each frame, and the contents presented."""

    frames: list[list[Code]]
    times: list[datetime]
    truth: list[bytes]
    begun_at: datetime

    @property
    def presented(self) -> list[bytes]:
        presentations = Presentations(COOLDOWN)
        return [code.data for codes in self.frames for code in codes if presentations.begins(code)]


@pytest.fixture(scope="module")
def seen() -> Seen:
    begun_at = datetime.now(UTC)
    camera, scanner = SimulatedCamera(seed=5, visitors=24, speed=0), CascadeScanner()
    codes, times = [], []
    while (frame := camera.read(PATIENCE_S)) is not None:
        codes.append(list(scanner.scan(frame)))
        times.append(frame.taken_at)
    scanner.close()
    return Seen(codes, times, camera.truth, begun_at)


def small(**options: float) -> SimulatedCamera:
    return SimulatedCamera(**{"visitors": 2, "speed": 0, "width": 320, "height": 240} | options)  # type: ignore[arg-type]


def day(camera: SimulatedCamera) -> list[Frame]:
    return list(iter(lambda: camera.read(PATIENCE_S), None))


def test_a_day_has_as_many_visitors_as_were_asked_for(seen: Seen) -> None:
    assert len(seen.truth) == 24


def test_nearly_every_visit_is_read_and_is_a_presentation_of_its_own(seen: Seen) -> None:
    assert (Counter(seen.truth) - Counter(seen.presented)).total() <= 2


def test_nothing_is_read_that_was_not_held_up_nor_more_often(seen: Seen) -> None:
    assert Counter(seen.presented) - Counter(seen.truth) == Counter()


def test_somebody_comes_back_and_two_people_come_side_by_side(seen: Seen) -> None:
    assert len(set(seen.presented)) < len(seen.presented)
    assert any(len(codes) == 2 for codes in seen.frames)


def test_a_day_in_a_hurry_has_its_own_time_and_is_over_before_it_is_seen(seen: Seen) -> None:
    steps = {later - earlier for earlier, later in zip(seen.times, seen.times[1:], strict=False)}
    assert steps == {timedelta(seconds=1 / 15)}
    assert seen.times[-1] < seen.begun_at


def test_a_day_at_its_own_speed_has_the_time_of_the_clock() -> None:
    camera = small(speed=1)
    before = datetime.now(UTC)
    frame = camera.read(PATIENCE_S)
    assert frame is not None
    assert before <= frame.taken_at <= datetime.now(UTC)


def test_the_same_seed_gives_the_same_day_another_seed_another() -> None:
    first, again, other = (small(seed=seed) for seed in (5, 5, 6))
    days = [day(camera) for camera in (first, again, other)]
    assert first.truth == again.truth != other.truth
    assert len(days[0]) == len(days[1])
    for one, two in zip(days[0], days[1], strict=True):
        assert np.array_equal(one.grey, two.grey)
        assert one.picture is not None
        assert two.picture is not None
        assert np.array_equal(one.picture, two.picture)


def test_a_hard_day_is_not_the_easy_one() -> None:
    easy, hard = (day(small(seed=5, ease=ease)) for ease in (1, 0))
    assert not all(np.array_equal(one.grey, two.grey) for one, two in zip(easy, hard, strict=False))


def test_pace_stretches_a_visit() -> None:
    assert len(day(small(seed=5, pace=4))) > 2 * len(day(small(seed=5)))


@pytest.mark.parametrize("condition", CONDITIONS)
def test_under_a_touch_of_each_condition_a_code_is_read(condition: str) -> None:
    content = invent("national_qr", np.random.default_rng(1)).content
    scanner = CascadeScanner()
    readings = scanner.scan_fully(render(content, condition, 0.1, seed=3))
    scanner.close()
    assert [reading.data for reading in readings] == [content]


def test_a_phone_in_dark_mode_shows_light_modules_on_a_dark_screen() -> None:
    content = invent("bhyt", np.random.default_rng(2)).content
    grey = render(content, "dark_mode", 0.0, seed=4)
    scanner = CascadeScanner()
    (reading,) = scanner.scan_fully(grey)
    scanner.close()
    xs, ys = zip(*reading.place.corners, strict=True)
    left, right, top, bottom = (int(value) for value in (min(xs), max(xs), min(ys), max(ys)))
    assert np.median(grey[top - 5 : top - 2, left:right]) < 60
    assert np.percentile(grey[top:bottom, left:right], 90) > 150


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_an_invented_person_shows_when_it_is_printed(kind: str) -> None:
    person = invent(kind, np.random.default_rng(1))
    assert person.text not in repr(person)


def test_options_out_of_range_are_all_named_and_draw_nothing() -> None:
    with pytest.raises(
        AddressError, match=r"seed=-1: must be from 0 .*; speed=0\.5: .*; ease=2: must be from 0 to 1\."
    ):
        SimulatedCamera.check(seed=-1, speed=0.5, ease=2)
    SimulatedCamera.check(speed=0)
