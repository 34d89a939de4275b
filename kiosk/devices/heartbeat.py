"""`systemd:` and `none:` – telling the supervisor that the kiosk is alive.

The protocol is that of sd_notify(3) and sd_watchdog_enabled(3): datagrams of `NAME=value` lines to the
socket that the environment names.
"""

import os
import socket
import time
from collections.abc import Callable, Mapping

from kiosk.domain.visible import visible
from kiosk.errors import DeviceAbsent, DeviceError


class SystemdHeartbeat:
    """Notifies systemd; where systemd did not start this process it does nothing and says nothing.

    A beat is sent when a quarter of the watchdog's time has gone, so that with the turn of the loop in
    which it falls it is never later than half. A beat that systemd does not take is sent again at the next
    turn; if it never does, its watchdog is the remedy.

    Raises DeviceAbsent for a socket of a kind that this kiosk does not know.
    """

    def __init__(
        self,
        environment: Mapping[str, str] = os.environ,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = _socket_address(environment.get("NOTIFY_SOCKET", ""))
        self._every_s = _watchdog_s(environment) / 4
        self._monotonic = monotonic
        self._next_beat_s = monotonic()
        self._told: str | None = None
        self._socket: socket.socket | None = None
        if self._address is not None:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self._socket.setblocking(False)

    def ready(self, status: str) -> None:
        """Raises DeviceError when systemd cannot be told, for it would stop the kiosk after a while."""
        try:
            self._send(f"READY=1\nSTATUS={visible(status)}")
            self._told = status
        except OSError as error:
            raise DeviceError(
                f"systemd does not listen ({error.strerror}); restart the kiosk's service,"
                " or use heartbeat = 'none:'."
            ) from error

    def beat(self) -> None:
        now_s = self._monotonic()
        if self._every_s and now_s >= self._next_beat_s and self._try_to_send("WATCHDOG=1"):
            self._next_beat_s = now_s + self._every_s

    def tell(self, status: str) -> None:
        """One that systemd does not take is told again at the next turn."""
        if status != self._told and self._try_to_send(f"STATUS={visible(status)}"):
            self._told = status

    def stopping(self) -> None:
        self._try_to_send("STOPPING=1")

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _try_to_send(self, message: str) -> bool:
        try:
            self._send(message)
        except OSError:
            return False
        return True

    def _send(self, message: str) -> None:
        if self._socket is not None and self._address is not None:
            self._socket.sendto(message.encode(), self._address)


class NoHeartbeat:
    """For a kiosk that nothing supervises."""

    def ready(self, status: str) -> None:
        pass

    def beat(self) -> None:
        pass

    def tell(self, status: str) -> None:
        pass

    def stopping(self) -> None:
        pass

    def close(self) -> None:
        pass


def _socket_address(name: str) -> str | None:
    """A path, or `@name` for an abstract socket; None: no supervisor."""
    match name[:1]:
        case "":
            return None
        case "/":
            return name
        case "@":
            return f"\0{name[1:]}"
    raise DeviceAbsent("NOTIFY_SOCKET names no unix socket; use heartbeat = 'none:'.")


def _watchdog_s(environment: Mapping[str, str]) -> float:
    """Seconds after which the watchdog ends this process; 0: it watches none, or another one."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return 0.0
    try:
        return int(environment.get("WATCHDOG_USEC", "0")) / 1_000_000
    except ValueError:
        raise DeviceAbsent("WATCHDOG_USEC is not a number; leave it to systemd to set it.") from None
