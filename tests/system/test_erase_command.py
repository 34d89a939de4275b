"""Erasing one person as central staff type it, beside a centre and a kiosk that run."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import Kiosk
from doors import make_door
from sealed_visitors import IN, Town, keys_in, somebody
from stored import rows

from kiosk.central.database import open_database
from kiosk.central.tables import entries

THEN = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    (tmp_path / "central.toml").write_text(
        f'[central]\ndatabase = "sqlite:///{tmp_path}/centre.db"\nkeys = "{tmp_path}/keys"\n'
    )
    engine = open_database(f"sqlite:///{tmp_path}/centre.db")
    town = Town(engine, keys_in(tmp_path / "keys"))
    door = make_door()
    town.keep(door, town.passes(door, 1, IN, THEN), town.passes(door, 2, IN, THEN))
    yield town
    engine.dispose()


def test_a_number_that_is_typed_is_erased_and_the_proof_waits_for_the_kiosk(
    kiosk: Kiosk, tmp_path: Path, town: Town
) -> None:
    command = ("central", "erase", "--config", tmp_path / "central.toml", "--json")
    done = kiosk(*command, "--reason", "her wish", stdin=f"{somebody(1).number}\n".encode())
    assert done.code == 0
    (answer,) = done.lines
    assert answer["entries"] == 1
    assert list(answer["orders"]) == [make_door().place.kiosk]
    people = {row.trace_key for row in rows(town.engine, entries)}
    assert people == {None, town.trace_key(2)}

    proof = kiosk(*command, "--proof", answer["id"])
    assert proof.code == 1
    assert proof.lines[0]["kiosks"][0]["done"] is False
    assert somebody(1).number not in done.out + done.err + proof.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Write the reason"),
        (("--reason", "her wish"), "No number was typed"),
        (("--proof", "never"), "There is no erasure"),
    ],
)
def test_what_is_lacking_is_said_and_nothing_is_erased(
    kiosk: Kiosk, tmp_path: Path, town: Town, arguments: tuple[str, ...], said: str
) -> None:
    done = kiosk("central", "erase", "--config", tmp_path / "central.toml", *arguments)
    assert done.code == 2
    assert said in done.err
    assert all(row.person for row in rows(town.engine, entries))
