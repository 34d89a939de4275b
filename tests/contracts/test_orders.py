"""What the centre asks over the feed: only what is its own, new and in time is taken, and each once."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from hand_made_centre import PLACE, Centre, command
from paho.mqtt.enums import CallbackAPIVersion
from waiting import wait_until

from kiosk.bench.town import Broker
from kiosk.devices.address import load
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal, SqliteOutbox
from kiosk.devices.kinds import KINDS
from kiosk.devices.publisher.desk import Desk
from kiosk.devices.publisher.feed import Feed
from kiosk.devices.publisher.serials import Serials
from kiosk.domain.entry import to_base64url
from kiosk.domain.retention import Retention
from kiosk.feed.orders import Config, Name, Refusal, Result, command_topic
from kiosk.feed.orders.bodies import ShowMessage
from kiosk.feed.orders.config import body_of
from kiosk.feed.session import Delivery, Tls
from kiosk.keys.issuers import Issuers
from kiosk.keys.signing import Kind, Signer, SigningKey, Verifier
from kiosk.ports import Order, Publisher, Trusted

CENTRE = SigningKey.new()
SIGNER, TRUSTED = Signer(CENTRE), Verifier([CENTRE.public])
MINUTE = timedelta(minutes=1)

OWN_ISSUER, OTHER_ISSUER = SigningKey.new(), SigningKey.new()
OWN = Issuers(Verifier([OWN_ISSUER.public]), frozenset({b"revoked1"}))
PASS, OTHER_PASS = b"12345678", b"abcdefgh"


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

    def make(trusted: Verifier | None = TRUSTED, memory: Path = tmp_path / "journal.db") -> Publisher:
        for earlier in made:
            earlier.close()
        desk = Desk.beside(memory, PLACE, trusted, OWN, SystemClock().now)
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
    order = next_asked(publisher)
    assert isinstance(order, Order)
    return order


def next_issuers(publisher: Publisher) -> Issuers:
    said = next_asked(publisher)
    assert isinstance(said, Trusted)
    return said.issuers


def next_asked(publisher: Publisher) -> Order | Trusted:
    asked: list[Order | Trusted] = []
    wait_until(lambda: asked.extend(publisher.orders()) or asked)
    assert len(asked) == 1
    return asked[0]


def known(issuers: Issuers) -> tuple[frozenset[str], frozenset[bytes]]:
    return issuers.trusted.kids, issuers.revoked


def config(serial: int, issuers: Issuers, **changes: Any) -> Config:
    return replace(Config(PLACE.kiosk, serial, datetime.now(UTC), body_of(issuers)), **changes)


def refusals_of_config(centre: Centre) -> list[str]:
    return [result["body"]["reason"] for name, result, _ in centre.results if not result["ok"]]


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


def test_a_kiosk_whose_clock_is_ahead_takes_its_day_key_all_the_same(
    start: Callable[..., Publisher], centre: Centre
) -> None:
    publisher = start()
    given = {"day": "2026-11-24", "sealed": "c2VhbGVk"}
    centre.order(command("day_key", 9, given, not_after=datetime.now(UTC) - MINUTE), SIGNER)
    assert next_order(publisher).name is Name.DAY_KEY


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


def test_what_the_broker_itself_delivers_again_is_neither_done_nor_reported(tmp_path: Path) -> None:
    desk = Desk.beside(tmp_path / "journal.db", PLACE, TRUSTED, OWN, SystemClock().now)
    payload = command("open", 5).to_bytes()
    signature = tuple(SIGNER.sign(Kind.COMMANDS, payload).properties())
    first = Delivery(
        command_topic(PLACE, "open"),
        payload,
        None,
        False,
        1,
        signature,
        mqtt.Client(CallbackAPIVersion.VERSION2),
    )
    assert desk.take("open", first) is None
    assert desk.take("open", replace(first, again=True)) is None
    assert len(desk.orders()) == 1
    assert desk.refused == 0
    assert desk.take("open", first) == Result(False, {"reason": "replayed", "last": 5})
    assert desk.refused == 1


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
    publisher = start(memory=tmp_path / "no-folder" / "journal.db")
    centre.order(command("open", 1), SIGNER, b"open")
    assert reason(centre, b"open") == Refusal.NOT_KEPT
    centre.order(command("diagnose", 2), SIGNER)
    assert next_order(publisher).name is Name.DIAGNOSE
    centre.order(command("diagnose", 2), SIGNER, b"again")
    assert reason(centre, b"again") == Refusal.REPLAYED


def test_the_centre_s_config_is_followed_beside_the_kiosk_s_own_issuers(
    start: Callable[..., Publisher], centre: Centre
) -> None:
    publisher = start()
    centre.configure(config(3, Issuers(Verifier([OTHER_ISSUER.public]), frozenset({PASS}))), SIGNER)
    issuers = next_issuers(publisher)
    assert issuers.trusted.kids == {OWN_ISSUER.public.kid, OTHER_ISSUER.public.kid}
    assert issuers.revoked == {PASS, b"revoked1"}
    wait_until(lambda: centre.results)
    assert centre.results == [("config", {"v": 1, "ok": True, "body": {"serial": 3, "kept": True}}, None)]
    centre.configure(config(4, Issuers(Verifier([]))), SIGNER)
    assert known(next_issuers(publisher)) == known(OWN)


def test_a_config_that_is_kept_by_the_broker_is_followed_by_whoever_comes_later_and_taken_once(
    start: Callable[..., Publisher], centre: Centre, broker: Broker
) -> None:
    centre.configure(config(3, Issuers(Verifier([]), frozenset({PASS}))), SIGNER)
    publisher = start()
    assert next_issuers(publisher).revoked == {PASS, b"revoked1"}
    publisher = start()
    centre.order(command("ping", 1), SIGNER)
    assert next_order(publisher).name is Name.PING  # and nothing before it
    assert len(centre.results) == 1


def test_a_config_that_is_not_the_centre_s_is_refused_and_reported(
    start: Callable[..., Publisher], centre: Centre, said: list[str]
) -> None:
    publisher = start()
    good = config(3, Issuers(Verifier([OTHER_ISSUER.public])))
    payload = good.to_bytes()
    centre.configure(good, None)
    centre.configure(good, Signer(SigningKey.new()))
    flipped = bytearray(payload)
    flipped[len(payload) // 2] ^= 0x01
    centre.send(PLACE.topic("config"), bytes(flipped), SIGNER.sign(Kind.CONFIG, payload).properties(), b"")
    of_a_command = SIGNER.sign(Kind.COMMANDS, payload).properties()
    centre.send(PLACE.topic("config"), payload, of_a_command, b"")
    centre.configure(replace(good, kiosk="thuan-hoa-2"), SIGNER)
    centre.configure(replace(good, body={"issuers": [{"key": "short"}]}), SIGNER)
    wait_until(lambda: len(refusals_of_config(centre)) == 6)
    assert refusals_of_config(centre) == [
        *(Refusal.UNSIGNED, Refusal.UNKNOWN_KEY, Refusal.BAD_SIGNATURE, Refusal.BAD_SIGNATURE),
        *(Refusal.WRONG_KIOSK, Refusal.MALFORMED),
    ]
    assert len(said) == 6
    assert publisher.orders() == []


def test_a_lower_serial_is_refused_also_after_a_restart_which_follows_what_was_kept(
    start: Callable[..., Publisher], centre: Centre, tmp_path: Path
) -> None:
    publisher = start()
    centre.configure(config(5, Issuers(Verifier([]), frozenset({PASS}))), SIGNER, retained=False)
    next_issuers(publisher)
    publisher = start()
    assert Desk.beside(tmp_path / "journal.db", PLACE, TRUSTED, OWN, SystemClock().now).issuers.revoked == {
        PASS,
        b"revoked1",
    }
    centre.configure(config(4, Issuers(Verifier([]))), SIGNER, retained=False)
    wait_until(lambda: refusals_of_config(centre) == [Refusal.REPLAYED])
    assert publisher.orders() == []


def test_what_was_kept_is_checked_again_at_the_start(
    start: Callable[..., Publisher], centre: Centre, tmp_path: Path
) -> None:
    publisher = start()
    centre.configure(config(5, Issuers(Verifier([OTHER_ISSUER.public]))), SIGNER, retained=False)
    next_issuers(publisher)
    publisher.close()
    file = tmp_path / "journal.db.config"
    kept = json.loads(file.read_text())

    def issuers(centre_s: Verifier) -> Issuers:
        return Desk.beside(tmp_path / "journal.db", PLACE, centre_s, OWN, SystemClock().now).issuers

    assert known(issuers(TRUSTED)) != known(OWN)
    assert known(issuers(Verifier([SigningKey.new().public]))) == known(OWN)
    forged = base64.b64decode(kept["payload"]).replace(b'"serial":5', b'"serial":6')
    file.write_text(json.dumps(kept | {"payload": base64.b64encode(forged).decode()}))
    assert known(issuers(TRUSTED)) == known(OWN)
    for spoilt in ("", "{}", "[]", json.dumps(kept | {"payload": "?"}), json.dumps(kept | {"sig": "="})):
        file.write_text(spoilt)
        assert known(issuers(TRUSTED)) == known(OWN)


def test_without_a_key_of_the_centre_no_config_is_followed(
    start: Callable[..., Publisher], centre: Centre
) -> None:
    publisher = start(trusted=None)
    centre.configure(config(5, Issuers(Verifier([OTHER_ISSUER.public]))), None)
    wait_until(lambda: refusals_of_config(centre) == [Refusal.NO_CENTRE_KEY])
    assert publisher.orders() == []


def test_revoked_passes_are_not_taken_any_more_also_after_a_restart_and_a_config(
    start: Callable[..., Publisher], centre: Centre, tmp_path: Path
) -> None:
    publisher = start()
    for serial, pass_id in enumerate((PASS, OTHER_PASS), 1):
        centre.order(command("revoke", serial, {"passes": [to_base64url(pass_id)]}), SIGNER, pass_id)
        assert pass_id in next_issuers(publisher).revoked
        wait_until(partial(centre.result, pass_id))
    assert centre.result(PASS) == {"v": 1, "ok": True, "body": {"revoked": 1}}
    publisher = start()
    centre.configure(config(3, Issuers(Verifier([]))), SIGNER)
    assert next_issuers(publisher).revoked == {PASS, OTHER_PASS, b"revoked1"}


def test_a_revocation_that_cannot_be_kept_holds_all_the_same_and_is_to_be_asked_again(
    start: Callable[..., Publisher], centre: Centre, tmp_path: Path
) -> None:
    publisher = start()
    (tmp_path / "journal.db.revoked").mkdir()
    centre.order(command("revoke", 1, {"passes": [to_base64url(PASS)]}), SIGNER)
    assert reason(centre, b"1") == Refusal.NOT_KEPT
    assert PASS in next_issuers(publisher).revoked


@pytest.mark.parametrize("spoilt", [b"", b"{", b'{"commands": -3}', b'{"commands": "7"}', b"[1]"])
def test_a_spoilt_file_of_serials_stops_nothing(tmp_path: Path, spoilt: bytes) -> None:
    path = tmp_path / "serials"
    path.write_bytes(spoilt)
    serials = Serials(path)
    assert serials.last(Kind.COMMANDS) == 0
    assert serials.keep(Kind.COMMANDS, 3)
    assert Serials(path).last(Kind.COMMANDS) == 3
