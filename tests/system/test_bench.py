"""The measurements run, and say what they were asked."""

import json
import subprocess
import sys
from typing import Any


def bench(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "bench", *arguments, "--json"],
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_an_empty_entrance_costs_at_most_a_tenth_of_pyzbar_on_each_frame() -> None:
    result = bench("idle")
    assert result["frames"] == 300
    assert 0 < result["ratio"] <= 0.1


def test_a_screen_on_which_nothing_changes_costs_less_than_one_with_a_picture() -> None:
    sizes = bench("screen")["sizes"]
    assert set(sizes) == {"800x480", "1280x720"}
    assert all(row["draw_ms"]["still"] < row["draw_ms"]["preview"] for row in sizes.values())


def test_a_pass_is_refused_for_less_than_it_takes_to_accept_it_twice() -> None:
    result = bench("pass")
    assert set(result) == {"passes", "issue_us", "verify_us", "refuse_us", "sign_us", "signature_us"}
    assert {"bad_signature", "untrusted_issuer", "unknown_code", "expired"} <= set(result["refuse_us"])
    assert all(0 < us < 2 * result["verify_us"] for us in result["refuse_us"].values())
