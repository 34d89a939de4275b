"""An address names a device and its options; what it cannot mean is told with the way out."""

from collections.abc import Mapping
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.address import Address, load
from kiosk.errors import AddressError


class Lamp:
    def __init__(
        self,
        unasked: object = None,
        *,
        colour: Literal["red", "green"] = "red",
        watts: int = 5,
        pace: float = 1.0,
        dim: bool = False,
        label: str = "",
    ) -> None: ...


class Picture:
    def __init__(self, path: str, *, fps: float = 15.0) -> None: ...


class Nothing:
    pass


KINDS = {
    "lamp": f"{__name__}:Lamp",
    "picture": f"{__name__}:Picture",
    "none": f"{__name__}:Nothing",
    "absent": "kiosk.devices.there_is_none:Device",
}


@pytest.mark.parametrize(
    ("text", "kind", "path", "options"),
    [
        ("none:", "none", "", {}),
        ("folder:pictures/", "folder", "pictures/", {}),
        ("v4l2:/dev/video0", "v4l2", "/dev/video0", {}),
        ("mqtts://broker.example.vn:8883", "mqtts", "//broker.example.vn:8883", {}),
        ("file:clip.mp4?loop=yes&fps=5", "file", "clip.mp4", {"loop": "yes", "fps": "5"}),
        ("gpio:?green=17&red=27", "gpio", "", {"green": "17", "red": "27"}),
        ("web:?title=C%E1%BB%95ng+1&empty=", "web", "", {"title": "Cổng 1", "empty": ""}),
        ("none:?", "none", "", {}),
    ],
)
def test_an_address_is_a_kind_a_path_and_options(
    text: str, kind: str, path: str, options: Mapping[str, str]
) -> None:
    assert Address.parse(text) == Address(kind, path, options)


@pytest.mark.parametrize("text", ["", "gpio", ":", ":x", "/dev/video0", "a b:", "http//user:secret@host"])
def test_a_text_without_a_kind_is_no_address(text: str) -> None:
    with pytest.raises(
        AddressError, match=r"^not an address; write a kind and a colon first, such as 'none:'"
    ):
        Address.parse(text)


@pytest.mark.parametrize("text", ["gpio:?green", "gpio:?green=1&", "gpio:?&", "gpio:?green=1&&red=2"])
def test_an_option_without_a_value_is_told(text: str) -> None:
    with pytest.raises(
        AddressError, match="not a list of options after '\\?'; write 'name=value&name=value'"
    ):
        Address.parse(text)


def test_an_option_that_is_given_twice_is_named() -> None:
    with pytest.raises(AddressError, match=r"^red: given twice; keep one of them\.$"):
        Address.parse("gpio:?green=1&red=1&red=2")


@pytest.mark.parametrize(
    "text",
    [
        "mqtt//user:secret@host",
        "mqtt:?password=secret&password=secret",
        "mqtt:?password=secret&secret",
        "none://user:secret@host",
        "nothing://user:secret@host",
        "picture:?fsp=1&label=secret",
        "lamp:?passwords=secret",
    ],
)
def test_no_message_tells_a_password(text: str) -> None:
    with pytest.raises(AddressError) as refused:
        load(text, KINDS)
    assert "secret@" not in str(refused.value)
    assert "=secret" not in str(refused.value)


@given(st.text(max_size=30) | st.text(max_size=30).map(lambda text: f"lamp:{text}"))
def test_any_text_is_an_address_or_told_as_none(text: str) -> None:
    try:
        device, _ = load(text, {"lamp": KINDS["lamp"]})
    except AddressError:
        return
    assert device is Lamp


def test_options_come_as_the_device_takes_them() -> None:
    device, arguments = load("lamp:?colour=green&watts=-7&pace=0.25&dim=yes&label=a%20b", KINDS)
    assert device is Lamp
    assert arguments == {"colour": "green", "watts": -7, "pace": 0.25, "dim": True, "label": "a b"}


def test_what_is_left_out_stays_the_device_s_own_choice() -> None:
    assert load("lamp:", KINDS) == (Lamp, {})


def test_a_path_is_given_where_the_device_takes_one() -> None:
    assert load("picture:a/b.png?fps=2", KINDS) == (Picture, {"path": "a/b.png", "fps": 2.0})


def test_a_device_is_loaded_only_when_it_is_named() -> None:
    load("none:", KINDS)
    with pytest.raises(ModuleNotFoundError):
        load("absent:", KINDS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lampe:", "unknown kind 'lampe:'; known are lamp:, picture:, none:, absent:."),
        ("Lamp:", "unknown kind 'Lamp:'; known are lamp:, picture:, none:, absent:."),
        ("picture:", "'picture:' needs a path, such as 'picture:NAME'."),
        ("lamp:x", "'lamp:' takes no path; remove what stands after the colon."),
        ("lamp:?wats=5", "wats: unknown option. Did you mean 'watts'?"),
        ("lamp:?x=5", "x: unknown option; known are colour, watts, pace, dim, label"),
        ("lamp:?unasked=5", "unasked: unknown option; known are colour, watts, pace, dim, label"),
        ("none:?x=5", "x: unknown option; there are none"),
        ("lamp:?colour=blue", "colour=blue: must be one of red, green"),
        ("lamp:?dim=true", "dim=true: must be yes or no"),
        ("lamp:?watts=5.0", "watts=5.0: must be a whole number"),
        ("lamp:?watts=1_0", "watts=1_0: must be a whole number"),
        ("lamp:?watts=٥", "watts=٥: must be a whole number"),
        ("lamp:?pace=nan", "pace=nan: must be a number"),
        ("lamp:?pace=inf", "pace=inf: must be a number"),
        ("lamp:?pace=", "pace=: must be a number"),
        ("lamp:?wats=5&dim=1", "wats: unknown option. Did you mean 'watts'?; dim=1: must be yes or no"),
    ],
)
def test_each_fault_is_told_with_the_way_out(text: str, told: str) -> None:
    with pytest.raises(AddressError) as refused:
        load(text, KINDS)
    assert str(refused.value) == told
