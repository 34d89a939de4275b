"""Every call into picamera2, under autospec of the real class; libcamera alone is not there."""

import gc
import os
import sys
import threading
from collections.abc import Iterator
from errno import EBUSY
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, call, create_autospec

import numpy as np
import pytest
from waiting import wait_until

from kiosk.devices.cameras import picamera2 as camera_module
from kiosk.devices.cameras.picamera2 import Picamera2Camera
from kiosk.errors import CameraStalled, DeviceAbsent, DeviceError
from kiosk.ports import Frame

CONTROLS = ("FrameDurationLimits", "AfMode", "AfTrigger", "LensPosition", "ExposureTime", "AnalogueGain")
HAS_EVERYTHING = dict.fromkeys(CONTROLS, (0, 10, 1))
STREAMS = {
    "main": {"format": "XBGR8888", "size": (1280, 720), "stride": 5120},
    "lores": {"format": "YUV420", "size": (1280, 720), "stride": 1280},
}
ROUNDS = 1000


@pytest.fixture(scope="module")
def library() -> Iterator[Any]:
    """picamera2 as PyPI has it, over a libcamera of which nothing is real."""
    before = set(sys.modules)
    with pytest.MonkeyPatch.context() as patch:
        libcamera = MagicMock(name="libcamera")
        libcamera.controls.AfModeEnum = SimpleNamespace(Manual="Manual", Auto="Auto", Continuous="Continuous")
        libcamera.controls.AfTriggerEnum = SimpleNamespace(Start="Start")
        patch.setitem(sys.modules, "libcamera", libcamera)
        patch.setitem(sys.modules, "libcamera.controls", libcamera.controls)
        patch.setitem(sys.modules, "pykms", MagicMock(name="pykms"))
        picamera2 = pytest.importorskip("picamera2", reason="picamera2 is not installed")
        yield picamera2
        for name in set(sys.modules) - before:
            if name.startswith("picamera2"):
                del sys.modules[name]


@pytest.fixture(scope="module")
def specification(library: Any) -> Any:
    """Made once, for it takes long: misspelt methods, properties and arguments are errors."""
    return create_autospec(library.Picamera2, spec_set=True)


@pytest.fixture
def device(library: Any, specification: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A camera as picamera2 opens it, and gives its requests."""
    from picamera2.request import CompletedRequest

    specification.reset_mock(side_effect=True)
    device = specification.return_value
    real = library.Picamera2
    device.captured_request.side_effect = partial(real.captured_request, device)
    device.capture_request.side_effect = None
    device.capture_request.return_value = create_autospec(CompletedRequest, instance=True, spec_set=True)
    device.close.side_effect = device.configure.side_effect = device.start.side_effect = None
    device.camera_controls = HAS_EVERYTHING
    specification.global_camera_info.return_value = [{"Model": "imx708", "Id": "/base", "Num": 0}]
    set_streams(device)
    monkeypatch.setattr(library, "Picamera2", specification)
    return device


def set_streams(device: Any, **streams: dict[str, Any]) -> None:
    """Streams as configured; their pictures, as the real library lays them out, are 0, 1, 2 … in each row."""
    configured = STREAMS | streams
    device.stream_configuration.side_effect = lambda name="main": configured[name]

    def make_array(name: str) -> np.ndarray:
        from picamera2.request import Helpers

        stream = configured[name]
        height = stream["size"][1] * 3 // 2 if name == "lores" else stream["size"][1]
        row = np.arange(stream["stride"]).astype(np.uint8)
        return np.asarray(Helpers(device).make_array(np.tile(row, height), stream))

    device.capture_request.return_value.make_array.side_effect = make_array


def controls_given(device: Any) -> dict[str, Any]:
    given: dict[str, Any] = device.create_video_configuration.call_args.kwargs["controls"]
    return given


def held() -> tuple[int, int, int]:
    """Threads, open files, and objects that live here."""
    gc.collect()
    kept = [thing for thing in gc.get_objects() if type(thing) in (Picamera2Camera, threading.Thread, Frame)]
    return threading.active_count(), len(os.listdir("/proc/self/fd")), len(kept)


def test_it_is_configured_once_and_for_good(device: Any) -> None:
    camera = Picamera2Camera(width=1280, height=720, fps=25)
    for _ in range(3):
        camera.read(2.0)
    asked = device.create_video_configuration.call_args.kwargs
    assert asked | {"controls": None} == {
        "main": {"format": "XBGR8888", "size": (1280, 720)},
        "lores": {"format": "YUV420", "size": (1280, 720)},
        "controls": None,
        "buffer_count": 4,
        "queue": False,
        "display": None,
        "encode": None,
    }
    assert controls_given(device)["FrameDurationLimits"] == (40_000, 40_000)
    once = ["create_video_configuration", "configure", "start"]
    assert [name for name, _, _ in device.method_calls if name in once] == once
    device.configure.assert_called_once_with(device.create_video_configuration.return_value)
    assert device.captured_request.call_args_list == [call(wait=2.0)] * 3
    assert device.capture_request.return_value.release.call_count == 3


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, {"AfMode": "Continuous"}),
        ({"focus": "auto"}, {"AfMode": "Auto", "AfTrigger": "Start"}),
        ({"focus": "fixed", "lens": 5.5}, {"AfMode": "Manual", "LensPosition": 5.5}),
        (
            {"exposure_us": 8000, "gain": 2.5},
            {"AfMode": "Continuous", "ExposureTime": 8000, "AnalogueGain": 2.5},
        ),
    ],
)
def test_what_the_address_asks_for_is_asked_of_the_camera(
    device: Any, options: dict[str, Any], expected: dict[str, Any]
) -> None:
    Picamera2Camera(**options).close()
    assert controls_given(device) == {"FrameDurationLimits": (33_333, 33_333)} | expected


def test_a_camera_is_never_asked_for_a_control_that_it_does_not_have(device: Any) -> None:
    device.camera_controls = {"ExposureTime": (0, 10, 1)}
    Picamera2Camera(focus="fixed", exposure_us=8000, gain=2.0).close()
    assert controls_given(device) == {"ExposureTime": 8000}


@pytest.mark.parametrize(("width", "height", "stride"), [(704, 480, 768), (480, 352, 512), (1280, 720, 1280)])
def test_the_padding_of_a_row_is_no_part_of_the_picture(
    device: Any, width: int, height: int, stride: int
) -> None:
    size = (width, height)
    set_streams(
        device,
        main={"format": "XBGR8888", "size": size, "stride": 4 * stride},
        lores={"format": "YUV420", "size": size, "stride": stride},
    )
    frame = Picamera2Camera(width=width, height=height).read(2.0)
    assert frame is not None
    assert frame.picture is not None
    assert (frame.grey.shape, frame.picture.shape) == ((height, width), (height, width, 3))
    assert (frame.grey == np.arange(width).astype(np.uint8)).all()
    assert (frame.picture[:, 10] == (40, 41, 42)).all(), "red, green, blue, and a byte that is left out"


@pytest.mark.parametrize("main", [{"format": "NV12"}, {"size": (640, 360), "stride": 2560}])
def test_a_preview_that_the_camera_gives_otherwise_than_asked_is_left_out(
    device: Any, main: dict[str, Any]
) -> None:
    set_streams(device, main=STREAMS["main"] | main)
    frame = Picamera2Camera().read(2.0)
    assert frame is not None
    assert frame.picture is None
    device.capture_request.return_value.make_array.assert_called_once_with("lores")


def test_a_request_is_given_back_even_where_its_picture_cannot_be_had(device: Any) -> None:
    request = device.capture_request.return_value
    request.make_array.side_effect = RuntimeError("failed to find buffer")
    camera = Picamera2Camera()
    with pytest.raises(DeviceError, match="The camera fails"):
        camera.read(2.0)
    request.release.assert_called_once_with()


def test_a_stalled_camera_leaves_no_job_in_its_queue(device: Any) -> None:
    camera = Picamera2Camera()
    device.capture_request.side_effect = TimeoutError
    with pytest.raises(CameraStalled, match=r"gives no pictures; check its ribbon cable"):
        camera.read(0.5)
    device.cancel_all_and_flush.assert_called_once_with()
    camera.close()
    names = [name for name, _, _ in device.method_calls]
    assert names[-2:] == ["cancel_all_and_flush", "close"]


def test_a_wait_is_never_without_end(device: Any) -> None:
    camera = Picamera2Camera()
    camera.read(0)
    ((_, arguments),) = device.captured_request.call_args_list
    assert arguments["wait"] > 0, "0 would not wait but hand out a job"


def test_closing_twice_is_fine_and_then_there_are_no_more_pictures(device: Any) -> None:
    camera = Picamera2Camera()
    camera.close()
    camera.close()
    device.close.assert_called_once_with()
    assert camera.read(2.0) is None


def test_a_close_that_never_returns_is_not_waited_for(device: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()
    device.close.side_effect = let_go.wait
    monkeypatch.setattr(camera_module, "CLOSE_WITHIN_S", 0.05)
    camera = Picamera2Camera()
    with pytest.raises(DeviceError, match="The camera does not let go"):
        camera.close()
    let_go.set()
    wait_until(lambda: "camera-close" not in [thread.name for thread in threading.enumerate()])


def test_a_close_that_fails_is_tried_again_by_opening(device: Any) -> None:
    device.close.side_effect = RuntimeError("Unable to stop preview.")
    Picamera2Camera().close()
    assert Picamera2Camera().read(2.0) is not None


@pytest.mark.parametrize("missing", ["picamera2", "libcamera"])
def test_without_the_libraries_of_a_pi_it_says_which_package_to_install(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    for name in [name for name in sys.modules if name.startswith("picamera2") and name != missing]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(DeviceAbsent, match=f"'{missing}' is not on this machine.*python3-picamera2"):
        Picamera2Camera()


def test_where_no_camera_is_found_the_cable_is_named_and_nothing_is_opened(
    device: Any, specification: Any
) -> None:
    specification.global_camera_info.return_value = []
    with pytest.raises(DeviceAbsent, match=r"No camera was found; .*ribbon cable at both ends"):
        Picamera2Camera()
    specification.assert_not_called()


def wrapped(innermost: Exception) -> RuntimeError:
    """As picamera2 raises it."""
    outer = RuntimeError("Camera __init__ sequence did not complete.")
    outer.__cause__ = innermost
    return outer


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (wrapped(RuntimeError("Failed to acquire camera: Device or resource busy")), "Another program has"),
        (wrapped(OSError(EBUSY, "Device or resource busy")), "Another program has the camera; stop it"),
        (wrapped(RuntimeError("Initialization failed.")), r"cannot be opened \(Initialization failed"),
    ],
)
def test_a_camera_that_cannot_be_opened_says_why(
    device: Any, specification: Any, failure: Exception, sentence: str
) -> None:
    specification.side_effect = failure
    with pytest.raises(DeviceError, match=sentence):
        Picamera2Camera()


@pytest.mark.parametrize("step", ["configure", "start"])
def test_a_camera_that_cannot_be_started_is_let_go(device: Any, step: str) -> None:
    getattr(device, step).side_effect = RuntimeError("Invalid camera configuration")
    with pytest.raises(DeviceError, match=r"cannot be started .*ask for another size"):
        Picamera2Camera()
    device.close.assert_called_once_with()


def test_a_thousand_times_opened_and_closed_it_holds_no_more_than_at_first(device: Any) -> None:
    set_streams(device, **{name: stream | {"size": (320, 240)} for name, stream in STREAMS.items()})

    def once() -> None:
        camera = Picamera2Camera()
        camera.read(2.0)
        camera.close()
        device.reset_mock()
        device.capture_request.return_value.reset_mock()

    once()
    before = held()
    for _ in range(ROUNDS):
        once()
    assert held() == before
