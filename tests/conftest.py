"""Real parts that many tests share: a broker of one's own, and doors that number and chain their entries."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from doors import NewDoor, make_door
from hypothesis import HealthCheck, settings

from kiosk.bench.town import Broker

# How long an example takes says how busy the machine is, and nothing about us.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--hardware", action="store_true", help="run what needs a Raspberry Pi, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--hardware"):
        for item in items:
            if item.get_closest_marker("hardware"):
                item.add_marker(pytest.mark.skip(reason="needs a Raspberry Pi: run with --hardware"))


@pytest.fixture
def silent_broker(tmp_path: Path) -> Iterator[Broker]:
    """A broker that is not started yet."""
    broker = Broker(tmp_path)
    yield broker
    broker.close()


@pytest.fixture
def broker(silent_broker: Broker) -> Broker:
    silent_broker.start()
    return silent_broker


@pytest.fixture
def new_door() -> NewDoor:
    return make_door
