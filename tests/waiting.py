"""Waiting for a condition, never for a time."""

from collections.abc import Callable
from threading import Event

PATIENCE_S = 30.0
LOOK_EACH_S = 0.02


def wait_until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Returns as soon as it holds; fails the test if it never does."""
    pause = Event()
    for _ in range(int(patience_s / LOOK_EACH_S)):
        if condition():
            return
        pause.wait(LOOK_EACH_S)
    raise AssertionError("what was waited for did not come")
