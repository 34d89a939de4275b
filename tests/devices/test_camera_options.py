"""What cannot be asked of a camera is said before anything is opened."""

import pytest

from kiosk.devices.kinds import check_address
from kiosk.errors import AddressError


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("picamera2:?width=100", "width=100: must be from 320 to 4608."),
        ("picamera2:?width=1281", "width: must be even."),
        (
            "picamera2:?width=100&fps=200",
            "width=100: must be from 320 to 4608.; fps=200: must be from 1 to 120.",
        ),
        ("picamera2:?lens=40", "lens=40: must be from 0 to 32."),
        ("picamera2:?fps=100&exposure_us=20000", "exposure_us: longer than a picture lasts"),
        ("picamera2:?focus=sharp", "focus=sharp: must be one of continuous, fixed, auto"),
        ("v4l2:/dev/video0?width=10", "width=10: must be from 160 to 4096."),
        ("v4l2:/dev/video0?format=h264", "format=h264: must be one of auto, mjpeg, yuyv"),
        ("v4l2:", "'v4l2:' needs a path"),
        ("file:clip.mp4?pace=slow", "pace=slow: must be one of real, fast"),
    ],
)
def test_an_option_that_cannot_be_is_named(address: str, problem: str) -> None:
    with pytest.raises(AddressError) as refusal:
        check_address("camera", address)
    assert problem in str(refusal.value)


@pytest.mark.parametrize(
    "address",
    [
        "picamera2:",
        "picamera2:?width=1280&height=720&fps=30",
        "picamera2:?focus=fixed&lens=6.5&exposure_us=10000&gain=2",
        "v4l2:/dev/video0?width=640&height=480&fps=15&format=yuyv",
        "file:clip.mp4?loop=yes&pace=fast",
    ],
)
def test_an_address_that_can_be_passes_on_a_machine_without_the_camera(address: str) -> None:
    check_address("camera", address)
