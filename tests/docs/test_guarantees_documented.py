"""Each promise names the test that proves it, and that test is there."""

import re
from pathlib import Path

import pages

TESTS = Path(__file__).parents[1]


def test_every_promise_names_a_test_that_exists() -> None:
    named = re.findall(r"`(test_\w+)`", pages.text("docs/guarantees.md"))
    written = {
        name
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
    }
    assert named
    assert [name for name in named if name not in written] == []
