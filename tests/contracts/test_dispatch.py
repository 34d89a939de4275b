"""What is asked of a kiosk goes out signed, under a serial that rises, and is answered: on both databases."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select

from kiosk.central.accounts.audit import COMMAND_LINE
from kiosk.central.database import WRITING
from kiosk.central.messages import Answered, Heard
from kiosk.central.notary import Notary
from kiosk.central.orders import Dispatcher, Orders, configure, renew
from kiosk.central.store import Store
from kiosk.central.tables import alarms, audit, day_keys
from kiosk.domain.chain import SAFE_INTEGER
from kiosk.domain.day import SiteDay
from kiosk.domain.person import Namespace, Person
from kiosk.errors import UsageError
from kiosk.feed.orders import Command, Result, parse_command, parse_config
from kiosk.feed.session import Message
from kiosk.feed.topics import Place
from kiosk.keys.day_key import DayKey
from kiosk.keys.files import CentreKeys, KnownKiosk
from kiosk.keys.index_key import IndexKey
from kiosk.keys.sealing import OpeningKey, OpeningRing
from kiosk.keys.signing import Kind, Signer, SigningKey, Verifier, signature_in

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
BACK_GATE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-2")
ELSEWHERE = Place("phu-xuan", "ubnd-phu-xuan", "tru-so", "phu-xuan-1")
PLACES = (PLACE, BACK_GATE, ELSEWHERE)
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = SiteDay(ZoneInfo("Asia/Ho_Chi_Minh"), time(4))
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
THU = Person(Namespace.VN_ID, "046090000001")


@dataclass
class Post:
    """The way to the broker: what was handed over; it may be shut."""

    sent: list[Message] = field(default_factory=list)
    connections: int = 1
    takes: bool = True

    def publish(self, message: Message) -> bool:
        if self.takes:
            self.sent.append(message)
        return self.takes

    def commands(self, name: str = "") -> list[Command]:
        found = [parse_command(m.payload) for m in self.sent if "/commands/" in m.topic]
        return [command for command in found if command.name == name or not name]


@dataclass
class Bureau:
    """The centre's desk over a database, whose time a test moves."""

    engine: Engine
    keys: CentreKeys
    openings: dict[str, OpeningRing]
    post: Post
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.orders, self.store = Orders(self.engine), Store(self.engine)
        self.dispatcher = self.another(self.post)

    def another(self, post: Post) -> Dispatcher:
        """A collector beside, over the same database."""
        return Dispatcher(
            self.engine,
            Notary(self.keys),
            self.keys,
            DAY,
            post.publish,
            lambda: post.connections,
            keep=timedelta(days=90),
            fail=lambda defect: None,
        )

    def turn(self, after: timedelta = SECOND) -> None:
        self.now += after
        self.dispatcher.turn(self.now)

    def ask(self, name: str, kiosk: str = PLACE.kiosk, **body: Any) -> str:
        return self.orders.ask(kiosk, name, body, COMMAND_LINE, self.now)

    def hear(self, *places: Place, status: str = "online") -> None:
        self.store.keep([Heard(place, alive=True, status=status) for place in places], self.now)  # type: ignore[arg-type]

    def answer(self, command: Message | None, ok: bool = True, place: Place = PLACE, **body: Any) -> None:
        """As the kiosk that a message went to answers; None: to nothing that was asked."""
        name = command.topic.rpartition("/")[2] if command else "open"
        known_by = command.correlation.decode() if command and command.correlation else None
        self.store.keep([Answered(place, name, known_by, Result(ok, body))], self.now)

    def rows(self, table: Any) -> list[Any]:
        with self.engine.begin() as connection:
            return list(connection.execute(select(table)))


CENTRE = SigningKey.new()
CENTRE_S = Verifier([CENTRE.public])


@pytest.fixture
def bureau(engine: Engine) -> Bureau:
    opening = {place.kiosk: OpeningKey.new() for place in PLACES}
    kiosks = {
        kiosk: KnownKiosk(Verifier([SigningKey.new().public]), key.public) for kiosk, key in opening.items()
    }
    keys = CentreKeys(Signer(CENTRE), OpeningRing([OpeningKey.new()]), IndexKey.new(), kiosks)
    bureau = Bureau(engine, keys, {kiosk: OpeningRing([key]) for kiosk, key in opening.items()}, Post())
    bureau.hear(*PLACES, status="offline")
    return bureau


def opened(bureau: Bureau, command: Command) -> DayKey:
    return DayKey.opened(command.body, kiosk=command.kiosk, ring=bureau.openings[command.kiosk])


def test_an_order_goes_out_once_signed_and_its_answer_is_found(bureau: Bureau) -> None:
    order_id = bureau.ask("message", text="Xin chờ", for_s=5)
    bureau.turn()
    bureau.turn()
    (message,) = bureau.post.sent
    assert message.topic == PLACE.topic("commands/message")
    assert message.answer_to == PLACE.topic("results/message")
    assert message.correlation == order_id.encode()
    assert CENTRE_S.flaw(Kind.COMMANDS, message.payload, signature_in(message.properties)) is None
    (command,) = bureau.post.commands()
    assert (command.kiosk, command.body) == (PLACE.kiosk, {"text": "Xin chờ", "for_s": 5})
    bureau.answer(message, shown=True)
    order = bureau.orders.wait(order_id, 0)
    assert order is not None
    assert order.result == Result(True, {"shown": True})
    bureau.answer(message, ok=False)  # the first answer counts
    assert bureau.orders.latest(PLACE.kiosk, 5) == [order]
    (deed,) = bureau.rows(audit)
    assert (deed.action, deed.target, deed.area) == ("command_asked", PLACE.kiosk, PLACE.area)
    assert bureau.rows(alarms) == []


@pytest.mark.parametrize(
    ("kiosk", "name", "body"),
    [
        ("nobody", "ping", {}),
        (PLACE.kiosk, "dance", {}),
        (PLACE.kiosk, "day_key", {"day": "2026-11-24", "sealed": "AAAA"}),
        (PLACE.kiosk, "direction", {"direction": "up"}),
        (PLACE.kiosk, "message", {}),
    ],
)
def test_what_no_kiosk_would_take_is_refused_at_once(
    bureau: Bureau, kiosk: str, name: str, body: dict[str, Any]
) -> None:
    with pytest.raises(UsageError):
        bureau.ask(name, kiosk, **body)
    bureau.turn()
    assert bureau.post.sent == []


def test_serials_rise_for_each_kiosk_also_after_a_backup_was_restored(bureau: Bureau) -> None:
    for _ in range(3):
        bureau.ask("ping")
    bureau.turn()
    first = [command.serial for command in bureau.post.commands()]
    assert first == sorted(set(first))
    with bureau.engine.execution_options(**{WRITING: True}).begin() as connection:
        connection.exec_driver_sql("DELETE FROM serials")  # as in the backup
    bureau.ask("ping")
    bureau.turn()
    assert bureau.post.commands()[-1].serial > first[-1]


def test_a_kiosk_that_has_taken_a_higher_serial_is_sent_the_order_again_above_it(bureau: Bureau) -> None:
    bureau.ask("ping")
    bureau.turn()
    taken = bureau.post.commands()[0].serial + 10**9
    bureau.answer(bureau.post.sent[0], ok=False, reason="replayed", last=taken)
    bureau.turn()
    assert bureau.post.commands()[1].serial == taken + 1
    bureau.answer(bureau.post.sent[1], ok=False, reason="replayed", last=SAFE_INTEGER)
    bureau.turn()
    assert bureau.post.commands()[2].serial == taken + 2  # a lie, which would use up all serials


def test_an_open_is_good_for_ten_seconds_and_never_sent_again(bureau: Bureau) -> None:
    bureau.hear(PLACE)
    bureau.ask("open")
    bureau.turn(4 * SECOND)
    (opening,) = [message for message in bureau.post.sent if message.topic.endswith("/open")]
    (command,) = bureau.post.commands("open")
    assert command.not_after - command.issued == 10 * SECOND
    assert opening.expires_s == 6
    bureau.hear(PLACE)
    bureau.turn(2 * SECOND)
    assert len(bureau.post.commands("open")) == 1
    late = bureau.ask("open")
    bureau.turn(11 * SECOND)
    assert len(bureau.post.commands("open")) == 1
    assert bureau.orders.get(late) is not None


@pytest.mark.parametrize("name", ["erase", "revoke", "resend"])
def test_what_must_be_done_is_sent_again_until_the_kiosk_answers(bureau: Bureau, name: str) -> None:
    bodies = {"erase": {"epoch": "e", "seq": 1}, "revoke": {"passes": ["AAAAAAAAAAA"]}, "resend": {}}
    bureau.ask(name, **bodies[name])
    bureau.turn()
    bureau.turn(HOUR)  # nobody is there
    assert len(bureau.post.commands(name)) == 1
    bureau.hear(PLACE)
    bureau.turn()
    bureau.turn()
    again = bureau.post.commands(name)
    assert len(again) == 2
    assert again[1].not_after > bureau.now
    bureau.turn(2 * timedelta(minutes=1))
    assert len(bureau.post.commands(name)) == 3
    bureau.answer([message for message in bureau.post.sent if message.topic.endswith(name)][-1])
    bureau.turn(HOUR)
    assert len(bureau.post.commands(name)) == 3


def test_what_the_broker_does_not_take_goes_out_later(bureau: Bureau) -> None:
    bureau.post.takes = False
    bureau.ask("ping")
    bureau.turn()
    bureau.post.takes = True
    bureau.turn()
    assert len(bureau.post.commands("ping")) == 1


def test_without_a_broker_nothing_is_sent(bureau: Bureau) -> None:
    bureau.post.connections = 0
    bureau.ask("ping")
    bureau.turn()
    assert bureau.post.sent == []


def test_orders_are_kept_for_their_time_and_the_audit_for_ever(bureau: Bureau) -> None:
    order_id = bureau.ask("message", text="Xin chờ")
    bureau.turn()
    bureau.turn(timedelta(days=89))
    assert bureau.orders.get(order_id) is not None
    bureau.turn(timedelta(days=2))
    assert bureau.orders.get(order_id) is None
    assert len(bureau.rows(audit)) == 1


def test_of_two_collectors_one_sends_and_the_other_takes_over_when_it_is_gone(bureau: Bureau) -> None:
    beside = Post()
    other = bureau.another(beside)
    bureau.ask("ping")
    bureau.turn()
    other.turn(bureau.now)
    assert (len(bureau.post.commands()), len(beside.commands())) == (1, 0)
    bureau.ask("ping")
    other.turn(bureau.now + 11 * SECOND)  # the first one was killed
    assert len(beside.commands()) == 1
    bureau.turn(12 * SECOND)
    assert len(bureau.post.commands()) == 1


def test_a_collector_that_closes_hands_over_at_once(bureau: Bureau) -> None:
    beside = Post()
    other = bureau.another(beside)
    bureau.turn()
    bureau.dispatcher.start()
    bureau.dispatcher.close()
    bureau.ask("ping")
    other.turn(bureau.now)
    assert len(beside.commands()) == 1


def test_a_kiosk_that_comes_on_line_gets_the_keys_of_today_and_tomorrow(bureau: Bureau) -> None:
    bureau.hear(PLACE)
    bureau.turn()
    bureau.turn()
    today, tomorrow = (opened(bureau, command) for command in bureau.post.commands("day_key"))
    assert [today.day.isoformat(), tomorrow.day.isoformat()] == ["2026-11-24", "2026-11-25"]
    assert today.shared


def test_the_gates_of_a_site_share_a_key_and_other_sites_have_others(bureau: Bureau) -> None:
    bureau.hear(*PLACES)
    bureau.turn()
    keys = {
        (command.kiosk, command.body["day"]): opened(bureau, command).subject(THU)
        for command in bureau.post.commands("day_key")
    }
    assert len(keys) == 6
    assert keys[PLACE.kiosk, "2026-11-24"] == keys[BACK_GATE.kiosk, "2026-11-24"]
    assert len(set(keys.values())) == 4


def test_a_kiosk_that_comes_again_gets_the_same_keys_again(bureau: Bureau) -> None:
    bureau.hear(PLACE)
    bureau.turn()
    bureau.hear(PLACE)
    bureau.turn()
    subjects = [opened(bureau, command).subject(THU) for command in bureau.post.commands("day_key")]
    assert subjects[:2] == subjects[2:]


def test_a_kiosk_that_is_ahead_of_a_restored_centre_gets_its_keys_all_the_same(bureau: Bureau) -> None:
    bureau.hear(PLACE)
    bureau.turn()
    ahead = bureau.post.commands("day_key")[-1].serial + 10**9
    key = bureau.post.sent[0]
    bureau.answer(key, ok=False, reason="replayed", last=ahead)
    bureau.turn()
    again = bureau.post.commands("day_key")[2:]
    assert [command.serial > ahead for command in again] == [True, True]
    assert bureau.rows(alarms) == []
    bureau.answer(key, ok=False, reason="replayed", last=ahead)
    assert [alarm.kind for alarm in bureau.rows(alarms)] == ["forged_command"]


def test_when_the_day_turns_all_who_are_on_line_get_the_next_key_and_the_past_goes(bureau: Bureau) -> None:
    bureau.hear(PLACE, BACK_GATE)
    bureau.turn()
    tomorrow = opened(bureau, bureau.post.commands("day_key")[1])
    bureau.post.sent.clear()
    bureau.turn(19 * HOUR)  # 04:00 in Vietnam
    given = [opened(bureau, command) for command in bureau.post.commands("day_key")]
    assert sorted(key.day.isoformat() for key in given) == ["2026-11-25"] * 2 + ["2026-11-26"] * 2
    assert tomorrow.subject(THU) in {key.subject(THU) for key in given}
    assert len(bureau.rows(day_keys)) == 3
    bureau.turn(23 * HOUR)
    bureau.turn(2 * HOUR)
    kept = {str(row.day) for row in bureau.rows(day_keys)}
    assert kept == {"2026-11-26", "2026-11-27"}


def test_at_rest_a_day_key_is_sealed_to_the_centre(bureau: Bureau) -> None:
    bureau.hear(PLACE)
    bureau.turn()
    key = opened(bureau, bureau.post.commands("day_key")[0])
    secret = key.to_json()["key"]
    assert all(secret not in row.sealed for row in bureau.rows(day_keys))


def test_after_a_theft_the_site_s_kiosks_get_other_keys(bureau: Bureau) -> None:
    bureau.hear(PLACE, BACK_GATE)
    bureau.turn()
    before = opened(bureau, bureau.post.commands("day_key")[0]).subject(THU)
    with bureau.engine.execution_options(**{WRITING: True}).begin() as connection:
        renew(connection, PLACE, bureau.now)
    bureau.post.sent.clear()
    bureau.turn()
    after = {opened(bureau, command).subject(THU) for command in bureau.post.commands("day_key")}
    assert len(bureau.post.commands("day_key")) == 4
    assert before not in after


def test_a_config_is_retained_signed_and_given_again_to_a_new_broker(bureau: Bureau) -> None:
    with bureau.engine.execution_options(**{WRITING: True}).begin() as connection:
        serial = configure(connection, PLACE.kiosk, {"revoked": ["AAAAAAAAAAA"]}, COMMAND_LINE, bureau.now)
        configure(connection, ELSEWHERE.kiosk, {}, COMMAND_LINE, bureau.now)
    bureau.turn()
    bureau.turn()
    assert {message.topic for message in bureau.post.sent} == {
        PLACE.topic("config"),
        ELSEWHERE.topic("config"),
    }
    (message,) = [message for message in bureau.post.sent if message.topic == PLACE.topic("config")]
    assert message.retained
    assert CENTRE_S.flaw(Kind.CONFIG, message.payload, signature_in(message.properties)) is None
    config = parse_config(message.payload)
    assert (config.kiosk, config.serial, config.wanted().revoked) == (PLACE.kiosk, serial, ["AAAAAAAAAAA"])
    with bureau.engine.execution_options(**{WRITING: True}).begin() as connection:
        assert configure(connection, PLACE.kiosk, {}, COMMAND_LINE, bureau.now) > serial
    bureau.turn()
    assert len(bureau.post.sent) == 3
    bureau.post.connections = 2
    bureau.turn()
    assert len(bureau.post.sent) == 5


def test_a_command_that_was_not_ours_raises_an_alarm(bureau: Bureau) -> None:
    bureau.answer(None, ok=False, reason="bad_signature")
    bureau.answer(None, ok=False, reason="bad_signature")
    bureau.answer(None, ok=False, reason="expired")
    (alarm,) = bureau.rows(alarms)
    assert (alarm.kind, alarm.kiosk, alarm.times) == ("forged_command", PLACE.kiosk, 2)
    assert alarm.detail == "The kiosk refused a command: bad_signature."


def test_a_command_of_ours_that_somebody_sends_again_raises_an_alarm(bureau: Bureau) -> None:
    bureau.ask("open")
    bureau.turn()
    bureau.answer(bureau.post.sent[0], seq=2)
    assert bureau.rows(alarms) == []
    bureau.answer(bureau.post.sent[0], ok=False, reason="replayed")
    assert [alarm.kind for alarm in bureau.rows(alarms)] == ["forged_command"]


def test_an_answer_of_another_kiosk_counts_for_nothing(bureau: Bureau) -> None:
    order_id = bureau.ask("ping")
    bureau.turn()
    bureau.answer(bureau.post.sent[0], place=ELSEWHERE)
    order = bureau.orders.get(order_id)
    assert order is not None
    assert order.result is None
