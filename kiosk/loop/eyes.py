"""The eyes: one thread that takes pictures and finds codes, and opens the camera again when it fails."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from kiosk.domain.code import Code
from kiosk.loop.inbox import Inbox
from kiosk.loop.tending import Tending
from kiosk.ports import Camera, Frame, Scanner

FRAME_TIMEOUT_S = 2.0
RATE_OVER_FRAMES = 30


@dataclass(frozen=True, slots=True)
class Sight:
    """How the eyes fare. `fps` and `decode_ms` are means over the last frames; `fault`: why they are shut."""

    frame: Frame | None = field(default=None, repr=False)
    seen_s: float = 0.0  # on the monotonic clock
    fps: float = 0.0
    decode_ms: float = 0.0
    fault: str | None = None


class Eyes(Tending[Camera]):
    """Puts each code that is held up into the inbox, and the end of a source that ends.

    When a source of numbered pictures is read faster than its codes are dealt with, it waits; a live view
    never does: a code that finds no room is still held up when there is some. `say` is told why the camera
    fails, `fail` of a defect in the thread.
    """

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        scanners: Sequence[Scanner],
        inbox: Inbox,
        *,
        say: Callable[[str], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        super().__init__("eyes", open_camera, say=say, fail=fail)
        self._scanners, self._inbox = scanners, inbox
        self._sight = Sight()
        self._decode_ms: deque[float] = deque(maxlen=RATE_OVER_FRAMES)
        self._taken_s: deque[float] = deque(maxlen=RATE_OVER_FRAMES)

    @property
    def sight(self) -> Sight:
        fault = self.fault
        return Sight(fault=fault) if fault else self._sight

    def use(self, camera: Camera) -> None:
        while not self.closing.is_set():
            frame = camera.read(FRAME_TIMEOUT_S)
            if frame is None:
                self._sight = Sight()
                self.wait_until(self._inbox.end)
                return
            begun_s = time.monotonic()
            codes = [code for scanner in self._scanners for code in scanner.scan(frame)]
            self._note(frame, begun_s)
            for code in codes:
                self._hand_over(code)

    def _hand_over(self, code: Code) -> None:
        if code.scene is None:
            self._inbox.put(code)
        else:
            self.wait_until(partial(self._inbox.put, code))

    def _note(self, frame: Frame, begun_s: float) -> None:
        now_s = time.monotonic()
        self._decode_ms.append(1000 * (now_s - begun_s))
        self._taken_s.append(begun_s)
        span_s = self._taken_s[-1] - self._taken_s[0]
        self._sight = Sight(
            frame,
            seen_s=now_s,
            fps=(len(self._taken_s) - 1) / span_s if span_s else 0.0,
            decode_ms=sum(self._decode_ms) / len(self._decode_ms),
        )
        self.answered()
