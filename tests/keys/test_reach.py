"""A broker that cannot be reached: the step that fails says what to do."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from secure_broker import SecureBroker

from kiosk.bench.town import Broker, free_port
from kiosk.errors import FeedError
from kiosk.feed.reach import reach
from kiosk.feed.session import Endpoint, Tls
from kiosk.feed.topics import Place

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureBroker]:
    with closing(SecureBroker(tmp_path_factory.mktemp("secure"), [PLACE])) as broker:
        yield broker


def refusal(host: str, port: int, tls: Tls | None = None, within_s: float = 10) -> str:
    with pytest.raises(FeedError) as refused:
        reach(Endpoint(host, port, tls), "kiosk-doctor", within_s)
    return str(refused.value)


def test_a_broker_that_serves_is_reached(broker: Broker) -> None:
    reach(Endpoint("127.0.0.1", broker.port), "kiosk-doctor", 10)


def test_one_with_certificates_is_reached_with_them(secure: SecureBroker) -> None:
    own = secure.authority / "kiosks" / PLACE.kiosk
    tls = Tls(own / "ca.pem", own / "kiosk.pem", own / "kiosk.key")
    reach(Endpoint("127.0.0.1", secure.port, tls), "kiosk-doctor", 10)


def test_a_kiosk_without_its_certificate_is_told_that_one_is_wanted(secure: SecureBroker) -> None:
    assert "mqtt.cert" in refusal("127.0.0.1", secure.port, Tls(secure.authority / "ca.pem"))


def test_an_authority_that_is_not_known_is_told(secure: SecureBroker) -> None:
    assert "mqtt.ca" in refusal("127.0.0.1", secure.port, Tls())


def test_a_port_in_the_clear_is_no_encrypted_one(broker: Broker) -> None:
    assert "the port" in refusal("127.0.0.1", broker.port, Tls())


def test_a_name_that_nobody_knows_is_told() -> None:
    assert "is not known" in refusal("broker.invalid", 8883)


def test_a_port_on_which_nobody_listens_is_told() -> None:
    assert "Nobody listens" in refusal("127.0.0.1", free_port())


def test_somebody_who_listens_and_says_nothing_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "says nothing" in refusal("127.0.0.1", silent.getsockname()[1], within_s=0.3)
