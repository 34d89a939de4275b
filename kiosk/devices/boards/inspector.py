"""A scanner that looks at venue boards more closely: how well they scan goes with their codes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.credentials.board import is_board
from kiosk.devices.boards.grading import grade
from kiosk.devices.scanners.reading import Reading, Square
from kiosk.domain.code import Code
from kiosk.domain.presentation import Presentations
from kiosk.domain.quality import NOT_MEASURED, Grade
from kiosk.ports import Frame, Scanner

LOOK = timedelta(seconds=0.8)
"""A hand comes to rest within this time; a board scans as it does in the best picture of it."""

AT_ONCE = 2
"""Boards that are looked at in one view; more than these are somebody's play, and pass unmeasured."""


@dataclass(slots=True)
class _Look:
    """A board that is being looked at."""

    since: datetime  # aware, UTC
    best: Code

    def see(self, code: Code) -> None:
        self.best = max(self.best, code, key=_steps)

    def is_over(self, now: datetime) -> bool:
        """Nothing can be better, or it took long enough; abs: the clock may have been set meanwhile."""
        return _steps(self.best) == Grade.A.steps or abs(now - self.since) >= LOOK


class BoardInspector:
    """Passes on what `scanner` reads. In a continuous view a board is passed on once it was looked at for a
    moment, as it was seen best; in a picture that is shown but once, at once.

    `cooldown` as for presentations: a board that was away for longer is looked at anew.
    """

    def __init__(self, scanner: Scanner, cooldown: timedelta) -> None:
        self._scanner = scanner
        self._presentations = Presentations(cooldown)
        self._looks: dict[bytes, _Look] = {}

    def scan(self, frame: Frame) -> Sequence[Code]:
        passed = [passed for code in self._scanner.scan(frame) for passed in self._looked_at(code, frame)]
        over = [data for data, look in self._looks.items() if look.is_over(frame.taken_at)]
        return [*passed, *(self._looks.pop(data).best for data in over)]

    def close(self) -> None:
        self._scanner.close()

    def _looked_at(self, code: Code, frame: Frame) -> Iterator[Code]:
        """The code, unless it is kept for a further look."""
        if not is_board(code.data):
            yield code
            return
        if code.scene is not None:
            yield _graded(code, frame)
            return
        begins = self._presentations.begins(code)
        if code.data in self._looks:
            self._looks[code.data].see(_graded(code, frame))
        elif not begins:
            yield code
        elif len(self._looks) < AT_ONCE:
            self._looks[code.data] = _Look(code.seen_at, _graded(code, frame))
        else:
            yield replace(code, quality=NOT_MEASURED)


def _graded(code: Code, frame: Frame) -> Code:
    if code.corners is None:
        return replace(code, quality=NOT_MEASURED)
    quality = grade(frame.grey, Reading(code.data, Square(code.corners), code.version))
    return replace(code, quality=quality or NOT_MEASURED)


def _steps(code: Code) -> int:
    """Below F where it could not be graded."""
    quality = code.quality
    return -1 if quality is None or quality is NOT_MEASURED else quality.grade.steps
