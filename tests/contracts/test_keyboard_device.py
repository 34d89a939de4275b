"""A USB reader as a device: which one, unplugged and back, and what is said when it cannot be had."""

import os
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from typist import ENTER, Typist
from waiting import PATIENCE_S, wait_until

from kiosk.devices.address import load
from kiosk.devices.kinds import KINDS, check_address
from kiosk.devices.scanners.keyboard import KeyboardReader
from kiosk.devices.scanners.keyboard import reader as reader_module
from kiosk.devices.scanners.keyboard.present import Keyboard, keyboards
from kiosk.errors import AddressError, DeviceAbsent, DeviceError
from kiosk.loop import Inbox, Listener


@pytest.fixture
def typist() -> Iterator[Typist]:
    typist = Typist()
    yield typist
    typist.unplug()


def test_a_reader_that_is_unplugged_says_so_and_is_read_again_when_it_is_back(tmp_path: Path) -> None:
    typists: list[Typist] = []
    said: list[str] = []
    inbox = Inbox(timedelta(seconds=3))

    def plug_in(_path: str) -> int:
        typists.append(Typist())
        return typists[-1].reader_end

    listener = Listener(
        partial(KeyboardReader, str(tmp_path), plug_in), inbox, say=said.append, fail=lambda defect: None
    )
    listener.start()
    wait_until(lambda: typists)
    typists[0].types("0460")
    typists[0].unplug()
    wait_until(lambda: len(typists) == 2)
    assert said == ["The USB reader is gone; plug it in again."]
    typists[1].types("046090000001")
    typists[1].press(ENTER)
    code = inbox.get(PATIENCE_S)
    assert code is not None
    assert code.data == b"046090000001"
    assert listener.fault is None
    listener.close()
    typists[1].unplug()


def test_nothing_is_read_after_closing_and_closing_twice_is_fine(typist: Typist) -> None:
    reader = KeyboardReader("/", lambda _path: typist.reader_end)
    reader.close()
    reader.close()
    assert list(reader.read(PATIENCE_S)) == []


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/nowhere/usb-*-event-kbd", "There is no reader at '/nowhere/usb-*-event-kbd'; plug it in."),
        (os.devnull, f"'{os.devnull}' is no input device; name one below /dev/input/by-id."),
    ],
)
def test_what_is_no_reader_is_named_with_the_way_out(path: str, sentence: str) -> None:
    device, arguments = load(f"keyboard:{path}", KINDS["scanner"])
    with pytest.raises(DeviceAbsent) as absent:
        device(**arguments)
    assert str(absent.value) == sentence


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (13, "may not be read; put the kiosk's user into the group input."),
        (16, "Another program has the reader; stop it"),
        (5, "The USB reader fails (Input/output error); plug it in again."),
    ],
)
def test_a_reader_that_cannot_be_had_says_why(tmp_path: Path, number: int, sentence: str) -> None:
    def refuse(_path: str) -> int:
        raise OSError(number, os.strerror(number))

    with pytest.raises(DeviceError) as refusal:
        KeyboardReader(str(tmp_path), refuse)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("keyboard:?gap_ms=0", "gap_ms=0: must be from 5 to 200."),
        ("keyboard:/dev/input/event3?name=Zebra", "name: a path is given already"),
        ("keyboard:?nam=Zebra", "nam: unknown option. Did you mean 'name'?"),
    ],
)
def test_an_address_that_cannot_be_is_named_before_it_is_opened(address: str, problem: str) -> None:
    with pytest.raises(AddressError) as refusal:
        check_address("scanner", address)
    assert problem in str(refusal.value)


TWO = [Keyboard("/dev/input/event3", "Logitech Keyboard"), Keyboard("/dev/input/event5", "Zebra Scanner")]


@pytest.mark.parametrize(
    ("there", "name", "opened"),
    [(TWO[:1], "", "event3"), (TWO, "zebra", "event5"), (TWO, "Logi", "event3")],
)
def test_without_a_path_the_only_keyboard_is_taken_or_the_one_that_is_named(
    monkeypatch: pytest.MonkeyPatch, typist: Typist, there: list[Keyboard], name: str, opened: str
) -> None:
    monkeypatch.setattr(reader_module, "keyboards", lambda: there)
    asked: list[str] = []

    def opener(path: str) -> int:
        asked.append(path)
        return typist.reader_end

    KeyboardReader("", opener, name=name).close()
    assert asked == [f"/dev/input/{opened}"]


@pytest.mark.parametrize(
    ("there", "name", "sentence"),
    [
        ([], "", "There is no USB reader on this machine; plug it in."),
        (TWO, "", "Which of these keyboards is the reader: 'Logitech Keyboard', 'Zebra Scanner'?"),
        (TWO, "Honeywell", "Which of these keyboards is the reader: 'Logitech Keyboard', 'Zebra Scanner'?"),
    ],
)
def test_it_never_guesses_which_keyboard_is_the_reader(
    monkeypatch: pytest.MonkeyPatch, there: list[Keyboard], name: str, sentence: str
) -> None:
    monkeypatch.setattr(reader_module, "keyboards", lambda: there)
    with pytest.raises(DeviceAbsent) as absent:
        KeyboardReader(name=name)
    assert sentence in str(absent.value)


def test_only_what_can_type_any_text_is_a_keyboard(tmp_path: Path) -> None:
    """As the kernel lists a keyboard, a power button, and a remote control with digits and Enter."""
    for number, (name, keys) in enumerate(
        [
            ("Zebra Scanner", "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"),
            ("pwr_button", "10000000000000 0"),
            ("vc4-hdmi-0", "fff 0 10000ffc"),
        ]
    ):
        device = tmp_path / f"event{number}/device"
        (device / "capabilities").mkdir(parents=True)
        (device / "name").write_text(f"{name}\n")
        (device / "capabilities/key").write_text(f"{keys}\n")
    assert keyboards(tmp_path) == [Keyboard("/dev/input/event0", "Zebra Scanner")]


@pytest.mark.hardware
def test_a_reader_that_is_plugged_in_is_taken_by_one_alone() -> None:
    found = sorted(Path("/dev/input/by-id").glob("usb-*-event-kbd"))
    if not found:
        pytest.skip("no USB reader is plugged in")
    reader = KeyboardReader(str(found[0]))
    with pytest.raises(DeviceError, match="Another program has the reader"):
        KeyboardReader(str(found[0]))
    reader.close()
    KeyboardReader(str(found[0])).close()
