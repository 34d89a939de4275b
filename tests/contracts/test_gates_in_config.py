"""The centre names the gates of a site in its config, and a kiosk believes these and no others."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from doors import make_door
from hand_made_centre import PLACE
from sqlalchemy import Engine
from stored import NOW, rows, sent

from kiosk.central.orders import Orders
from kiosk.central.store import Store
from kiosk.central.tables import configs
from kiosk.devices.clock import SystemClock
from kiosk.devices.publisher.desk import Desk
from kiosk.domain.entry import JsonObject
from kiosk.feed.orders.config import Config, believed_gates, gates_of, parse_config
from kiosk.feed.topics import Place
from kiosk.keys.issuers import NO_ISSUERS
from kiosk.keys.signing import Kind, Signer, SigningKey, Verifier

CENTRE = SigningKey.new()
KEYS = {kiosk: SigningKey.new() for kiosk in ("thuan-hoa-1", "thuan-hoa-2", "tram-y-te-1")}
KNOWN = {kiosk: Verifier([key.public]) for kiosk, key in KEYS.items()}


def desk_of(folder: Path) -> Desk:
    return Desk.beside(folder / "journal.db", PLACE, Verifier([CENTRE.public]), NO_ISSUERS, SystemClock().now)


def configured(desk: Desk, body: JsonObject, serial: int = 1) -> bool:
    payload = Config(PLACE.kiosk, serial, datetime.now(UTC), body).to_bytes()
    result = desk._trust.configure(payload, Signer(CENTRE).sign(Kind.CONFIG, payload))
    return bool(result and result.ok)


def test_each_kiosk_is_given_the_keys_of_the_others_of_its_site(engine: Engine) -> None:
    clinic = make_door("tram-y-te-1")
    clinic.place = Place(PLACE.area, "tram-y-te", "co-so-1", "tram-y-te-1")
    doors = [make_door("thuan-hoa-1"), make_door("thuan-hoa-2"), make_door("thuan-hoa-3"), clinic]
    Store(engine).keep([sent(door, [door.entry()]) for door in doors], NOW)
    Orders(engine).configure([], {"issuers": []}, "test", NOW, KNOWN)
    given = {
        row.kiosk: Config(row.kiosk, 1, NOW, json.loads(row.body)).wanted() for row in rows(engine, configs)
    }
    gates = {kiosk: believed_gates(body) for kiosk, body in given.items()}
    assert {kiosk: found and set(found) for kiosk, found in gates.items()} == {
        "thuan-hoa-1": {"thuan-hoa-2"},
        "thuan-hoa-2": {"thuan-hoa-1"},
        "thuan-hoa-3": {"thuan-hoa-1", "thuan-hoa-2"},
        "tram-y-te-1": {},
    }
    assert gates["thuan-hoa-1"]
    assert gates["thuan-hoa-1"]["thuan-hoa-2"].kids == KNOWN["thuan-hoa-2"].kids


def test_a_centre_without_keys_names_no_gates(engine: Engine) -> None:
    door = make_door()
    Store(engine).keep([sent(door, [door.entry()])], NOW)
    Orders(engine).configure([door.place.kiosk], {}, "test", NOW)
    (row,) = rows(engine, configs)
    assert believed_gates(Config(row.kiosk, 1, NOW, json.loads(row.body)).wanted()) is None


def test_a_kiosk_knows_the_gates_that_the_centre_named_also_after_its_restart(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    assert desk.gates is None
    assert configured(desk, gates_of({"thuan-hoa-2": KNOWN["thuan-hoa-2"]}))
    for again in (desk, desk_of(tmp_path)):
        assert again.gates is not None
        assert {kiosk: gate.kids for kiosk, gate in again.gates.items()} == {
            "thuan-hoa-2": KNOWN["thuan-hoa-2"].kids
        }
    assert configured(desk, {"gates": []}, 2)
    assert desk.gates == {}
    assert configured(desk, {}, 3)
    assert desk.gates is None


@pytest.mark.parametrize(
    "gates",
    [
        "all",
        [{"kiosk": "thuan-hoa-2"}],
        [{"kiosk": "thuan-hoa-2", "keys": []}],
        [{"kiosk": "Thuan Hoa", "keys": ["A" * 43]}],
        [{"kiosk": "thuan-hoa-2", "keys": ["short"]}],
    ],
)
def test_gates_that_are_none_are_no_config(tmp_path: Path, gates: object) -> None:
    desk = desk_of(tmp_path)
    assert not configured(desk, {"gates": gates})
    assert desk.gates is None


def test_of_a_key_that_follows_another_both_are_named() -> None:
    old, new = SigningKey.new(), SigningKey.new()
    body = gates_of({"thuan-hoa-2": Verifier([old.public, new.public])})
    found = believed_gates(parse_config(Config("thuan-hoa-1", 1, NOW, body).to_bytes()).wanted())
    assert found
    assert found["thuan-hoa-2"].kids == {old.public.kid, new.public.kid}
