"""Tracing as central staff type it, and a file of it for somebody who has the key and nobody else."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import Done, Kiosk
from doors import Door, make_door
from sealed_visitors import IN, OUT, Town, keys_in, somebody

from kiosk.central.accounts import EVERYWHERE, AuditBook
from kiosk.central.database import open_database
from kiosk.keys.files import Owner, new_keys

THEN = datetime(2026, 11, 23, 3, tzinfo=UTC)
SITE = "thuan-hoa/ubnd-thuan-hoa/tru-so"
WHY = ("--reason", "case 12")
Trace = Callable[..., Done]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    (tmp_path / "central.toml").write_text(
        f'[central]\ndatabase = "sqlite:///{tmp_path}/centre.db"\nkeys = "{tmp_path}/keys"\n'
    )
    engine = open_database(f"sqlite:///{tmp_path}/centre.db")
    town = Town(engine, keys_in(tmp_path / "keys"))
    meet(town, make_door(), 1, 2)
    yield town
    engine.dispose()


def meet(town: Town, door: Door, *people: int) -> None:
    wire = [town.passes(door, who, IN, THEN + timedelta(minutes=who)) for who in people]
    wire += [town.passes(door, who, OUT, THEN + timedelta(hours=1, minutes=who)) for who in people]
    town.keep(door, *wire)


@pytest.fixture
def trace(kiosk: Kiosk, tmp_path: Path, town: Town) -> Trace:
    def call(name: str, *arguments: str, number: str = "") -> Done:
        config = tmp_path / "central.toml"
        return kiosk("central", "trace", name, "--config", config, *arguments, stdin=number.encode())

    return call


BETWEEN = ("--since", "2026-11-23T10:00", "--until", "2026-11-23T10:30+07:00")
THAT_DAY = ("--at", "2026-11-23T12:00", "--back", "1")


def test_who_was_at_a_site_is_told_without_their_names_unless_they_are_asked_for(trace: Trace) -> None:
    done = trace("site", SITE, *BETWEEN, *WHY)
    assert done.code == 0
    assert f"  {SITE}  2026-11-23 10:01 to 2026-11-23 11:01\n" in done.out
    assert "2 people, and 0 of whom nobody knows" in done.err
    assert "Thử" not in done.out
    shown = trace("site", SITE, *BETWEEN, *WHY, "--show")
    assert f"Nguyễn Văn Thử 1, 1990-01-02, vn-id {somebody(1).number}" in shown.out


def test_whom_somebody_met_is_found_by_a_number_that_is_typed_and_by_an_entry(
    trace: Trace, town: Town
) -> None:
    met = trace("met", *THAT_DAY, *WHY, "--json", "--show", number=f"{somebody(1).number}\n")
    (answer,) = met.lines
    assert [found["person"]["name"] for found in answer["people"]] == ["Nguyễn Văn Thử 2"]
    assert answer["people"][0]["times"][0]["sure"] is True
    assert len(answer["own"]) == 1
    entry = answer["people"][0]["entry"]
    (back,) = trace("met", *THAT_DAY, *WHY, "--json", "--show", "--entry", entry).lines
    assert [found["person"]["name"] for found in back["people"]] == ["Nguyễn Văn Thử 1"]
    told = str(AuditBook(town.engine).latest(EVERYWHERE, 10))
    assert told.count("person_shown") == told.count("'traced'") == 2
    assert somebody(1).number not in told


def test_somebody_who_asks_gets_all_that_the_centre_has_of_them(trace: Trace, town: Town) -> None:
    (answer,) = trace("person", "--reason", "she asks for it", number=somebody(1).number).lines
    assert answer["person"]["name"] == "Nguyễn Văn Thử 1"
    assert [(entry["direction"], entry["at"]) for entry in answer["entries"]] == [
        ("in", "2026-11-23T03:01:00.000Z"),
        ("out", "2026-11-23T04:01:00.000Z"),
    ]
    assert answer["entries"][0]["site"] == "tru-so"
    deeds = [deed.action for deed in AuditBook(town.engine).latest(EVERYWHERE, 5)]
    assert deeds == ["exported", "person_shown"]
    (nothing,) = trace("person", "--reason", "she asks for it", number="000").lines
    assert nothing == {"person": None, "entries": []}


def test_nobody_is_met_in_the_days_that_are_not_asked_for(trace: Trace) -> None:
    forward = ("--at", "2026-11-23T12:00", "--forward", "14")
    (answer,) = trace("met", *forward, *WHY, "--json", number=somebody(1).number).lines
    assert answer["people"] == []


def test_a_file_for_somebody_else_opens_with_their_key_alone(
    trace: Trace, kiosk: Kiosk, tmp_path: Path
) -> None:
    for name in ("office", "stranger"):
        new_keys(Owner.CENTRE, tmp_path / name)
    out = tmp_path / "case.json"
    sealed = ("--for", f"{tmp_path}/office/centre.pub", "--out", str(out))
    done = trace("met", *THAT_DAY, *WHY, *sealed, number=somebody(1).number)
    assert (done.code, done.out) == (0, "")
    assert out.stat().st_mode & 0o777 == 0o600
    assert "Thử" not in out.read_text()
    assert somebody(2).number not in out.read_text()

    opened = kiosk("central", "trace", "open", out, "--key", tmp_path / "office" / "centre.seal")
    document = json.loads(opened.out)
    assert document["reason"] == "case 12"
    assert [found["person"]["number"] for found in document["people"]] == [somebody(2).number]
    refused = kiosk("central", "trace", "open", out, "--key", tmp_path / "stranger" / "centre.seal")
    assert refused.code == 1
    assert "not here" in refused.err
    assert trace("met", *THAT_DAY, *WHY, *sealed, number=somebody(1).number).code == 2  # never over another


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("site", SITE, *BETWEEN, "--reason", " "), "Write the reason"),
        (("site", "tru-so", *BETWEEN, *WHY), "names no site"),
        (("site", SITE, "--since", "14h", "--until", "15h", *WHY), "is no time"),
        (("met", *THAT_DAY, *WHY), "No number was typed"),
        (("met", *THAT_DAY, *WHY, "--entry", "thuan-hoa-1/x/1"), "nobody that can be traced"),
        (("met", *THAT_DAY, *WHY, "--out", "x"), "belong together"),
        (("met", "--at", "2026-11-23", *WHY, "--entry", "a/b/1"), "ends before it begins"),
        (("met", "--at", "9999-12-31T23:59", "--forward", "1", *WHY, "--entry", "a/b/1"), "9999-12-31T23:59"),
    ],
)
def test_what_is_asked_wrongly_is_answered_with_a_sentence(
    trace: Trace, arguments: tuple[str, ...], said: str
) -> None:
    done = trace(*arguments)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
