"""What a supervisor hears of the kiosk, at a real notify socket."""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.devices.heartbeat import NoHeartbeat, SystemdHeartbeat
from kiosk.errors import DeviceAbsent, DeviceError
from kiosk.ports import Heartbeat

WATCHDOG_S = 20


class Supervisor:
    """Listens as systemd does, by a path or in the abstract namespace."""

    def __init__(self, address: str) -> None:
        self.name = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address.replace("@", "\0", 1) if address.startswith("@") else address)
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        told = []
        while True:
            try:
                told.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return told

    def close(self) -> None:
        self._socket.close()


@dataclass
class Time:
    at_s: float = 1000.0

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture(params=["path", "abstract"])
def supervisor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(str(tmp_path / "notify") if request.param == "path" else f"@kiosk-{os.getpid()}")
    yield supervisor
    supervisor.close()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def heartbeat(supervisor: Supervisor, time: Time) -> Iterator[SystemdHeartbeat]:
    heartbeat = SystemdHeartbeat(watched(supervisor), time)
    yield heartbeat
    heartbeat.close()


def watched(supervisor: Supervisor, **others: str) -> dict[str, str]:
    return {"NOTIFY_SOCKET": supervisor.name, "WATCHDOG_USEC": str(WATCHDOG_S * 1_000_000), **others}


def beats(heartbeat: Heartbeat, supervisor: Supervisor) -> bool:
    """Whether a turn of the loop sends a beat."""
    heartbeat.beat()
    told = supervisor.heard()
    assert told in ([], ["WATCHDOG=1"])
    return bool(told)


def speak_until_unheard(heartbeat: Heartbeat) -> None:
    for _ in range(100_000):
        heartbeat.ready("filling the socket")


def test_the_supervisor_hears_that_the_kiosk_is_ready_and_that_it_stops(
    heartbeat: SystemdHeartbeat, supervisor: Supervisor
) -> None:
    heartbeat.ready("gate 1 is open")
    heartbeat.stopping()
    assert supervisor.heard() == ["READY=1\nSTATUS=gate 1 is open", "STOPPING=1"]


def test_a_status_is_one_line_whatever_it_says(heartbeat: SystemdHeartbeat, supervisor: Supervisor) -> None:
    heartbeat.ready("Cổng chính\nSTOPPING=1\n\n")
    assert supervisor.heard() == ["READY=1\nSTATUS=Cổng chính STOPPING=1"]


def test_what_is_so_still_is_not_told_again(heartbeat: SystemdHeartbeat, supervisor: Supervisor) -> None:
    heartbeat.ready("open")
    supervisor.heard()

    for status in ("open", "fault: camera", "fault: camera", "open"):
        heartbeat.tell(status)

    assert supervisor.heard() == ["STATUS=fault: camera", "STATUS=open"]


def test_a_status_that_finds_the_socket_full_comes_with_a_later_turn(
    heartbeat: SystemdHeartbeat, supervisor: Supervisor
) -> None:
    with pytest.raises(DeviceError):
        speak_until_unheard(heartbeat)
    heartbeat.tell("fault: disk")
    supervisor.heard()
    heartbeat.tell("fault: disk")

    assert supervisor.heard() == ["STATUS=fault: disk"]


def test_the_first_turn_beats_and_then_each_quarter_of_the_watchdog_s_time(
    heartbeat: SystemdHeartbeat, supervisor: Supervisor, time: Time
) -> None:
    sent = []
    for _ in range(2 * WATCHDOG_S * 10):
        if beats(heartbeat, supervisor):
            sent.append(time.at_s - 1000)
        time.at_s += 0.125
    assert sent == [0, 5, 10, 15, 20, 25, 30, 35, 40, 45]


def test_however_slowly_the_loop_turns_a_beat_comes_with_a_turn_that_is_due(
    heartbeat: SystemdHeartbeat, supervisor: Supervisor, time: Time
) -> None:
    assert beats(heartbeat, supervisor)
    time.at_s += WATCHDOG_S / 2
    assert beats(heartbeat, supervisor)
    assert not beats(heartbeat, supervisor)


def test_a_beat_that_finds_the_socket_full_comes_with_the_next_turn(
    heartbeat: SystemdHeartbeat, supervisor: Supervisor, time: Time
) -> None:
    assert beats(heartbeat, supervisor)
    with pytest.raises(DeviceError):
        speak_until_unheard(heartbeat)
    time.at_s += WATCHDOG_S / 4
    heartbeat.beat()
    assert "WATCHDOG=1" not in supervisor.heard()
    assert beats(heartbeat, supervisor)


@pytest.mark.parametrize("environment", [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_PID": "1"}], ids=str)
def test_where_no_watchdog_watches_this_process_there_is_no_beat(
    supervisor: Supervisor, environment: dict[str, str]
) -> None:
    told = {"NOTIFY_SOCKET": supervisor.name} | environment
    if "WATCHDOG_PID" in environment:
        told |= watched(supervisor)
    heartbeat = SystemdHeartbeat(told)
    assert not beats(heartbeat, supervisor)
    heartbeat.close()


def test_a_watchdog_that_names_this_process_is_answered(supervisor: Supervisor) -> None:
    heartbeat = SystemdHeartbeat(watched(supervisor, WATCHDOG_PID=str(os.getpid())))
    assert beats(heartbeat, supervisor)
    heartbeat.close()


def test_when_nobody_listens_ready_says_what_to_do_and_the_rest_is_quiet(tmp_path: Path) -> None:
    heartbeat = SystemdHeartbeat({"NOTIFY_SOCKET": str(tmp_path / "gone"), "WATCHDOG_USEC": "1000000"})
    with pytest.raises(DeviceError, match=r"systemd does not listen .*; restart .* 'none:'"):
        heartbeat.ready("open")
    heartbeat.beat()
    heartbeat.stopping()
    heartbeat.close()


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"NOTIFY_SOCKET": "vsock:2:1234"}, r"NOTIFY_SOCKET names no unix socket; use heartbeat = 'none:'"),
        ({"WATCHDOG_USEC": "soon"}, r"WATCHDOG_USEC is not a number; leave it to systemd"),
    ],
)
def test_an_environment_that_is_not_understood_is_told(environment: dict[str, str], told: str) -> None:
    with pytest.raises(DeviceAbsent, match=told):
        SystemdHeartbeat(environment)


@pytest.mark.parametrize("address", ["systemd:", "none:"])
def test_without_a_supervisor_nothing_is_said_and_nothing_fails(address: str) -> None:
    heartbeat: Heartbeat = SystemdHeartbeat({}) if address == "systemd:" else NoHeartbeat()
    heartbeat.ready("open")
    heartbeat.beat()
    heartbeat.stopping()
    heartbeat.close()
    heartbeat.close()
    heartbeat.beat()


def test_after_closing_nothing_is_said(heartbeat: SystemdHeartbeat, supervisor: Supervisor) -> None:
    heartbeat.close()
    heartbeat.close()
    heartbeat.beat()
    heartbeat.stopping()
    assert supervisor.heard() == []
