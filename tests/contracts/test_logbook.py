"""What the kiosk says of itself, in the system's journal as fields, and at a terminal as a line."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from kiosk.cli.door import Attendant
from kiosk.devices.logbook import AGAIN_AFTER_S, Quieter, open_logbook
from kiosk.domain.code import Code
from kiosk.domain.verdict import Direction, Verdict
from kiosk.ports import Told

SENTENCE = "The camera gives no pictures; check its cable."
STARTED_BY_SYSTEMD = {"JOURNAL_STREAM": "8:12345"}
PERSON = "046090000001||Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Huế|15042021"


class Journal:
    """Listens as journald does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.setblocking(False)

    def entry(self) -> dict[str, str]:
        lines = self._socket.recv(65_536).decode().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "socket")) as journal:
        yield journal


def test_a_sentence_goes_to_the_journal_with_its_kiosk_and_its_weight(journal: Journal) -> None:
    open_logbook("thuan-hoa-1", STARTED_BY_SYSTEMD, journal.path).warning(SENTENCE)

    assert journal.entry() == {
        "MESSAGE": SENTENCE,
        "PRIORITY": "4",
        "SYSLOG_IDENTIFIER": "kiosk",
        "KIOSK_ID": "thuan-hoa-1",
    }


def test_of_a_visitor_the_verdict_is_written_and_nothing_that_tells_who_it_was(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.cli.door.os.environ", STARTED_BY_SYSTEMD | dict(os.environ))
    monkeypatch.setattr("kiosk.devices.logbook.open_logbook.__defaults__", (journal.path,))
    now = datetime.now(UTC)
    told = Told(
        Verdict.ACCEPTED, "ok", Direction.IN, now, kind="cccd", seq=17, display="N. V. Thử · nam · 1990"
    )

    Attendant("thuan-hoa-1").told(Code(PERSON.encode(), now), told)

    assert journal.entry() == {
        "MESSAGE": "accepted: ok",
        "PRIORITY": "6",
        "SYSLOG_IDENTIFIER": "kiosk",
        "KIOSK_ID": "thuan-hoa-1",
        "KIOSK_VERDICT": "accepted",
        "KIOSK_REASON": "ok",
        "KIOSK_KIND": "cccd",
        "KIOSK_DIRECTION": "in",
        "KIOSK_SEQ": "17",
    }


def test_what_is_said_cannot_make_fields_of_its_own(journal: Journal) -> None:
    open_logbook("thuan-hoa-1", STARTED_BY_SYSTEMD, journal.path).warning("A\nPRIORITY=0\nB")

    entry = journal.entry()
    assert (entry["MESSAGE"], entry["PRIORITY"]) == ("A PRIORITY=0 B", "4")


@pytest.mark.parametrize("environment", [{}, STARTED_BY_SYSTEMD])
def test_without_a_journal_it_is_a_line_on_standard_error(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = open_logbook("thuan-hoa-1", environment, tmp_path / "no-socket")
    log.warning(SENTENCE)
    log.info("accepted: ok", verdict="accepted")

    assert capsys.readouterr().err == f"{SENTENCE}\n"


def test_a_journal_that_is_gone_holds_nobody_up(journal: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    log = open_logbook("thuan-hoa-1", STARTED_BY_SYSTEMD, journal.path)
    journal.close()
    log.warning(SENTENCE)

    assert capsys.readouterr().err == f"{SENTENCE}\n"


def test_a_sentence_that_comes_again_and_again_is_counted_and_not_written() -> None:
    now = [0.0]
    quieter = Quieter(lambda: now[0])
    assert quieter(None, "warning", {"event": SENTENCE}) == {"event": SENTENCE}
    for _ in range(3):
        with pytest.raises(structlog.DropEvent):
            quieter(None, "warning", {"event": SENTENCE})
    assert quieter(None, "warning", {"event": "Another."}) == {"event": "Another."}

    now[0] = AGAIN_AFTER_S
    assert quieter(None, "warning", {"event": SENTENCE}) == {"event": SENTENCE, "repeated": 3}


def test_visitors_with_the_same_verdict_are_each_written() -> None:
    quieter = Quieter(lambda: 0.0)
    fields = {"event": "accepted: ok", "verdict": "accepted"}
    assert [quieter(None, "info", dict(fields)) for _ in range(3)] == [fields] * 3
