"""A thread that uses a device, and opens it again when it fails."""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from kiosk.errors import DeviceError

FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 30.0
ANSWER_WITHIN_S = 10.0
LOOK_EACH_S = 0.01


class Closable(Protocol):
    def close(self) -> None: ...


Device = TypeVar("Device", bound=Closable)


class Tending(ABC, Generic[Device]):
    """Uses the open device from its thread until there is no more to do with it, or `closing` is set.

    A device that fails is closed and opened again, later and later; `say` is told why, once. `fail` is told
    of a defect in the thread, and of a device that cannot even be closed.
    """

    def __init__(
        self,
        name: str,
        open_device: Callable[[], Device],
        *,
        say: Callable[[str], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        self._open_device, self._say, self._fail = open_device, say, fail
        self._device: Device | None = None
        self._fault: str | None = None
        self._answered = False
        self._answer_due_s = 0.0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.closing = threading.Event()

    @abstractmethod
    def use(self, device: Device) -> None:
        """Calls `answered` whenever the device works. DeviceError goes through."""

    def open(self) -> None:
        """Begins. Raises DeviceError if the device cannot be had at first."""
        self._device = self._open_device()
        self.start()

    def start(self) -> None:
        """Begins, with a device that may be absent still."""
        self._answer_due_s = time.monotonic() + ANSWER_WITHIN_S
        self._thread.start()

    def answered(self) -> None:
        """The device works."""
        self._answered, self._fault = True, None
        self._answer_due_s = time.monotonic() + ANSWER_WITHIN_S

    @property
    def fault(self) -> str | None:
        """Why the device is not in use."""
        return self._fault

    @property
    def hang(self) -> bool:
        """Neither an answer nor a failure came for too long: the device does not even fail."""
        return self._thread.is_alive() and time.monotonic() > self._answer_due_s

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """For somebody else, which is no hang; ends when it is to be closed."""
        while not condition() and not self.closing.wait(LOOK_EACH_S):
            self._answer_due_s = time.monotonic() + ANSWER_WITHIN_S

    def close(self, timeout_s: float = 2.0) -> None:
        """Twice is fine."""
        self.closing.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        elif self._device:
            self._device.close()

    def _run(self) -> None:
        try:
            retry_s = FIRST_RETRY_S
            while not self.closing.is_set():
                try:
                    self._device = self._device or self._open_device()
                    self.use(self._device)
                    break
                except DeviceError as failure:
                    self._tell(failure)
                self._close_device()
                if self._answered:
                    self._answered, retry_s = False, FIRST_RETRY_S
                self._answer_due_s = time.monotonic() + retry_s + ANSWER_WITHIN_S
                self.closing.wait(retry_s)
                retry_s = min(2 * retry_s, LONGEST_RETRY_S)
            self._close_device()
        except BaseException as defect:
            self._fail(defect)

    def _tell(self, failure: DeviceError) -> None:
        self._answer_due_s = time.monotonic() + ANSWER_WITHIN_S
        if str(failure) != self._fault:
            self._say(str(failure))
        self._fault = str(failure)

    def _close_device(self) -> None:
        device, self._device = self._device, None
        if device:
            device.close()
