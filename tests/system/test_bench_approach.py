"""How soon a code is read, and how soon it is lit: the measurements count what they say."""

import numpy as np

from kiosk.bench import latency
from kiosk.bench.approach import Approach, First, Watcher, watched

PARTS = ("latency_ms", "decode_ms", "fsync_ms")


def test_the_time_from_a_frame_to_the_light_is_more_than_decoding_and_one_fsync_take() -> None:
    result = latency.measure(visitors=6, fps=5)
    assert result["frames"] == 6
    assert all(0 < result[part]["median"] <= result[part]["p95"] for part in PARTS)
    assert result["latency_ms"]["median"] > result["fsync_ms"]["median"]


def test_an_approach_tells_when_the_code_was_first_read_and_whether_a_frame_alone_tells_it() -> None:
    plain = watched(Approach("turned", 0.1, 3, b"046090000001|A"), steps=(0.6, 1.0, 1.0))
    assert plain.kiosk is not None
    assert plain.zxing is not None
    assert 1 <= plain.kiosk.frame <= 3
    assert plain.kiosk.ms > 0
    assert not plain.no_frame_read
    hopeless = watched(Approach("defocus", 1.0, 3, b"046090000001|A"), steps=(0.3, 0.3))
    assert (hopeless.kiosk, hopeless.zxing, hopeless.no_frame_read) == (None, None, True)


def test_who_is_busy_with_a_frame_begins_the_next_one_late() -> None:
    answers = iter(({b"other"}, set(), {b"right"}, {b"right"}))
    watcher = Watcher(lambda grey: next(answers))
    for _ in range(4):
        watcher.see(np.zeros((30, 30), np.uint8), b"right")
    assert isinstance(watcher.first, First)
    assert watcher.first.frame == 3
    assert watcher.first.ms >= 1000 * 2 / 30
