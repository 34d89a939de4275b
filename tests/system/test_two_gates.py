"""Two kiosks of a site, a broker and the centre: in at one, out at the other, one cut off, and a new day."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import paho.mqtt.client as mqtt
import pytest
from gate_process import GateProcess
from paho.mqtt.enums import CallbackAPIVersion
from waiting import wait_until

from kiosk.bench.proxy import Proxy
from kiosk.bench.town import Broker, CentreProcess
from kiosk.domain.day import SiteDay
from kiosk.feed.topics import Place
from kiosk.keys.files import Owner, new_keys

FRONT = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
BACK = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-2")
DAY = SiteDay(ZoneInfo("Asia/Ho_Chi_Minh"), time(4))
MINUTE_S, HOUR_S = 60, 3600

CAME_IN, WENT_OUT = ("accepted", "ok", "in"), ("accepted", "ok", "out")
ALREADY_IN, ALREADY_OUT = ("already", "already_in", "in"), ("already", "already_out", "out")


class Ear:
    """Hears all that the kiosks of the site say."""

    def __init__(self, broker: Broker) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.on_connect = lambda client, *_: client.subscribe("entrance/v1/#", qos=1)
        self._client.on_message = lambda _client, _data, message: self.heard.append(
            (message.topic, message.payload)
        )
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()

    def bodies(self, topic: str) -> list[Any]:
        return [json.loads(payload) for heard, payload in list(self.heard) if heard == topic]

    def days_with_key(self, place: Place) -> set[str]:
        """For which the kiosk has taken the site's key since it was last forgotten."""
        return {body["body"]["day"] for body in self.bodies(place.topic("results/day_key")) if body["ok"]}

    def forget(self) -> None:
        self.heard.clear()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def ear(broker: Broker) -> Iterator[Ear]:
    ear = Ear(broker)
    yield ear
    ear.close()


@pytest.fixture
def proxy(broker: Broker) -> Iterator[Proxy]:
    proxy = Proxy(broker.port)
    yield proxy
    proxy.close()


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Folders of keys, by owner; each gate's has the public ones of both."""
    folder = tmp_path / "keys"
    new_keys(Owner.CENTRE, folder / "centre")
    (folder / "centre" / "kiosks").mkdir()
    for place in (FRONT, BACK):
        new_keys(Owner.KIOSK, folder / place.kiosk)
        shutil.copy(folder / "centre" / "centre.pub", folder / place.kiosk)
        shutil.copy(folder / place.kiosk / "kiosk.pub", folder / "centre" / "kiosks" / f"{place.kiosk}.pub")
    for place in (FRONT, BACK):
        shutil.copytree(folder / "centre" / "kiosks", folder / place.kiosk / "gates")
    return folder


@pytest.fixture
def centre(tmp_path: Path, broker: Broker, keys: Path) -> Iterator[CentreProcess]:
    centre = CentreProcess(tmp_path, broker.url, "127.0.0.1:0", keys=keys / "centre")
    centre.start()
    yield centre
    centre.close()


@pytest.fixture
def gates(
    tmp_path: Path, broker: Broker, centre: CentreProcess, keys: Path, proxy: Proxy, ear: Ear
) -> Iterator[tuple[GateProcess, GateProcess]]:
    """Both with the site's keys, and heard; the line of the second can be cut."""
    feeds = {FRONT: broker.url, BACK: f"mqtt://127.0.0.1:{proxy.port}"}
    front, back = (
        GateProcess(tmp_path, place, feed, keys=keys / place.kiosk) for place, feed in feeds.items()
    )
    wait_until(lambda: all(tomorrow() in ear.days_with_key(place) for place in feeds))
    wait_until(lambda: front.occupancy == back.occupancy == (0, "exact"))
    yield front, back
    front.close()
    back.close()


def tomorrow() -> str:
    """The day on which all is played."""
    return (DAY.of(datetime.now(UTC)) + timedelta(days=1)).isoformat()


def test_in_at_one_gate_and_out_at_the_other_whatever_happens_to_the_line_the_kiosk_and_the_clock(
    gates: tuple[GateProcess, GateProcess], proxy: Proxy, ear: Ear
) -> None:
    front, back = gates
    the_day_turns(front, back)
    in_here_and_out_there(front, back)
    one_is_cut_off_and_comes_back(front, back, proxy)
    one_is_killed_and_started_anew(front, back, ear)
    their_clocks_are_an_hour_apart(front, back, ear)


def the_day_turns(front: GateProcess, back: GateProcess) -> None:
    """At 04:00 the counts begin anew; who came just before is known until the window is over."""
    now = datetime.now(UTC)
    turn = DAY.begins(DAY.of(now) + timedelta(days=1))
    let_pass(front, back, (turn - now).total_seconds() - 2 * MINUTE_S)
    assert (front.show(1), back.show(2)) == (CAME_IN, CAME_IN)
    wait_until_both_say(front, back, 2)
    let_pass(front, back, 2.5 * MINUTE_S)
    wait_until(lambda: (front.screen["inside"], back.screen["inside"]) == (0, 0))
    assert (back.show(1), front.show(2)) == (ALREADY_IN, ALREADY_IN)
    let_pass(front, back, 10 * MINUTE_S)
    assert (back.show(1), front.show(2)) == (CAME_IN, CAME_IN), "a new day begins with coming in"
    wait_until_both_say(front, back, 2)


def in_here_and_out_there(front: GateProcess, back: GateProcess) -> None:
    assert (front.show(1), back.show(2)) == (ALREADY_IN, ALREADY_IN)
    let_pass(front, back, 10 * MINUTE_S)
    assert (front.show(1), back.show(2)) == (WENT_OUT, WENT_OUT)
    wait_until_both_say(front, back, 0)
    assert (back.show(1), front.show(2)) == (ALREADY_OUT, ALREADY_OUT)


def one_is_cut_off_and_comes_back(front: GateProcess, back: GateProcess, proxy: Proxy) -> None:
    """Meanwhile each says that its number is not sure; then neither has missed anything."""
    proxy.stall()
    proxy.cut()
    wait_until(lambda: back.screen["certainty"] == "about")
    assert back.screen["unheard"] == [FRONT.kiosk]
    assert (back.show(3), back.show(4), front.show(5)) == (CAME_IN, CAME_IN, CAME_IN)
    wait_until(lambda: front.screen["certainty"] == "about")
    assert (front.screen["inside"], front.screen["unheard"]) == (1, [BACK.kiosk])
    assert back.screen["inside"] == 2
    proxy.flow()
    wait_until_both_say(front, back, 3)
    assert (front.show(3), front.show(4), back.show(5)) == (ALREADY_IN, ALREADY_IN, ALREADY_IN)


def one_is_killed_and_started_anew(front: GateProcess, back: GateProcess, ear: Ear) -> None:
    """With the key that the centre sends it again it knows who passed here from its own journal, and who
    passed there from the other gate, which tells it again.
    """
    ear.forget()
    back.kill()
    back.start()
    wait_until(lambda: tomorrow() in ear.days_with_key(BACK))
    told_again = f"{FRONT.gate(FRONT.kiosk)}/seen"
    wait_until(lambda: len(ear.bodies(told_again)) >= FRONT_PASSAGES)
    wait_until_both_say(front, back, 3)
    assert (back.show(3), back.show(5)) == (ALREADY_IN, ALREADY_IN)


def their_clocks_are_an_hour_apart(front: GateProcess, back: GateProcess, ear: Ear) -> None:
    """An hour on the clock is no hour that passed."""
    ear.forget()
    back.set_clock(wrong_by_s=HOUR_S)
    assert (back.show(6), front.show(7)) == (CAME_IN, CAME_IN)
    wait_until(lambda: all(ear.bodies(f"{place.gate(place.kiosk)}/seen") for place in (FRONT, BACK)))
    wait_until_both_say(front, back, 5)
    assert (front.show(6), back.show(7)) == (ALREADY_IN, ALREADY_IN)
    assert (back.show(3), back.show(5)) == (ALREADY_IN, ALREADY_IN)
    let_pass(front, back, 10 * MINUTE_S)
    assert (front.show(6), back.show(7)) == (WENT_OUT, WENT_OUT)
    wait_until_both_say(front, back, 3)


FRONT_PASSAGES = 4
"""Of this day, at the first gate, when the second is started anew."""


def wait_until_both_say(front: GateProcess, back: GateProcess, inside: int) -> None:
    wait_until(lambda: front.occupancy == back.occupancy == (inside, "exact"))


def let_pass(front: GateProcess, back: GateProcess, seconds: float) -> None:
    for gate in (front, back):
        gate.let_pass(seconds)
