"""The gates of a site over a real broker: what they say, what is kept of it, and whom they believe."""

import json
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hand_made_centre import PLACE, Centre
from hypothesis import given
from hypothesis import strategies as st
from waiting import wait_until

from kiosk.bench.proxy import Proxy
from kiosk.bench.town import Broker
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal, SqliteOutbox
from kiosk.devices.publisher.desk import Desk
from kiosk.devices.publisher.feed import Feed
from kiosk.devices.publisher.gates import ON_THE_WAY
from kiosk.devices.publisher.mqtt import MqttPublisher
from kiosk.domain.gates import Came, LinkLost, News, Passed, Report, Reported, Seen, Went
from kiosk.domain.occupancy import Counts, Ways
from kiosk.domain.retention import Retention
from kiosk.domain.verdict import Direction
from kiosk.errors import FeedError
from kiosk.feed.gates import parse_report, parse_seen, report_to_bytes, seen_to_bytes
from kiosk.feed.orders.config import Config, gates_of
from kiosk.feed.pack import ENTRIES_PER_PACK
from kiosk.feed.schema import schema_of
from kiosk.feed.session import Tls
from kiosk.feed.topics import Place
from kiosk.keys.issuers import NO_ISSUERS
from kiosk.keys.signing import Kind, Signer, SigningKey, Verifier

BACK = Place(PLACE.area, PLACE.agency, PLACE.site, "thuan-hoa-2")
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
REPORT = Report(date(2026, 11, 24), Counts(3, 1), Ways.BOTH, "5f0c3d9e0c1b4a53")
SEEN = Seen(bytes(range(16)), Direction.IN, NOON)


class Gate:
    """The feed of one kiosk, and all that it hears of others."""

    def __init__(self, folder: Path, port: int, place: Place, signer: Signer | None, trusted: Any) -> None:
        self.said: list[str] = []
        self.defects: list[BaseException] = []
        self._heard: list[News] = []
        path = folder / f"{secrets.token_hex(4)}.db"
        self._journal = SqliteJournal(path, place.kiosk, SystemClock(), Retention(), fail=self.defects.append)
        self._centre = SigningKey.new()
        self._desk = Desk.beside(path, place, Verifier([self._centre.public]), NO_ISSUERS, SystemClock().now)
        self.feed = MqttPublisher(
            Feed(
                place,
                Tls(),
                30,
                100,
                ENTRIES_PER_PACK,
                signer,
                None,
                self._desk,
                self._journal,
                SqliteOutbox(path),
                health=lambda: {"v": 1},
                say=self.said.append,
                fail=self.defects.append,
                gates=trusted,
            ),
            f"//127.0.0.1:{port}",
        )
        self.feed.open()
        wait_until(lambda: self.feed.link().connected)

    def heard(self) -> list[News]:
        self._heard += self.feed.news()
        return self._heard

    def configure(self, config: Config) -> None:
        """As the centre does."""
        payload = config.to_bytes()
        assert self._desk._trust.configure(payload, Signer(self._centre).sign(Kind.CONFIG, payload))

    def close(self) -> None:
        self.feed.close()
        self._journal.close()
        assert self.defects == []


NewGate = Callable[..., Gate]


@pytest.fixture
def new_gate(tmp_path: Path, broker: Broker) -> Iterator[NewGate]:
    made: list[Gate] = []

    def make(
        place: Place, signer: Signer | None = None, trusted: Any = None, port: int = broker.port
    ) -> Gate:
        made.append(Gate(tmp_path, port, place, signer, trusted))
        return made[-1]

    yield make
    for gate in made:
        gate.close()


@pytest.fixture
def listener(broker: Broker) -> Iterator[Centre]:
    listener = Centre(broker)
    yield listener
    listener.close()


def reports(gate: Gate) -> list[Reported]:
    return [news for news in gate.heard() if isinstance(news, Reported)]


def test_counts_are_kept_by_the_broker_and_who_was_seen_is_not(
    new_gate: NewGate, listener: Centre, broker: Broker
) -> None:
    front = new_gate(PLACE)
    front.feed.tell(REPORT, SEEN)
    counts, seen = PLACE.gate(PLACE.kiosk), f"{PLACE.gate(PLACE.kiosk)}/seen"
    wait_until(lambda: listener.payloads(counts) and listener.payloads(seen))
    told = json.loads(listener.payloads(counts)[-1])
    assert (told["v"], told["day"], told["in"], told["out"]) == (1, "2026-11-24", 3, 1)
    jsonschema.validate(told, schema_of("gates"))
    assert json.loads(listener.payloads(seen)[0]) == {
        "v": 1,
        "subject": "AAECAwQFBgcICQoLDA0ODw",
        "direction": "in",
        "at": "2026-11-24T05:00:00.000Z",
    }
    jsonschema.validate(json.loads(listener.payloads(seen)[0]), schema_of("seen"))
    later = Centre(broker)
    wait_until(lambda: later.payloads(counts))
    assert [(topic, kept) for topic, _, kept in later.heard if "_gates" in topic] == [(counts, True)]
    later.close()


def test_what_one_gate_says_the_other_hears_and_nobody_hears_themselves(new_gate: NewGate) -> None:
    front, back = new_gate(PLACE), new_gate(BACK)
    front.feed.tell(REPORT, SEEN)
    wait_until(lambda: Passed(PLACE.kiosk, SEEN) in back.heard())
    (heard,) = reports(back)
    assert (heard.kiosk, heard.report.counts, heard.report.run, heard.live) == (
        PLACE.kiosk,
        REPORT.counts,
        REPORT.run,
        True,
    )
    assert heard.report.at is not None
    assert abs(heard.report.at - datetime.now(UTC)).total_seconds() < 60
    assert not [news for news in front.heard() if isinstance(news, Reported | Passed)]


def test_who_comes_later_hears_what_was_kept_and_knows_that_it_is_old(new_gate: NewGate) -> None:
    front = new_gate(PLACE)
    front.feed.tell(REPORT)
    front.close()
    back = new_gate(BACK)
    wait_until(lambda: reports(back))
    assert [said.live for said in reports(back)] == [False]
    assert Went(PLACE.kiosk) in back.heard()


def test_that_a_gate_comes_and_goes_is_heard(new_gate: NewGate) -> None:
    back = new_gate(BACK)
    front = new_gate(PLACE)
    wait_until(lambda: Came(PLACE.kiosk) in back.heard())
    front.close()
    wait_until(lambda: Went(PLACE.kiosk) in back.heard())


def test_a_broken_line_is_news_once_and_the_counts_are_told_anew(
    new_gate: NewGate, listener: Centre, broker: Broker
) -> None:
    front = new_gate(PLACE)
    front.feed.tell(REPORT)
    counts = PLACE.gate(PLACE.kiosk)
    wait_until(lambda: listener.payloads(counts))
    broker.kill()
    wait_until(lambda: LinkLost() in front.heard())
    front.feed.tell(Report(REPORT.day, Counts(4, 1), Ways.BOTH, REPORT.run), SEEN)
    broker.start()
    wait_until(lambda: front.feed.link().connected)
    later = Centre(broker)
    wait_until(lambda: [json.loads(told)["in"] for told in later.payloads(counts)][-1:] == [4])
    assert front.heard().count(LinkLost()) == 1
    later.close()


def test_who_passed_while_the_line_was_broken_is_told_before_the_gate_is_heard_again(
    new_gate: NewGate, broker: Broker
) -> None:
    line = Proxy(broker.port)
    front, back = new_gate(PLACE, port=line.port), new_gate(BACK)
    line.stall()
    line.cut()
    wait_until(lambda: LinkLost() in front.heard())
    missed = [Seen(nth.to_bytes(16, "big"), Direction.IN, NOON) for nth in range(3 * ON_THE_WAY)]
    for seen in missed:
        front.feed.tell(REPORT, seen)
    line.flow()
    wait_until(lambda: reports(back))
    line.close()
    heard = [news for news in back.heard() if isinstance(news, Passed | Reported)]
    assert [Passed(PLACE.kiosk, seen) for seen in missed] == heard[: len(missed)]


def test_what_was_missed_is_told_beside_what_happens_now(new_gate: NewGate) -> None:
    front, back = new_gate(PLACE), new_gate(BACK)
    missed = [Seen(nth.to_bytes(16, "big"), Direction.IN, NOON) for nth in range(5 * ON_THE_WAY)]
    front.feed.tell_again(missed)
    front.feed.tell(REPORT, SEEN)
    wait_until(lambda: {Passed(PLACE.kiosk, seen) for seen in (SEEN, *missed)} <= set(back.heard()))
    in_order = [news for news in back.heard() if isinstance(news, Passed)]
    assert in_order.index(Passed(PLACE.kiosk, SEEN)) < len(missed), "it waits for no backlog"


def test_with_keys_a_gate_believes_its_neighbours_and_nobody_else(new_gate: NewGate) -> None:
    keys = {place.kiosk: SigningKey.new() for place in (PLACE, BACK)}
    trusted = {kiosk: Verifier([key.public]) for kiosk, key in keys.items()}
    back = new_gate(BACK, Signer(keys[BACK.kiosk]), trusted)
    front = new_gate(PLACE, Signer(keys[PLACE.kiosk]), trusted)
    front.feed.tell(REPORT, SEEN)
    wait_until(lambda: Passed(PLACE.kiosk, SEEN) in back.heard())
    front.close()
    strangers = [
        (Place(PLACE.area, PLACE.agency, PLACE.site, "thuan-hoa-3"), Signer(keys[PLACE.kiosk])),
        (Place(PLACE.area, PLACE.agency, PLACE.site, "thuan-hoa-1"), Signer(keys[BACK.kiosk])),
    ]
    for place, signer in strangers:
        new_gate(place, signer).feed.tell(Report(REPORT.day, Counts(900, 0)), SEEN)
        wait_until(lambda said=f"the gate {place.kiosk}": any(said in sentence for sentence in back.said))
    assert all(said.report.counts == REPORT.counts for said in reports(back))
    assert all("check who may write" in sentence for sentence in back.said)


def test_whom_the_centre_names_is_believed_and_the_folder_is_not_asked(new_gate: NewGate) -> None:
    front = SigningKey.new()
    back = new_gate(BACK, None, {PLACE.kiosk: Verifier([SigningKey.new().public])})
    back.configure(Config(BACK.kiosk, 1, NOON, gates_of({PLACE.kiosk: Verifier([front.public])})))
    new_gate(PLACE, Signer(front)).feed.tell(REPORT, SEEN)
    wait_until(lambda: Passed(PLACE.kiosk, SEEN) in back.heard())
    assert back.said == []


def test_unsigned_is_refused_where_keys_are_known(new_gate: NewGate) -> None:
    back = new_gate(BACK, None, {PLACE.kiosk: Verifier([SigningKey.new().public])})
    new_gate(PLACE).feed.tell(REPORT, SEEN)
    wait_until(lambda: any("unsigned" in sentence for sentence in back.said))
    assert not reports(back)


@pytest.mark.parametrize(
    "payload", [b"", b"{}", b"[]", b"null", b'{"v": 1}', b"\xff", b"[" * 900, b'{"v":1,"in":-1}', b"9" * 2000]
)
def test_what_is_no_gate_s_word_is_refused_in_a_sentence(payload: bytes) -> None:
    for parse in (parse_report, parse_seen):
        with pytest.raises(FeedError, match="format of version 1"):
            parse(payload)


def test_what_only_the_contract_names_is_enough() -> None:
    told = b'{"v": 1, "day": "2026-11-24", "in": 3, "out": 1, "later": {"anything": 1}}'
    assert parse_report(told) == Report(REPORT.day, Counts(3, 1))


@given(
    st.binary(min_size=16, max_size=16),
    st.sampled_from(Direction),
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)),
    st.booleans(),
    st.booleans(),
)
def test_a_passage_comes_over_the_line_as_it_was(
    subject: bytes, direction: Direction, at: datetime, unseen: bool, undone: bool
) -> None:
    at = at.replace(tzinfo=UTC, microsecond=at.microsecond // 1000 * 1000)
    seen = Seen(subject, direction, at, unseen, undone)
    assert parse_seen(seen_to_bytes(seen)) == seen


@given(st.dates(), st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(Ways))
def test_a_report_comes_over_the_line_as_it_was(day: date, entered: int, left: int, ways: Ways) -> None:
    report = Report(day, Counts(entered, left), ways, "run")
    assert parse_report(report_to_bytes(report, NOON)) == Report(
        day, Counts(entered, left), ways, "run", NOON
    )
