"""Nothing is read that was not shown: codes under every condition, rooms and people without any."""

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest

from kiosk.devices.cameras.simulated import render
from kiosk.devices.cameras.simulated.people import KINDS, invent
from kiosk.devices.cameras.simulated.scene.conditions import CONDITIONS
from kiosk.devices.cameras.simulated.scene.looks import Look
from kiosk.devices.cameras.simulated.scene.scenery import Bystander
from kiosk.devices.cameras.simulated.scene.stage import Stage
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.ports import Frame, Grey

AT = datetime(2026, 11, 23, 1, 15, 42, tzinfo=UTC)
SIZE = {"width": 640, "height": 480}


@pytest.fixture
def scanner() -> Iterator[CascadeScanner]:
    scanner = CascadeScanner()
    yield scanner
    scanner.close()


def read(scanner: CascadeScanner, grey: Grey) -> set[bytes]:
    live = {code.data for code in scanner.scan(Frame(grey, taken_at=AT))}
    return live | {reading.data for reading in scanner.scan_fully(grey)}


def test_of_a_code_nothing_is_read_but_its_content_however_badly_it_is_seen(scanner: CascadeScanner) -> None:
    seen = 0
    for number, condition in enumerate(CONDITIONS):
        rng = np.random.default_rng([17, number])
        content = invent(tuple(KINDS)[number % len(KINDS)], rng).content
        dial = float(rng.uniform(0.2, 1))
        contents = read(scanner, render(content, condition, dial, seed=number, **SIZE))
        assert contents <= {content}
        seen += len(contents)
    assert seen > len(CONDITIONS) / 2


def test_of_a_room_without_a_code_nothing_is_read(scanner: CascadeScanner) -> None:
    stage = Stage(640, 480, seed=18)
    for number in range(20):
        rng = np.random.default_rng([18, number])
        people = tuple((Bystander.drawn(rng), float(rng.uniform(0.3, 1))) for _ in range(number % 3))
        look = Look(noise=float(rng.uniform(0, 60)), light=float(rng.uniform(0.1, 1)))
        assert read(scanner, np.asarray(stage.take((), people, look, rng).grey)) == set()
