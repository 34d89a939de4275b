"""The frames on which reading is measured: fixed, told apart by purpose, and the same each time."""

import numpy as np

from kiosk.bench.trials import DIALS, EVALUATION, TUNING, trials
from kiosk.devices.cameras.simulated.scene.conditions import CONDITIONS


def test_no_seed_serves_both_for_tuning_and_for_evaluation() -> None:
    assert not set(TUNING) & set(EVALUATION)


def test_every_condition_comes_at_every_dial_once_a_seed() -> None:
    met = [(one.condition, one.dial) for one in trials(TUNING[:1])]
    assert sorted(met) == sorted((condition, dial) for condition in CONDITIONS for dial in DIALS)


def test_a_trial_is_the_same_each_time() -> None:
    first, again = (next(trials(TUNING[:1])) for _ in range(2))
    assert first.content == again.content
    assert np.array_equal(first.frame(), again.frame())
