"""What many frames together show of a code that none of them gives away, and what they never show."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from math import dist

import numpy as np
import pytest
import segno

from kiosk.devices.scanners import zxing
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.devices.scanners.filters import double, soften
from kiosk.devices.scanners.held import FRAMES, Follower, follower
from kiosk.devices.scanners.reading import Reading, Square
from kiosk.ports import Frame, Grey

AT = datetime(2026, 11, 23, 1, 15, 42, tzinfo=UTC)
LEFT, TOP = 130, 110
MOST = follower.REST + 3 * FRAMES
"""Frames in which everything has been tried twice."""


def drawn(content: str, px: int = 4) -> Grey:
    modules = np.pad(np.array(segno.make(content, micro=False, error="m").matrix, np.uint8), 4)
    return np.kron(np.where(modules == 1, np.uint8(40), np.uint8(210)), np.ones((px, px), np.uint8))


def held(*codes: Grey, seed: int, noise: float) -> Iterator[tuple[Grey, Square]]:
    """Frames of codes that take turns, in a hand that trembles, under noise; and where the code lies."""
    rng = np.random.default_rng(seed)
    while True:
        for code in codes:
            frame = np.full((440, 460), 128, np.uint8)
            left, top = LEFT + int(rng.integers(-4, 5)), TOP + int(rng.integers(-4, 5))
            height, width = code.shape
            frame[top : top + height, left : left + width] = code
            noisy = np.clip(frame + rng.normal(0, noise, frame.shape), 0, 255).astype(np.uint8)
            right, bottom = left + width, top + height
            yield noisy, Square(((left, top), (right, top), (right, bottom), (left, bottom)))


def lit() -> Iterator[tuple[Grey, Square]]:
    """Under a long lamp, whose reflection wanders over the code."""
    for number, (grey, place) in enumerate(held(drawn("BEHIND THE LAMP"), seed=2, noise=4)):
        middle = TOP + 45 + 25 * (number % 3)
        grey[middle - 22 : middle + 22] = 255
        yield grey, place


def read(frames: Iterator[tuple[Grey, Square]], count: int = MOST) -> list[tuple[Reading, Square]]:
    follows = Follower()
    return [
        (reading, place) for grey, place in islice(frames, count) for reading in follows.follow(grey, place)
    ]


def contents(frames: Iterator[tuple[Grey, Square]], count: int = MOST) -> set[bytes]:
    return {reading.data for reading, _ in read(frames, count)}


def test_a_code_that_no_frame_gives_away_is_read_from_a_dozen_and_placed_in_the_last() -> None:
    code = drawn("HELD IN THE DARK")
    for grey, _ in islice(held(code, seed=1, noise=170), FRAMES):
        assert zxing.find(double(soften(grey))).readings == []
    found = read(held(code, seed=1, noise=170))
    assert {reading.data for reading, _ in found} == {b"HELD IN THE DARK"}
    for reading, place in found:
        quiet = 16
        assert dist(reading.place.corners[0], np.add(place.corners[0], quiet)) < 8


def test_a_reflection_that_moves_hides_no_code() -> None:
    assert all(zxing.find(grey).readings == [] for grey, _ in islice(lit(), 3))
    assert contents(lit()) == {b"BEHIND THE LAMP"}


@pytest.mark.parametrize("seed", range(6))
def test_codes_that_take_turns_or_follow_each_other_never_give_a_third(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = 12 + 14 * (seed % 3)
    one, other = ("".join(map(str, rng.integers(0, 10, size))) for _ in range(2))
    turns = held(drawn(one), drawn(other), seed=seed, noise=60)
    first, second = (held(drawn(text), seed=seed, noise=90) for text in (one, other))
    assert contents(turns) <= {one.encode(), other.encode()}
    swapped = (*islice(first, FRAMES // 2), *islice(second, FRAMES))
    assert contents(iter(swapped)) <= {one.encode(), other.encode()}


def test_what_moves_away_is_let_go() -> None:
    code = drawn("GONE")
    follows = Follower()
    for grey, place in islice(held(code, seed=3, noise=200), 4):
        follows.follow(grey, place)
    empty = np.full((440, 460), 128, np.uint8)
    assert follows.follow(np.roll(empty, 1), None) == []
    for grey in (empty,) * FRAMES:
        assert follows.follow(grey, None) == []
    assert not follows.asks


@pytest.fixture
def scanner() -> Iterator[CascadeScanner]:
    scanner = CascadeScanner()
    yield scanner
    scanner.close()


def test_nothing_is_put_together_of_an_empty_view_or_of_a_code_that_is_read(
    scanner: CascadeScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    stacks: list[Grey] = []
    make = follower.Stack
    monkeypatch.setattr(follower, "Stack", lambda grey: stacks.append(grey) or make(grey))
    rng = np.random.default_rng(4)
    for _ in range(30):
        scanner.scan(Frame(rng.normal(128, 5, (440, 460)).astype(np.uint8), taken_at=AT))
    for grey, _ in islice(held(drawn("PLAIN"), seed=4, noise=4), 30):
        assert len(scanner.scan(Frame(grey, taken_at=AT))) == 1
    assert stacks == []


def test_a_live_view_gives_what_many_frames_show(scanner: CascadeScanner) -> None:
    found = [code.data for grey, _ in islice(lit(), MOST) for code in scanner.scan(Frame(grey, taken_at=AT))]
    assert set(found) == {b"BEHIND THE LAMP"}


def test_memory_stays_as_it_is_however_long_something_unreadable_is_held(scanner: CascadeScanner) -> None:
    """Grey noise in a square: followed, given up, and followed again."""
    rng = np.random.default_rng(6)
    square = rng.integers(0, 256, (160, 160), dtype=np.uint8)
    frames = [Frame(grey, taken_at=AT) for grey, _ in islice(held(square, seed=6, noise=20), 8)]
    for frame in frames * 10:
        scanner.scan(frame)
    tracemalloc.start()
    try:
        for frame in frames * 12:
            scanner.scan(frame)
        before, _ = tracemalloc.get_traced_memory()
        for frame in frames * 24:
            scanner.scan(frame)
        after, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 5_000_000
    assert most < 40_000_000
