"""The latest picture, drawn in a thread of its own and only while somebody waits for one."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Condition, Thread

from kiosk.ports import View

REST_S = 0.1
"""Between two drawings, so that pictures take a share of the machine and no more."""

FROZEN_S = 1.0
"""A view that nobody replaced for so long is shown without its camera picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`words`: what the visitor is told, by language; never a name."""

    jpeg: bytes
    words: Mapping[str, str]


Draw = Callable[[View], Picture | None]
"""Draws a view; None if it looks as the one before. Called from one thread."""


class Mirror:
    """Takes views from the loop, which never waits, and gives pictures to any number of threads."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._changed = Condition()
        self._view: View | None = None
        self._shown_at = 0.0
        self._waiting = 0
        self._drawings = 0
        self._latest: tuple[int, Picture] | None = None
        self._closed = False
        self._defect: BaseException | None = None
        self._thread = Thread(target=self._run, name="screen-mirror", daemon=True)
        self._thread.start()

    def show(self, view: View) -> None:
        """Replaces the view that is drawn next. Raises what the drawing failed with, a defect."""
        if self._defect is not None:
            raise self._defect
        with self._changed:
            self._view, self._shown_at = view, time.monotonic()
            if self._waiting:
                self._changed.notify_all()

    def picture(self, seen: int, timeout_s: float) -> tuple[int, Picture] | None:
        """A number and the picture of this moment; None if none but number `seen` came in time.

        Numbers start at 1 and grow whenever the picture looks different.
        """
        with self._changed:
            asked_at = self._drawings
            self._waiting += 1
            self._changed.notify_all()
            try:
                self._changed.wait_for(lambda: self._closed or self._is_new(asked_at, seen), timeout_s)
            finally:
                self._waiting -= 1
            return self._latest if self._is_new(asked_at, seen) and not self._closed else None

    def close(self) -> None:
        """Twice is fine."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _is_new(self, asked_at: int, seen: int) -> bool:
        return self._drawings > asked_at and self._latest is not None and self._latest[0] != seen

    def _run(self) -> None:
        try:
            while (view := self._next_view()) is not None:
                picture = self._draw(view)
                with self._changed:
                    self._drawings += 1
                    if picture is not None:
                        self._latest = (self._drawings, picture)
                    self._changed.notify_all()
                    self._changed.wait_for(lambda: self._closed, REST_S)
        except BaseException as defect:
            self._defect = defect

    def _next_view(self) -> View | None:
        """What somebody waits for; None when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (self._waiting and self._view))
            if self._closed or self._view is None:
                return None
            frozen = time.monotonic() - self._shown_at > FROZEN_S
            return replace(self._view, frame=None) if frozen else self._view
