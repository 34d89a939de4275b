"""When frames are put together, and when it is over: one code at a time, for a dozen frames at most."""

from itertools import cycle

from kiosk.devices.scanners.held.looks import LOOKS, Look
from kiosk.devices.scanners.held.stack import Stack
from kiosk.devices.scanners.held.window import Window, window
from kiosk.devices.scanners.reading import Reading, Square
from kiosk.ports import Grey

FRAMES = 12
"""More tell nothing new: by then the hand has turned and tilted what it holds."""

REST = 24
"""Frames after a dozen in vain, in which nothing is put together: the visitor will try another distance."""


class Follower:
    """Reads what is held up from many frames. It holds one stack of pictures while there is something
    unread, and nothing else.

    A content counts when two looks in a row give it, the second with a frame more: what is no code's is
    given by chance, and by no two.
    """

    def __init__(self) -> None:
        self._suspect: Square | None = None
        self._window: Window | None = None
        self._stack: Stack | None = None
        self._looks = cycle(LOOKS)
        self._claimed: tuple[Look, bytes] | None = None
        self._rest = 0

    @property
    def asks(self) -> bool:
        """Whether it is worth while to tell where a code may be: one was seen, and is not followed yet."""
        return self._suspect is not None

    def release(self) -> None:
        """What was held is read, or gone."""
        self._suspect = self._window = self._stack = self._claimed = None

    def follow(self, grey: Grey, place: Square | None) -> list[Reading]:
        """The next frame, in which nothing was read; `place`: where a code may be, if that was looked for."""
        if self._rest:
            self._rest -= 1
            return []
        if self._stack is None or self._window is None:
            self._take_up(grey, place)
            return []
        if not self._window.fits(grey) or not self._stack.add(self._window.cut(grey)):
            self.release()
            return []
        readings = self._look(self._window, self._stack)
        if readings:
            self.release()
        elif self._stack.count >= FRAMES:
            self.release()
            self._rest = REST
        return readings

    def _take_up(self, grey: Grey, place: Square | None) -> None:
        """What is seen in two frames at about one place, and of one size, is held there."""
        known, self._suspect = self._suspect, place
        if place is None or known is None or not known.covers(place):
            return
        self._window = window(grey, place)
        if self._window:
            self._suspect = None
            self._looks = cycle(LOOKS)
            self._stack = Stack(self._window.cut(grey))

    def _look(self, window: Window, stack: Stack) -> list[Reading]:
        """A look each second frame, and again in the next frame if it read something."""
        if self._claimed:
            look, content = self._claimed
        elif stack.count % 2 == 0:
            look, content = next(self._looks), None
        else:
            return []
        readings = window.found(look(stack), stack.down, stack.right)
        self._claimed = None
        for reading in readings:
            if reading.data == content:
                return [reading]
            self._claimed = look, reading.data
        return []
