"""The eyes: one thread that takes pictures and finds codes, and opens the camera again when it fails."""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from kiosk.domain.code import Code
from kiosk.domain.presentation import Presentations
from kiosk.errors import DeviceError
from kiosk.ports import Camera, Frame, Scanner

FRAME_TIMEOUT_S = 2.0
FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 30.0
WAITING_CODES = 32
RATE_OVER_FRAMES = 30
ANSWER_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Sight:
    """How the eyes fare. `fps` and `decode_ms` are means over the last frames; `fault`: why they are shut."""

    frame: Frame | None = field(default=None, repr=False)
    seen_s: float = 0.0  # on the monotonic clock
    fps: float = 0.0
    decode_ms: float = 0.0
    fault: str | None = None


class Eyes:
    """Gives each code that is held up once, in `codes`; None after the last one of a source that ends.

    A camera that fails is closed and opened again, later and later. When a source of numbered pictures is
    read faster than its codes are dealt with, it waits; a live view never does: a code that finds no room
    is still held up when there is some. `fail` is told of a defect in the thread.
    """

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        scanners: Sequence[Scanner],
        cooldown: timedelta,
        *,
        fail: Callable[[BaseException], None],
    ) -> None:
        self._open_camera, self._scanners, self._fail = open_camera, scanners, fail
        self._presentations = Presentations(cooldown)
        self.codes: queue.Queue[Code | None] = queue.Queue(WAITING_CODES)
        self._sight = Sight()
        self._camera: Camera | None = None
        self._closing = threading.Event()
        self._answer_due_s = time.monotonic() + ANSWER_WITHIN_S
        self._decode_ms: deque[float] = deque(maxlen=RATE_OVER_FRAMES)
        self._taken_s: deque[float] = deque(maxlen=RATE_OVER_FRAMES)
        self._thread = threading.Thread(target=self._run, name="eyes", daemon=True)

    def open(self) -> None:
        """Opens the camera and begins to look. Raises DeviceError if the camera cannot be had at first."""
        self._camera = self._open_camera()
        self._thread.start()

    @property
    def sight(self) -> Sight:
        return self._sight

    @property
    def hang(self) -> bool:
        """Neither a picture nor a failure came for too long: the camera does not even fail."""
        return self._thread.is_alive() and time.monotonic() > self._answer_due_s

    def close(self, timeout_s: float = 2.0) -> None:
        """Twice is fine."""
        self._closing.set()
        camera = self._camera
        if camera and not self._thread.is_alive():
            camera.close()
        elif camera:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            retry_s = FIRST_RETRY_S
            while not self._closing.is_set():
                try:
                    self._look()
                    break
                except DeviceError as fault:
                    self._answer_due_s = time.monotonic() + ANSWER_WITHIN_S
                    if self._sight.frame is not None:
                        retry_s = FIRST_RETRY_S
                    self._sight = Sight(fault=str(fault))
                self._close_camera()
                self._answer_due_s = time.monotonic() + retry_s + ANSWER_WITHIN_S
                self._closing.wait(retry_s)
                retry_s = min(2 * retry_s, LONGEST_RETRY_S)
            self._close_camera()
        except BaseException as defect:
            self._fail(defect)

    def _look(self) -> None:
        """Until there are no more pictures, or the eyes are to be closed."""
        camera = self._camera = self._camera or self._open_camera()
        while not self._closing.is_set():
            frame = camera.read(FRAME_TIMEOUT_S)
            if frame is None:
                self._sight = Sight()
                self._wait_for_room()
                if not self.codes.full():
                    self.codes.put_nowait(None)
                return
            begun_s = time.monotonic()
            codes = [code for scanner in self._scanners for code in scanner.scan(frame)]
            self._note(frame, begun_s)
            for code in codes:
                self._hand_over(code)

    def _hand_over(self, code: Code) -> None:
        if code.scene is not None:
            self._wait_for_room()
        if not self.codes.full() and self._presentations.begins(code):
            self.codes.put_nowait(code)

    def _wait_for_room(self) -> None:
        while self.codes.full() and not self._closing.wait(0.01):
            self._answer_due_s = time.monotonic() + ANSWER_WITHIN_S

    def _note(self, frame: Frame, begun_s: float) -> None:
        now_s = time.monotonic()
        self._decode_ms.append(1000 * (now_s - begun_s))
        self._taken_s.append(begun_s)
        self._answer_due_s = now_s + ANSWER_WITHIN_S
        span_s = self._taken_s[-1] - self._taken_s[0]
        self._sight = Sight(
            frame,
            seen_s=now_s,
            fps=(len(self._taken_s) - 1) / span_s if span_s else 0.0,
            decode_ms=sum(self._decode_ms) / len(self._decode_ms),
        )

    def _close_camera(self) -> None:
        camera, self._camera = self._camera, None
        if camera:
            camera.close()
