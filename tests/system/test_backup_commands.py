"""Backup and restore as somebody types them who looks after a centre."""

from datetime import UTC, datetime
from pathlib import Path

from command_line import Kiosk
from doors import make_door
from sealed_visitors import IN, Town, keys_in, somebody
from stored import rows

from kiosk.central.database import open_database
from kiosk.central.tables import orders


def config(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "central.toml"
    path.write_text(f'[central]\ndatabase = "sqlite:///{folder}/centre.db"\nkeys = "{folder}/keys"\n')
    return path


def test_a_centre_is_in_one_file_and_another_machine_goes_on_with_it(kiosk: Kiosk, tmp_path: Path) -> None:
    here, there, file = config(tmp_path / "here"), config(tmp_path / "there"), tmp_path / "centre.tar"
    engine = open_database(f"sqlite:///{here.parent}/centre.db")
    town, door = Town(engine, keys_in(here.parent / "keys")), make_door()
    town.keep(door, town.passes(door, 1, IN, datetime(2026, 11, 23, 3, tzinfo=UTC)))
    engine.dispose()

    done = kiosk("central", "backup", "--config", here, "--out", file)
    assert (done.code, done.out) == (0, "")
    assert "private keys" in done.err
    restored = kiosk("central", "restore", file, "--config", there)
    assert (restored.code, restored.out) == (0, "")
    assert "1 kiosks will be asked" in restored.err

    question = ("--since", "2026-11-23T04:00", "--until", "2026-11-23T23:00", "--reason", "does it open")
    place = "/".join((door.place.area, door.place.agency, door.place.site))
    shown = kiosk("central", "trace", "site", place, "--config", there, *question, "--show")
    assert somebody(1).number in shown.out
    engine = open_database(f"sqlite:///{there.parent}/centre.db")
    assert [order.name for order in rows(engine, orders)] == ["resend"]
    engine.dispose()

    again = kiosk("central", "restore", file, "--config", there)
    assert again.code == 1
    assert "already" in again.err
