"""Real parts that many tests share: a broker of one's own, and doors that number and chain their entries."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from brokers import Broker
from doors import NewDoor, make_door


@pytest.fixture
def silent_broker(tmp_path: Path) -> Iterator[Broker]:
    """A broker that is not started yet."""
    broker = Broker(tmp_path)
    yield broker
    broker.kill()


@pytest.fixture
def broker(silent_broker: Broker) -> Broker:
    silent_broker.start()
    return silent_broker


@pytest.fixture
def new_door() -> NewDoor:
    return make_door
