"""The journal on the command line: listed, exported, and purged by a clock that is set."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import WELL, Kiosk, config

from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal
from kiosk.domain.entry import ClockState, Draft, Event
from kiosk.domain.retention import Retention


def kept_journal(folder: Path, age: timedelta) -> Path:
    """A journal with one entry of that age."""
    defects: list[BaseException] = []
    journal = SqliteJournal(
        folder / "journal.db", "thuan-hoa-1", SystemClock(lambda: 5), Retention(), fail=defects.append
    )
    at = datetime.now(UTC) - age
    draft = Draft(
        at=at,
        clock=SystemClock(lambda: 0).state(),
        kind="cccd",
        subject=bytes(16),
        salt=bytes(16),
        data={"note": "=1+1"},
    )
    journal.record(draft).result(10)
    journal.close()
    assert defects == []
    return folder


def test_a_journal_that_does_not_exist_is_said_in_a_sentence(kiosk: Kiosk, tmp_path: Path) -> None:
    done = kiosk("journal", "list", "--data", tmp_path)
    assert done.code == 1
    assert "There is no journal" in done.err


def test_an_export_is_whole_and_no_cell_of_a_table_is_a_formula(kiosk: Kiosk, tmp_path: Path) -> None:
    kept_journal(tmp_path, timedelta(days=1))
    (entry,) = kiosk("journal", "export", "--data", tmp_path).lines
    assert {"epoch", "seq", "chain", "identity_digest", "subject", "salt", "data"} <= set(entry)
    header, row = kiosk("journal", "export", "--csv", "--data", tmp_path).out.splitlines()
    assert header.startswith("epoch,seq,event")
    assert not any(cell.startswith(("=", "+", "@")) for cell in row.split(","))
    assert kiosk("journal", "export", "--csv", "--json", "--data", tmp_path).code == 2


def test_a_purge_takes_out_what_is_over_its_time_and_the_chain_still_verifies(
    kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_journal(tmp_path, timedelta(days=100))
    path = config(tmp_path, f'{WELL}[journal]\npath = "{tmp_path}/journal.db"\n')
    monkeypatch.setattr("kiosk.cli.journal.SystemClock", lambda: SystemClock(lambda: 0))
    assert "1 identities" in kiosk("journal", "purge", "--config", path).out
    entries = kiosk("journal", "list", "--json", "--data", tmp_path).lines
    assert [entry["event"] for entry in entries] == ["presented", "purge"]
    assert entries[0]["subject"] is None
    assert kiosk("journal", "verify", "--data", tmp_path).code == 0


def test_by_a_clock_that_is_not_set_nothing_is_purged(
    kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_journal(tmp_path, timedelta(days=100))
    path = config(tmp_path, f'{WELL}[journal]\npath = "{tmp_path}/journal.db"\n')
    monkeypatch.setattr("kiosk.cli.journal.SystemClock", lambda: SystemClock(lambda: 5))
    done = kiosk("journal", "purge", "--config", path)
    assert (done.code, "clock" in done.err) == (1, True)


def test_a_list_has_the_times_that_are_known_now_and_says_how_well(kiosk: Kiosk, tmp_path: Path) -> None:
    journal = SqliteJournal(
        tmp_path / "journal.db", "thuan-hoa-1", SystemClock(lambda: 5), Retention(), fail=lambda _: None
    )
    at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    hour = {"offset_ms": 3_600_000, "was": "untrusted"}
    for draft in (
        Draft(at=at, clock=ClockState(False, "never-set", 60_000)),
        Draft(at=at, clock=ClockState(False, "set", 60_000)),
        Draft(
            at=at + timedelta(minutes=61),
            clock=ClockState(True, "set", 120_000),
            event=Event.CLOCK,
            data=hour,
        ),
    ):
        journal.record(draft).result(10)
    journal.close()
    lines = kiosk("journal", "list", "--json", "--data", tmp_path).lines
    assert [line["at"] for line in lines[:2]] == ["2026-11-23T01:00:00.000Z"] * 2
    assert [(line["known"]["at"], line["known"]["clock"]) for line in lines] == [
        ("2026-11-23T01:00:00.000Z", "untrusted"),
        ("2026-11-23T02:00:00.000Z", "corrected"),
        ("2026-11-23T02:01:00.000Z", "trusted"),
    ]
    shown = kiosk("journal", "list", "--data", tmp_path).out.splitlines()
    assert shown[0].endswith("between … and 2026-11-23T01:59:00.000Z")
    assert kiosk("journal", "list", "--csv", "--data", tmp_path).out.count("corrected") == 1
