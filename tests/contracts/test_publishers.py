"""What a publisher promises: it never waits, it never forgets, and only a receipt empties the outbox."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from hand_made_centre import PLACE, RECEIPTS, Centre
from waiting import wait_until

from kiosk.bench.town import Broker
from kiosk.devices.address import load
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal, SqliteOutbox
from kiosk.devices.kinds import KINDS
from kiosk.devices.publisher.desk import Desk
from kiosk.devices.publisher.feed import Feed
from kiosk.domain.entry import ClockState, Draft
from kiosk.domain.retention import Retention
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.feed.pack import ENTRIES_PER_PACK
from kiosk.feed.schema import schema_of
from kiosk.feed.session import Tls
from kiosk.keys.issuers import NO_ISSUERS
from kiosk.keys.signing import Signer, Verifier
from kiosk.ports import Publisher


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    defects: list[BaseException] = []
    journal = SqliteJournal(
        tmp_path / "journal.db", PLACE.kiosk, SystemClock(), Retention(), fail=defects.append
    )
    yield journal
    journal.close()
    assert defects == []


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def new_publisher(
    journal: SqliteJournal, tmp_path: Path, said: list[str]
) -> Iterator[Callable[..., Publisher]]:
    made: list[Publisher] = []
    defects: list[BaseException] = []

    def make(
        address: str,
        window: int = 100,
        signer: Signer | None = None,
        trusted: Verifier | None = None,
    ) -> Publisher:
        device, arguments = load(address, KINDS["feed"])
        made.append(
            device(
                Feed(
                    PLACE,
                    Tls(),
                    30,
                    window,
                    ENTRIES_PER_PACK,
                    signer,
                    trusted,
                    Desk.beside(tmp_path / "journal.db", PLACE, trusted, NO_ISSUERS, SystemClock().now),
                    journal,
                    SqliteOutbox(tmp_path / "journal.db"),
                    health=lambda: {"v": 1, "faults": []},
                    say=said.append,
                    fail=defects.append,
                ),
                **arguments,
            )
        )
        made[-1].open()
        return made[-1]

    yield make
    for publisher in made:
        publisher.close()
    assert defects == []


@pytest.fixture
def centre(broker: Broker) -> Iterator[Centre]:
    centre = Centre(broker)
    yield centre
    centre.close()


def record(journal: SqliteJournal, count: int) -> None:
    draft = Draft(
        at=datetime.now(UTC),
        clock=ClockState(trusted=True, boot="5f0c", uptime_ms=1),
        direction=Direction.IN,
        verdict=Verdict.ACCEPTED,
        reason=Reason.OK,
        kind="cccd",
        subject=bytes(range(16)),
        salt=bytes(16),
    )
    for written in [journal.record(draft) for _ in range(count)]:
        written.result(30)


def connected(publisher: Publisher) -> bool:
    link = publisher.link()
    return link is not None and link.connected


@pytest.mark.parametrize("address", ["none:", "mqtt://127.0.0.1:1", "mqtts://127.0.0.1:1"])
def test_a_publisher_never_waits_for_the_network_and_closes_twice(
    journal: SqliteJournal, new_publisher: Callable[..., Publisher], address: str
) -> None:
    record(journal, 1)
    publisher = new_publisher(address)
    publisher.wake()
    link = publisher.link()
    assert link is None if address == "none:" else link and not link.connected
    publisher.close()
    publisher.close()


def test_everything_in_the_outbox_is_sent_and_receipts_empty_it(
    journal: SqliteJournal, new_publisher: Callable[..., Publisher], broker: Broker, centre: Centre
) -> None:
    record(journal, 120)
    publisher = new_publisher(broker.url)
    wait_until(lambda: journal.waiting() == 0)
    record(journal, 1)
    publisher.wake()
    wait_until(lambda: journal.waiting() == 0)
    assert sorted(centre.seqs) == list(range(1, 122))
    assert connected(publisher)


def test_packs_follow_the_schema_and_hold_fifty_entries_at_most(
    journal: SqliteJournal, new_publisher: Callable[..., Publisher], broker: Broker, centre: Centre
) -> None:
    record(journal, 75)
    new_publisher(broker.url)
    wait_until(lambda: journal.waiting() == 0)
    validator = jsonschema.Draft202012Validator(schema_of("entries"))
    for pack in centre.packs:
        validator.validate(pack)
    assert max(len(pack["entries"]) for pack in centre.packs) == ENTRIES_PER_PACK


def test_an_acknowledgement_of_the_broker_is_no_receipt(
    journal: SqliteJournal, new_publisher: Callable[..., Publisher], broker: Broker, centre: Centre
) -> None:
    centre.receipting = False
    record(journal, 3)
    new_publisher(broker.url)
    wait_until(lambda: centre.seqs == [1, 2, 3])
    assert journal.waiting() == 3


def test_after_a_broker_that_lost_everything_all_without_a_receipt_is_sent_again(
    journal: SqliteJournal, new_publisher: Callable[..., Publisher], broker: Broker, centre: Centre
) -> None:
    centre.receipting = False
    record(journal, 60)
    new_publisher(broker.url)
    wait_until(lambda: len(centre.seqs) == 60)
    broker.kill()
    centre.receipting = True
    record(journal, 5)
    broker.start()
    wait_until(lambda: journal.waiting() == 0)
    assert set(centre.seqs) == set(range(1, 66))


def test_a_centre_that_comes_back_is_sent_at_once_what_it_has_not_receipted(
    journal: SqliteJournal, new_publisher: Callable[..., Publisher], broker: Broker, centre: Centre
) -> None:
    centre.receipting = False
    record(journal, 3)
    new_publisher(broker.url)
    wait_until(lambda: len(centre.seqs) == 3)
    centre.receipting = True
    centre.announce()
    wait_until(lambda: journal.waiting() == 0)


def test_no_more_than_the_window_is_on_its_way(
    journal: SqliteJournal, new_publisher: Callable[..., Publisher], broker: Broker, centre: Centre
) -> None:
    centre.receipting = False
    record(journal, 5 * ENTRIES_PER_PACK)
    new_publisher(broker.url, 2)
    wait_until(lambda: len(centre.packs) == 2)
    centre.receipt(centre.packs[0])
    wait_until(lambda: len(centre.packs) == 3)
    assert len(centre.seqs) == 3 * ENTRIES_PER_PACK
    centre.receipting = True
    centre.receipt(centre.packs[1])
    centre.receipt(centre.packs[2])
    wait_until(lambda: journal.waiting() == 0)


def test_what_happens_now_overtakes_the_backlog(
    journal: SqliteJournal, new_publisher: Callable[..., Publisher], broker: Broker, centre: Centre
) -> None:
    centre.receipting = False
    record(journal, 3 * ENTRIES_PER_PACK)
    publisher = new_publisher(broker.url, 1)
    wait_until(lambda: len(centre.packs) == 1)
    record(journal, 1)
    publisher.wake()
    wait_until(lambda: len(centre.packs) == 2)
    assert [entry["seq"] for entry in centre.packs[1]["entries"]] == [3 * ENTRIES_PER_PACK + 1]


def test_a_refused_entry_is_not_sent_again_and_stops_nothing(
    journal: SqliteJournal, new_publisher: Callable[..., Publisher], broker: Broker, centre: Centre
) -> None:
    centre.refusing = {2}
    record(journal, 3)
    new_publisher(broker.url)
    wait_until(lambda: journal.waiting() == 0)
    assert journal.quarantined() == 1


def test_a_forged_receipt_is_left_aside_and_said(
    journal: SqliteJournal,
    new_publisher: Callable[..., Publisher],
    broker: Broker,
    centre: Centre,
    said: list[str],
) -> None:
    centre.receipting = False
    record(journal, 1)
    new_publisher(broker.url)
    wait_until(lambda: centre.seqs)
    centre._client.publish(RECEIPTS, b'{"v": 1, "stored": "all"}', qos=1)
    wait_until(lambda: any("receipt" in sentence for sentence in said))
    assert journal.waiting() == 1


def test_status_and_health_are_kept_by_the_broker_for_those_who_come_later(
    new_publisher: Callable[..., Publisher], broker: Broker, centre: Centre
) -> None:
    publisher = new_publisher(broker.url)
    wait_until(lambda: centre.payloads(PLACE.topic("status")) == [b"online"])
    wait_until(lambda: centre.payloads(PLACE.topic("health")))
    publisher.close()
    wait_until(lambda: centre.payloads(PLACE.topic("status"))[-1] == b"stopped")
    later = Centre(broker)
    wait_until(lambda: later.payloads(PLACE.topic("status")))
    assert (PLACE.topic("status"), b"stopped", True) in later.heard
    assert json.loads(later.payloads(PLACE.topic("health"))[0])["receipt_age_s"] is None
    later.close()


def test_a_broker_that_is_away_is_said_once(
    new_publisher: Callable[..., Publisher], broker: Broker, said: list[str]
) -> None:
    publisher = new_publisher(broker.url)
    wait_until(lambda: connected(publisher))
    broker.kill()
    wait_until(lambda: not connected(publisher))
    broker.start()
    wait_until(lambda: connected(publisher))
    assert len([sentence for sentence in said if "does not serve" in sentence]) == 1
    assert "serves again" in said[-1]


def test_a_kiosk_on_its_own_receipts_itself(
    journal: SqliteJournal, new_publisher: Callable[..., Publisher]
) -> None:
    record(journal, 120)
    publisher = new_publisher("none:")
    wait_until(lambda: journal.waiting() == 0)
    record(journal, 1)
    publisher.wake()
    wait_until(lambda: journal.waiting() == 0)
    assert journal.entries() == 121
