"""The end of a kiosk's certificate is said thirty days ahead; one that was renewed is looked at again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from set_clock import SetClock

from kiosk.assembly.condition import Certificate
from kiosk.keys.certificates import AuthorityFolder, Holder

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def certify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("kiosk.assembly.condition.LOOK_EACH_S", 0.0)
    return tmp_path


def renewed(folder: Path, days: int) -> Path:
    authority = AuthorityFolder.open(folder / "authority", NOW)
    return authority.certify(Holder.kiosk("thuan-hoa-1"), NOW, days) / "kiosk.pem"


def test_the_end_is_said_once_from_thirty_days_before(certify: Path) -> None:
    said: list[str] = []
    path, clock = renewed(certify, 90), SetClock(NOW)
    certificate = Certificate(path, clock, said.append)
    assert certificate.days_left() == 90
    clock.at = NOW + 61 * DAY
    assert certificate.days_left() == 29
    assert certificate.days_left() == 29
    assert len(said) == 1
    assert said[0].startswith(f"The certificate '{path}' ends in 29 days")
    renewed(certify, 400)
    assert certificate.days_left() == 339
    clock.at = NOW + 401 * DAY
    assert certificate.days_left() == -1
    assert "ended on" in said[1]


def test_without_a_certificate_there_is_nothing_to_say(certify: Path) -> None:
    said: list[str] = []
    assert Certificate(None, SetClock(NOW), said.append).days_left() is None
    assert said == []


def test_one_that_cannot_be_read_is_said_and_stops_nothing(certify: Path) -> None:
    said: list[str] = []
    certificate = Certificate(certify / "kiosk.pem", SetClock(NOW), said.append)
    assert (certificate.days_left(), certificate.days_left()) == (None, None)
    assert len(said) == 1
