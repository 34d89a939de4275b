"""A listener: one thread that waits for what a reader reads, and opens the reader again when it fails."""

from collections.abc import Callable
from functools import partial

from kiosk.loop.inbox import Inbox
from kiosk.loop.tending import Tending
from kiosk.ports import Reader

LISTEN_S = 0.5


class Listener(Tending[Reader]):
    """Puts each code into the inbox, whatever the camera does."""

    def __init__(
        self,
        open_reader: Callable[[], Reader],
        inbox: Inbox,
        *,
        say: Callable[[str], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        super().__init__("listener", open_reader, say=say, fail=fail)
        self._inbox = inbox

    def use(self, reader: Reader) -> None:
        while not self.closing.is_set():
            codes = reader.read(LISTEN_S)
            self.answered()
            for code in codes:
                self.wait_until(partial(self._inbox.put, code))
