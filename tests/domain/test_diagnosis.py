"""What each fact about a kiosk means: a finding for each part, with what to do."""

from dataclasses import replace

import pytest

from kiosk.domain.diagnosis import Facts, Finding, State, diagnose, worst

WELL = Facts(
    has_reader=True,
    connected=True,
    waiting=2,
    receipt_age_s=1,
    certificate_days=300,
    disk_free_mb=8000,
    memory_free_mb=700,
    temperature_c=51.2,
    throttled=0,
)


def found(facts: Facts) -> dict[str, Finding]:
    return {finding.part: finding for finding in diagnose(facts)}


def test_where_all_is_well_every_part_is_told_and_is_ok() -> None:
    parts = found(WELL)
    assert list(parts) == [
        *("camera", "reader", "signal", "journal", "clock", "feed", "keys"),
        *("certificate", "disk", "memory", "temperature", "power"),
    ]
    assert {finding.state for finding in parts.values()} == {State.OK}
    assert worst(diagnose(WELL)) is State.OK


def test_what_is_not_there_is_not_told_of() -> None:
    alone = Facts(feeds=False, day_key_shared=False, signing_key=False)
    assert list(found(alone)) == ["camera", "signal", "journal", "clock", "keys"]
    assert worst(diagnose(alone)) is State.OK


@pytest.mark.parametrize(
    ("part", "facts", "state", "word"),
    [
        ("camera", {"faults": frozenset({"camera"})}, State.FAULT, "cable"),
        ("reader", {"faults": frozenset({"reader"})}, State.FAULT, "Plug"),
        ("signal", {"faults": frozenset({"signal"})}, State.FAULT, "wiring"),
        ("journal", {"faults": frozenset({"disk"})}, State.FAULT, "free some space"),
        ("journal", {"faults": frozenset({"journal"})}, State.FAULT, "check the disk"),
        ("journal", {"quarantined": 3}, State.WARNING, "3 entries"),
        ("journal", {"overdue": 4}, State.WARNING, "4 identities"),
        ("clock", {"clock_trusted": False}, State.WARNING, "synchronised"),
        ("feed", {"connected": False, "waiting": 7}, State.WARNING, "7 entries wait"),
        ("feed", {"receipt_age_s": 121}, State.WARNING, "centre does not answer"),
        ("feed", {"receipt_age_s": None}, State.WARNING, "centre does not answer"),
        ("feed", {"receipt_age_s": None, "waiting": 0}, State.OK, "Connected"),
        ("keys", {"centre_key": False}, State.WARNING, "no identity is kept"),
        ("keys", {"signing_key": False}, State.WARNING, "keys.sign"),
        ("keys", {"sealing_key": False}, State.WARNING, "keys.seal"),
        ("keys", {"day_key_shared": False}, State.WARNING, "day's key"),
        ("certificate", {"certificate_days": 30}, State.OK, "30 days"),
        ("certificate", {"certificate_days": 29}, State.WARNING, "29 days"),
        ("certificate", {"certificate_days": 0}, State.WARNING, "0 days"),
        ("certificate", {"certificate_days": -1}, State.FAULT, "has ended"),
        ("disk", {"disk_free_mb": 499}, State.WARNING, "499 MB"),
        ("disk", {"disk_free_mb": 49}, State.FAULT, "49 MB"),
        ("memory", {"memory_free_mb": 99}, State.WARNING, "99 MB"),
        ("temperature", {"temperature_c": 80.0}, State.WARNING, "80.0"),
        ("power", {"throttled": 0x50000}, State.WARNING, "since the start"),
        ("power", {"throttled": 0x50005}, State.FAULT, "too low now"),
    ],
)
def test_each_trouble_is_told_at_its_part_with_what_to_do(
    part: str, facts: dict[str, object], state: State, word: str
) -> None:
    troubled = replace(WELL, **facts)  # type: ignore[arg-type]
    finding = found(troubled)[part]
    assert finding.state is state
    assert word in finding.says
    assert worst(diagnose(troubled)) is state
