"""At a real broker with the configuration, certificates and rights that are made here: who may do what."""

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest
from secure_broker import PATIENCE_S, Client, SecureBroker, run_keys

from kiosk.feed.connection import Connection
from kiosk.feed.session import Connected, Endpoint, Happening, Message, Session, Tls
from kiosk.feed.topics import CENTRE_STATE, Place, every, shared_entries

FRONT = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
BACK = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-2")
CLINIC = Place("thuan-hoa", "tram-y-te", "co-so-1", "tram-y-te-1")

Open = Callable[[Client], Client]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureBroker]:
    broker = SecureBroker(tmp_path_factory.mktemp("broker"), [FRONT, BACK, CLINIC])
    yield broker
    broker.close()


@pytest.fixture
def connected() -> Iterator[Open]:
    clients: list[Client] = []

    def connect(client: Client) -> Client:
        clients.append(client)
        assert client.connects()
        return client

    yield connect
    for client in clients:
        client.close()


def refused(client: Client) -> bool:
    connects = client.connects()
    client.close()
    return not connects


def test_who_shows_no_certificate_does_not_connect(broker: SecureBroker) -> None:
    assert refused(broker.client(None))


def test_a_certificate_of_another_authority_does_not_connect(broker: SecureBroker, tmp_path: Path) -> None:
    run_keys("ca", "--out", tmp_path, "--kiosk", FRONT.kiosk)
    assert refused(broker.client(tmp_path / "kiosks" / FRONT.kiosk / "kiosk"))


def test_the_certificate_of_a_broker_lets_nobody_in(broker: SecureBroker) -> None:
    assert refused(broker.client(broker.authority / "brokers" / "localhost" / "broker"))


def test_a_kiosk_may_say_what_its_own_topics_are_for(broker: SecureBroker, connected: Open) -> None:
    front = connected(broker.kiosk(FRONT))
    own = [FRONT.topic(leaf) for leaf in ("entries", "status", "health", "results/ping")]
    own += [FRONT.gate(FRONT.kiosk), f"{FRONT.gate(FRONT.kiosk)}/seen"]
    assert [topic for topic in own if not front.may_publish(topic)] == []


FORBIDDEN = {
    "another kiosk's entries": BACK.topic("entries"),
    "another kiosk's status": BACK.topic("status"),
    "its own id on another site": Place("thuan-hoa", "tram-y-te", "co-so-1", FRONT.kiosk).topic("entries"),
    "a receipt for itself": FRONT.topic("receipts"),
    "a receipt for another": BACK.topic("receipts"),
    "a config": FRONT.topic("config"),
    "a command": BACK.topic("commands/open"),
    "the counts of another gate": FRONT.gate(BACK.kiosk),
    "counts on another site": CLINIC.gate(FRONT.kiosk),
    "that the centre is there": CENTRE_STATE,
    "something that no topic is for": "entrance/v1/anything",
}


@pytest.mark.parametrize("topic", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_kiosk_may_say_nothing_else(broker: SecureBroker, connected: Open, topic: str) -> None:
    assert not connected(broker.kiosk(FRONT)).may_publish(topic)


def test_a_kiosk_hears_what_is_for_it_and_nothing_for_others(broker: SecureBroker, connected: Open) -> None:
    front, centre = connected(broker.kiosk(FRONT)), connected(broker.centre())
    clinic = connected(broker.kiosk(CLINIC))
    front.subscribe("entrance/v1/#")
    for place in (BACK, CLINIC):
        for leaf in ("receipts", "config", "commands/day_key"):
            assert centre.may_publish(place.topic(leaf), b"not for it")
    assert clinic.may_publish(CLINIC.topic("entries"), b"not for it")
    assert clinic.may_publish(CLINIC.gate(CLINIC.kiosk), b"not for it")
    mine = [FRONT.topic(leaf) for leaf in ("receipts", "config", "commands/day_key")] + [CENTRE_STATE]
    for topic in mine:
        assert centre.may_publish(topic, topic.encode())
    assert [front.hears() for _ in mine] == [topic.encode() for topic in mine]


def test_the_gates_of_a_site_hear_each_other(broker: SecureBroker, connected: Open) -> None:
    front, back = connected(broker.kiosk(FRONT)), connected(broker.kiosk(BACK))
    front.subscribe(FRONT.gate("+"), f"{FRONT.gate('+')}/seen")
    assert back.may_publish(BACK.gate(BACK.kiosk), b"counts")
    assert back.may_publish(f"{BACK.gate(BACK.kiosk)}/seen", b"seen")
    assert {front.hears(), front.hears()} == {b"counts", b"seen"}


def test_the_gates_of_a_site_hear_whether_the_others_are_there_and_nothing_of_other_sites(
    broker: SecureBroker, connected: Open
) -> None:
    front, back = connected(broker.kiosk(FRONT)), connected(broker.kiosk(BACK))
    clinic = connected(broker.kiosk(CLINIC))
    front.subscribe("entrance/v1/+/+/+/+/status", "entrance/v1/+/+/+/_gates/#")
    assert clinic.may_publish(CLINIC.topic("status"), b"of another site")
    assert clinic.may_publish(f"{CLINIC.gate(CLINIC.kiosk)}/seen", b"of another site")
    assert back.may_publish(BACK.topic("status"), b"of this site")
    assert front.hears() == b"of this site"


def test_the_centre_hears_every_kiosk(broker: SecureBroker, connected: Open) -> None:
    centre = connected(broker.centre())
    centre.subscribe(shared_entries("centre"), every("status"))
    for place in (FRONT, CLINIC):
        kiosk = connected(broker.kiosk(place))
        for leaf in ("entries", "status"):
            assert kiosk.may_publish(place.topic(leaf), place.topic(leaf).encode())
            assert centre.hears() == place.topic(leaf).encode()


def test_the_centre_does_not_hear_who_was_seen_and_speaks_for_no_kiosk(
    broker: SecureBroker, connected: Open
) -> None:
    centre, back = connected(broker.centre()), connected(broker.kiosk(BACK))
    centre.subscribe(f"{BACK.gate('+')}/seen", BACK.gate("+"))
    assert back.may_publish(f"{BACK.gate(BACK.kiosk)}/seen", b"seen")
    assert back.may_publish(BACK.gate(BACK.kiosk), b"counts")
    assert centre.hears() == b"counts"
    assert not centre.may_publish(BACK.topic("entries"))


def test_a_kiosk_cannot_take_over_the_connection_of_another(broker: SecureBroker, connected: Open) -> None:
    front = connected(broker.kiosk(FRONT))
    connected(broker.client(broker.authority / "kiosks" / BACK.kiosk / "kiosk", client_id=FRONT.kiosk))
    assert front.may_publish(FRONT.topic("entries"))


def test_the_feed_connects_with_the_files_that_the_command_made(broker: SecureBroker) -> None:
    happenings: Queue[Happening] = Queue()
    complaints: list[str] = []
    files = broker.authority / "kiosks" / FRONT.kiosk
    tls = Tls(files / "ca.pem", files / "kiosk.pem", files / "kiosk.key")
    session = Session(
        client_id=f"kiosk-{FRONT.kiosk}",
        subscriptions=(FRONT.topic("receipts"), CENTRE_STATE),
        will=Message(FRONT.topic("status"), b"offline", retained=True),
        expiry_s=30,
    )
    connection = Connection(
        Endpoint("localhost", broker.port, tls), session, take=happenings.put, say=complaints.append
    )
    running = Thread(target=connection.run)
    running.start()
    try:
        assert (happenings.get(timeout=PATIENCE_S), complaints) == (Connected(), [])
    finally:
        connection.close()
        running.join()
