"""What the centre asks over the feed: only what is its own, new and in time is taken, and each once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hand_made_centre import PLACE, Centre, command
from waiting import wait_until

from kiosk.bench.town import Broker
from kiosk.devices.address import load
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal, SqliteOutbox
from kiosk.devices.kinds import KINDS
from kiosk.devices.publisher.desk import Desk
from kiosk.devices.publisher.feed import Feed
from kiosk.devices.publisher.serials import Serials, serials_path
from kiosk.domain.retention import Retention
from kiosk.feed.orders import Name, Refusal, Result, command_topic
from kiosk.feed.orders.bodies import ShowMessage
from kiosk.feed.session import Tls
from kiosk.keys.signing import Kind, Signer, SigningKey, Verifier
from kiosk.ports import Order, Publisher

CENTRE = SigningKey.new()
SIGNER, TRUSTED = Signer(CENTRE), Verifier([CENTRE.public])
MINUTE = timedelta(minutes=1)


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
def start(
    journal: SqliteJournal, broker: Broker, tmp_path: Path, said: list[str]
) -> Iterator[Callable[..., Publisher]]:
    """Starts a kiosk's publisher, and ends the one before."""
    made: list[Publisher] = []
    defects: list[BaseException] = []

    def make(trusted: Verifier | None = TRUSTED, serials: Path | None = None) -> Publisher:
        for earlier in made:
            earlier.close()
        kept = Serials(serials or serials_path(tmp_path / "journal.db"))
        desk = Desk(PLACE, trusted, kept, SystemClock().now)
        device, arguments = load(broker.url, KINDS["feed"])
        feed = Feed(
            PLACE,
            Tls(),
            30,
            100,
            50,
            None,
            trusted,
            desk,
            journal,
            SqliteOutbox(tmp_path / "journal.db"),
            health=lambda: {"v": 1, "faults": []},
            say=said.append,
            fail=defects.append,
        )
        made.append(device(feed, **arguments))
        made[-1].open()
        wait_until(lambda: (link := made[-1].link()) and link.connected)
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


def next_order(publisher: Publisher) -> Order:
    orders: list[Order] = []
    wait_until(lambda: orders.extend(publisher.orders()) or orders)
    assert len(orders) == 1
    return orders[0]


def reason(centre: Centre, correlation: bytes) -> str:
    wait_until(lambda: centre.result(correlation))
    result = centre.result(correlation)
    assert result
    assert not result["ok"]
    return str(result["body"]["reason"])


def test_a_command_of_the_centre_is_taken_once_and_answered_by_its_correlation_data(
    start: Callable[..., Publisher], centre: Centre
) -> None:
    publisher = start()
    centre.order(command("message", 7, {"text": "Xin chờ", "for_s": 5, "more": 1}), SIGNER, b"\x00\xff")
    order = next_order(publisher)
    assert (order.name, order.body) == (Name.MESSAGE, ShowMessage(text="Xin chờ", for_s=5))
    publisher.answer(order, Result(True, {"shown": True}))
    wait_until(lambda: centre.results)
    assert centre.results == [("message", {"v": 1, "ok": True, "body": {"shown": True}}, b"\x00\xff")]
    assert publisher.orders() == []


def test_an_answer_waits_for_a_connection(
    start: Callable[..., Publisher], centre: Centre, broker: Broker
) -> None:
    publisher = start()
    centre.order(command("ping", 1), SIGNER)
    order = next_order(publisher)
    broker.kill()
    wait_until(lambda: (link := publisher.link()) and not link.connected)
    publisher.answer(order, Result(True))
    broker.start()
    later = Centre(broker)
    wait_until(lambda: later.results)
    later.close()


def test_what_is_not_the_centre_s_is_refused_and_reported(
    start: Callable[..., Publisher], centre: Centre, said: list[str]
) -> None:
    publisher = start()
    good = command("open", 5)
    payload = good.to_bytes()
    signature = SIGNER.sign(Kind.COMMANDS, payload).properties()
    topic = command_topic(PLACE, "open")

    centre.order(good, None, b"unsigned")
    assert reason(centre, b"unsigned") == Refusal.UNSIGNED
    centre.order(good, Signer(SigningKey.new()), b"another's")
    assert reason(centre, b"another's") == Refusal.UNKNOWN_KEY
    for at in (0, len(payload) // 2, len(payload) - 1):
        flipped = bytearray(payload)
        flipped[at] ^= 0x01
        centre.send(topic, bytes(flipped), signature, b"flipped %d" % at)
        assert reason(centre, b"flipped %d" % at) == Refusal.BAD_SIGNATURE
    of_a_receipt = SIGNER.sign(Kind.RECEIPTS, payload).properties()
    centre.send(topic, payload, of_a_receipt, b"a receipt's")
    assert reason(centre, b"a receipt's") == Refusal.BAD_SIGNATURE
    centre.order(replace(good, kiosk="thuan-hoa-2"), SIGNER, b"a neighbour's")
    assert reason(centre, b"a neighbour's") == Refusal.WRONG_KIOSK
    centre.send(command_topic(PLACE, "ping"), payload, signature, b"renamed")
    assert reason(centre, b"renamed") == Refusal.MALFORMED
    assert publisher.orders() == []
    assert len(said) == 8
    centre.order(good, SIGNER)
    assert next_order(publisher).name is Name.OPEN


@pytest.mark.parametrize(
    ("name", "body", "late", "why"),
    [
        ("ping", {}, {"not_after": -MINUTE}, Refusal.EXPIRED),
        ("open", {}, {"issued": -MINUTE, "not_after": MINUTE}, Refusal.EXPIRED),
        ("dance", {}, {}, Refusal.UNKNOWN_COMMAND),
        ("message", {"text": "x" * 201}, {}, Refusal.MALFORMED),
        ("erase", {"epoch": "e", "seq": [0]}, {}, Refusal.MALFORMED),
        ("resend", {"from": "1"}, {}, Refusal.MALFORMED),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(
    start: Callable[..., Publisher],
    centre: Centre,
    name: str,
    body: dict[str, Any],
    late: dict[str, timedelta],
    why: Refusal,
) -> None:
    publisher = start()
    times = {moment: datetime.now(UTC) + ago for moment, ago in late.items()}
    centre.order(command(name, 9, body, **times), SIGNER)
    assert reason(centre, b"1") == why
    assert publisher.orders() == []


def test_a_serial_that_is_not_above_the_last_is_refused_also_after_a_restart(
    start: Callable[..., Publisher], centre: Centre
) -> None:
    publisher = start()
    taken = command("open", 5)
    centre.order(taken, SIGNER)
    next_order(publisher)
    centre.order(taken, SIGNER, b"again")
    assert reason(centre, b"again") == Refusal.REPLAYED
    centre.order(command("ping", 4), SIGNER, b"lower")
    assert reason(centre, b"lower") == Refusal.REPLAYED
    publisher = start()
    centre.order(taken, SIGNER, b"after a restart")
    assert reason(centre, b"after a restart") == Refusal.REPLAYED
    answer = centre.result(b"after a restart")
    assert answer
    assert answer["body"] == {"reason": "replayed", "last": 5}
    centre.order(command("ping", 6), SIGNER)
    assert next_order(publisher).name is Name.PING


def test_without_a_key_of_the_centre_only_what_changes_nothing_is_done(
    start: Callable[..., Publisher], centre: Centre
) -> None:
    publisher = start(trusted=None)
    for name in ("open", "direction", "message", "reload", "revoke", "erase", "day_key"):
        centre.order(command(name, 2**50), None, name.encode())
        assert reason(centre, name.encode()) == Refusal.NO_CENTRE_KEY
    centre.order(command("ping", 2**50), None)
    assert next_order(publisher).name is Name.PING
    publisher = start()
    centre.order(command("ping", 1), SIGNER)  # a stranger's serial counted for nothing
    assert next_order(publisher).name is Name.PING


def test_where_a_serial_cannot_be_kept_nothing_that_matters_is_done(
    start: Callable[..., Publisher], centre: Centre, tmp_path: Path
) -> None:
    publisher = start(serials=tmp_path / "no-folder" / "serials")
    centre.order(command("open", 1), SIGNER, b"open")
    assert reason(centre, b"open") == Refusal.NOT_KEPT
    centre.order(command("diagnose", 2), SIGNER)
    assert next_order(publisher).name is Name.DIAGNOSE
    centre.order(command("diagnose", 2), SIGNER, b"again")
    assert reason(centre, b"again") == Refusal.REPLAYED


@pytest.mark.parametrize("spoilt", [b"", b"{", b'{"commands": -3}', b'{"commands": "7"}', b"[1]"])
def test_a_spoilt_file_of_serials_stops_nothing(tmp_path: Path, spoilt: bytes) -> None:
    path = tmp_path / "serials"
    path.write_bytes(spoilt)
    serials = Serials(path)
    assert serials.last(Kind.COMMANDS) == 0
    assert serials.keep(Kind.COMMANDS, 3)
    assert Serials(path).last(Kind.COMMANDS) == 3
