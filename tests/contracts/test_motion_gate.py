"""An empty scene costs little, and nobody who comes to the camera pays for that."""

from datetime import UTC, datetime

import numpy as np
import pytest
import segno
from numpy.random import Generator

from kiosk.devices.cameras.simulated import SimulatedCamera
from kiosk.devices.scanners.cascade import STILL_FRAMES, CascadeScanner, stages
from kiosk.devices.scanners.cascade.gate import MotionGate
from kiosk.ports import Frame, Grey

AT = datetime(2026, 11, 23, 1, 15, 42, tzinfo=UTC)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One item for each frame that was looked at."""
    seen: list[int] = []
    whole = stages.dark_on_light
    monkeypatch.setattr(stages, "dark_on_light", lambda picture: seen.append(1) or whole(picture))
    return seen


def room(chance: Generator, *, brighter: int = 0) -> Grey:
    """An empty room with the noise of a camera."""
    scene = np.linspace(60, 180, 1280)[None, :] + np.zeros((720, 1))
    return np.clip(scene + chance.normal(brighter, 5, (720, 1280)), 0, 255).astype(np.uint8)


def with_code(picture: Grey, side: int) -> Grey:
    dark = np.pad(np.array(segno.make("a code", micro=False).matrix, np.uint8), 4)
    scale = max(1, side // len(dark))
    code = np.kron(1 - dark, np.full((scale, scale), 255, np.uint8)).astype(np.uint8)
    shown = picture.copy()
    shown[300 : 300 + len(code), 500 : 500 + len(code)] = code
    return shown


def test_a_room_in_which_nothing_moves_is_soon_looked_at_only_now_and_then(looks: list[int]) -> None:
    scanner, chance = CascadeScanner(), np.random.default_rng(1)
    for _ in range(3 * STILL_FRAMES):
        scanner.scan(Frame(room(chance), AT))
    assert len(looks) <= STILL_FRAMES + 3
    scanner.close()


def test_the_first_frame_with_a_code_is_read_however_long_the_room_was_empty() -> None:
    scanner, chance = CascadeScanner(), np.random.default_rng(2)
    for _ in range(2 * STILL_FRAMES):
        assert scanner.scan(Frame(room(chance), AT)) == []
    (code,) = scanner.scan(Frame(with_code(room(chance), 120), AT))
    assert code.data == b"a code"
    scanner.close()


def test_a_code_that_lies_still_is_seen_in_every_frame() -> None:
    scanner = CascadeScanner()
    still = with_code(room(np.random.default_rng(3)), 200)
    assert all(len(scanner.scan(Frame(still, AT))) == 1 for _ in range(2 * STILL_FRAMES))
    scanner.close()


@pytest.mark.parametrize("side", [60, 120, 400])
def test_a_code_of_any_size_moves_the_gate(side: int) -> None:
    gate, chance = MotionGate(), np.random.default_rng(4)
    assert gate.moved(room(chance))
    assert not gate.moved(room(chance))
    assert gate.moved(with_code(room(chance), side))


def test_a_lamp_that_flickers_moves_nothing_and_a_slow_hand_does() -> None:
    gate, chance = MotionGate(), np.random.default_rng(5)
    gate.moved(room(chance))
    assert not any(gate.moved(room(chance, brighter=step)) for step in (4, -4, 8))
    slow = [room(chance) for _ in range(30)]
    for step, picture in enumerate(slow):
        picture[200:400, 300:600] = np.clip(picture[200:400, 300:600].astype(int) + 2 * step, 0, 255)
    assert any(gate.moved(picture) for picture in slow)


def test_a_picture_of_another_size_is_looked_at() -> None:
    gate = MotionGate()
    assert gate.moved(np.zeros((720, 1280), np.uint8))
    assert gate.moved(np.zeros((480, 640), np.uint8))
    assert gate.moved(np.zeros((5, 5), np.uint8))


def test_whoever_walks_up_is_read_as_if_there_were_no_gate() -> None:
    camera = SimulatedCamera(seed=11, visitors=12, speed=0, ease=0.5)
    gated, ungated, missed = CascadeScanner(), CascadeScanner(), 0
    ungated._worth_looking = lambda _grey: True  # type: ignore[method-assign]
    while (frame := camera.read(5)) is not None:
        missed += len(gated.scan(frame)) < len(ungated.scan(frame))
    assert missed == 0
