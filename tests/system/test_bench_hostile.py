"""What strangers hold up gets a value, every time, within bounds; a seed repeats it."""

from itertools import islice

import pytest
from command_line import Kiosk

from kiosk.bench.hostile import MOST_CPU_MS, MOST_GROWTH_MB, Outcome
from kiosk.bench.hostile import measurement as hostile
from kiosk.bench.hostile.inputs import inputs
from kiosk.keys.signing import SigningKey

INPUTS = 20_000
FAMILIES = {
    *("random bytes", "true codes", "damaged codes", "damaged once more", "cards by rule", "phrases"),
    *(
        "letters",
        "hidden",
        "towers",
        "repeated",
        "digits",
        "broken UTF-8",
        "behind a prefix",
        "traps",
        "bombs",
    ),
}


def test_every_hostile_input_gets_a_value_in_bounded_time_and_memory(kiosk: Kiosk) -> None:
    done = kiosk("bench", "hostile", "--inputs", str(INPUTS), "--json")
    (outcome,) = done.lines
    assert done.code == 0, outcome
    assert (outcome["inputs"], outcome["values"], outcome["exceptions"]) == (INPUTS, INPUTS, 0)
    assert 0 < outcome["slowest_cpu_ms"] <= MOST_CPU_MS
    assert outcome["memory_growth_mb"] <= MOST_GROWTH_MB
    assert set(outcome["families"]) == FAMILIES
    assert {"cccd", "can_cuoc", "national_qr", "bhyt", "dcc", "pass", "board", "staff-badge"} < set(
        outcome["kinds"]
    )
    reasons = {"ok", "unknown_code", "unreadable", "bad_signature", "board_not_verified"}
    assert reasons <= set(outcome["reasons"])


def test_one_seed_makes_the_same_inputs_and_another_others() -> None:
    issuer = SigningKey.new()
    first, again, other = ([*islice(inputs(seed, issuer), 500)] for seed in (7, 7, 8))
    assert first == again != other


def test_an_exception_is_counted_with_its_place_and_makes_the_measurement_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_content: bytes, _known: object) -> None:
        raise RuntimeError("told: 046090000001")

    monkeypatch.setattr("kiosk.bench.hostile.door.read_credential", fail)
    outcome = hostile.measure(50, 1, lambda _done: None)
    assert (outcome.inputs, outcome.values, outcome.exceptions) == (50, 0, 50)
    assert not outcome.is_well
    assert all("RuntimeError at" in where and "046" not in where for where in outcome.raised)


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(1, inputs=2, values=2, slowest_cpu_ms=MOST_CPU_MS + 1),
        Outcome(1, inputs=2, values=2, memory_growth_mb=MOST_GROWTH_MB + 1),
        Outcome(1, inputs=2, values=1, exceptions=1),
    ],
)
def test_what_is_beyond_the_bounds_is_not_well(outcome: Outcome) -> None:
    assert not outcome.is_well
    assert Outcome(1, inputs=2, values=2).is_well
