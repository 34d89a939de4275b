"""The real picamera2 over libcamera's virtual camera; tests/hardware/virtual_camera.sh runs it.

Real: Picamera2, its event loop, requests and jobs, libcamera and its virtual pipeline. Not real: the sensor
and its raw modes, pykms (for previews that are not used here), and the kernel's DMA heaps, in whose place
memory files stand.
"""

import gc
import os
import sys
import threading
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from kiosk.devices.cameras.picamera2 import BUFFERS, Picamera2Camera
from kiosk.errors import CameraStalled, DeviceError

pytestmark = [
    pytest.mark.skipif(
        "KIOSK_VIRTUAL_CAMERA" not in os.environ, reason="runs by tests/hardware/virtual_camera.sh alone"
    ),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # Debian sid's Python is newer than picamera2
]
ROUNDS = 30


@pytest.fixture(scope="module", autouse=True)
def _heaps_in_memory() -> None:
    """For as long as the process lives: picamera2 closes what it forgot at the very end."""
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setitem(sys.modules, "pykms", without_screens())
    import libcamera
    from picamera2 import Picamera2
    from picamera2.allocators import dmaallocator
    from picamera2.dma_heap import DmaHeap, UniqueFD

    def allocate(_heap: object, name: str, size: int) -> UniqueFD:
        file = os.memfd_create(name)
        os.truncate(file, size)
        return UniqueFD(file)

    whole_buffer = libcamera.FrameBuffer

    class Planes:
        """A buffer of two planes, as the virtual camera fills it."""

        Plane = whole_buffer.Plane

        def __new__(cls, planes: list[Any]) -> Any:
            luma, chroma = planes[0], whole_buffer.Plane()
            chroma.fd, chroma.offset = luma.fd, luma.length * 2 // 3
            chroma.length = luma.length - chroma.offset
            luma.length = chroma.offset
            return whole_buffer([luma, chroma])

    sensor = [{"size": (1280, 720), "format": "SRGGB10"}]
    monkeypatch.setattr(libcamera, "FrameBuffer", Planes)
    monkeypatch.setattr(Picamera2, "_get_raw_modes", lambda _camera: sensor)
    monkeypatch.setattr(DmaHeap, "__init__", lambda _heap: None)
    monkeypatch.setattr(DmaHeap, "alloc", allocate)
    monkeypatch.setattr(DmaHeap, "close", lambda _heap: None)
    monkeypatch.setattr(dmaallocator, "fcntl", SimpleNamespace(ioctl=lambda *_: 0))


@pytest.fixture
def camera() -> Iterator[Picamera2Camera]:
    camera = Picamera2Camera(width=1280, height=720, fps=30)
    yield camera
    camera.close()


def lowest_free_descriptor() -> int:
    with open(os.devnull) as file:
        return file.fileno()


def without_screens() -> ModuleType:
    pykms = ModuleType("pykms")
    pykms.PixelFormat = type("PixelFormat", (), {"__getattr__": lambda _self, name: name})()  # type: ignore[attr-defined]
    return pykms


def test_pictures_come_one_after_the_other_in_the_size_that_was_asked_for(camera: Picamera2Camera) -> None:
    frames = [camera.read(2) for _ in range(30)]
    assert {frame.grey.shape for frame in frames if frame} == {(720, 1280)}
    assert len({frame.taken_at for frame in frames if frame}) == 30
    assert len({frame.grey.tobytes() for frame in frames if frame}) > 1, "the test picture moves"


def test_a_camera_that_stalls_is_told_in_time_leaves_no_job_behind_and_may_go_on(
    camera: Picamera2Camera,
) -> None:
    device = camera._device
    held = [device.capture_request() for _ in range(BUFFERS)]
    with pytest.raises(CameraStalled, match="gives no pictures"):
        camera.read(0.3)
    assert device._job_list == []
    for request in held:
        request.release()
    assert camera.read(2)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # picamera2 forgets a pipe
def test_a_camera_that_is_taken_already_is_said_to_be(camera: Picamera2Camera) -> None:
    with pytest.raises(DeviceError, match="Another program has the camera"):
        Picamera2Camera(width=1280, height=720)
    gc.collect()


def test_closing_ends_the_wait_of_another_thread(camera: Picamera2Camera) -> None:
    seen: list[object] = []
    reader = threading.Thread(target=lambda: seen.extend(iter(lambda: camera.read(5), None)))
    reader.start()
    while not seen:
        pass
    camera.close()
    reader.join(5)
    assert not reader.is_alive()
    assert camera.read(1) is None


def test_opened_and_closed_again_and_again_it_holds_no_more_than_at_first() -> None:
    def once() -> tuple[int, int]:
        camera = Picamera2Camera(width=1280, height=720)
        assert camera.read(2)
        camera.close()
        del camera
        gc.collect()
        return threading.active_count(), lowest_free_descriptor()

    once()
    held = [once() for _ in range(ROUNDS)]
    assert set(held) == {held[0]}
