"""The measurements run, and say what they were asked."""

import json
import subprocess
import sys
from typing import Any

from kiosk.bench import drain, ingest

DRAINED = {"kiosk_per_s", "bare_per_s", "ratio"}
TAKEN_IN = {"collector_per_s", "bare_per_s", "ratio"}


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


def test_a_drain_is_measured_in_packs_of_one_and_of_fifty_and_the_lower_ratio_counts() -> None:
    result = drain.measure({"live": drain.Load(60, 1), "packed": drain.Load(4, 50)})
    assert set(result["live"]) == set(result["packed"]) == DRAINED
    assert result["ratio"] == min(result["live"]["ratio"], result["packed"]["ratio"]) > 0


def test_taking_in_is_measured_on_both_databases() -> None:
    result = ingest.measure(20, 1)
    assert set(result) == {"sqlite", "postgresql"}
    assert all(set(row) == TAKEN_IN and row["ratio"] > 0 for row in result.values() if row)
    assert result["sqlite"]


def test_a_start_is_told_phase_by_phase() -> None:
    result = bench("start", "--runs", "1")
    assert list(result["phases"]) == ["python", "imports", "configuration", "parts", "first_code"]
    assert all(row["ms"] >= 0 and row["cpu_ms"] >= 0 for row in result["phases"].values())
    assert 0 < result["total_cpu_ms"] < 2000


def test_a_short_soak_loses_nobody_and_leaks_nothing() -> None:
    result = bench("soak", "--frames", "600", "--visitors", "40")
    assert (result["frames"], result["visitors"], result["entries"]) == (600, 40, 40)
    assert (result["stored"], result["lost"], result["doubled"]) == (40, 0, 0)
    assert result["files"]["last"] <= result["files"]["first_tenth"]
    assert result["threads"]["last"] <= result["threads"]["first_tenth"]
    assert result["memory_mb"]["first_tenth"] > 0
