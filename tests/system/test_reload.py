"""A configuration that is read again takes over whole, or not at all; nobody at the door notices."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import Done, Kiosk
from stranger import PLACE, Stranger
from waiting import wait_until

from kiosk.bench.door import Door, draw_visitors
from kiosk.bench.town import Broker, CentreProcess

Ask = Callable[..., Done]


@pytest.fixture
def config(tmp_path: Path, broker: Broker, folders: tuple[Path, Path]) -> Path:
    draw_visitors(tmp_path / "pictures", 1)
    return Door(tmp_path, PLACE, f"folder:{tmp_path}/pictures", broker.url, folders[0]).write()


@pytest.fixture
def running(config: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    log = (tmp_path / "kiosk.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "run", "--config", str(config)], stderr=log, text=True
    )
    yield process
    process.kill()
    process.wait()
    log.close()


@pytest.fixture
def ask(kiosk: Kiosk, tmp_path: Path) -> Ask:
    def call(*arguments: str) -> Done:
        config = tmp_path / "central.toml"
        return kiosk("central", "command", "--config", config, "--kiosk", PLACE.kiosk, "--json", *arguments)

    return call


def statuses(stranger: Stranger) -> list[bytes]:
    return [message.payload for message in stranger.of("status") if not message.retain]


def change(config: Path, old: str, new: str) -> None:
    text = config.read_text()
    assert old in text
    config.write_text(text.replace(old, new))


def test_what_the_file_says_now_takes_over_and_what_it_cannot_say_changes_nothing(
    config: Path,
    stranger: Stranger,
    signed_centre: CentreProcess,
    running: "subprocess.Popen[str]",
    ask: Ask,
    tmp_path: Path,
) -> None:
    log = tmp_path / "kiosk.log"
    wait_until(lambda: statuses(stranger) == [b"online"])
    wait_until(lambda: ask("ping").code == 0)
    assert ask("open").lines[0]["body"]["direction"] == "in"

    change(config, "[checkin]", '[checkin]\ndirection = "out"')
    assert ask("reload").lines == [{"ok": True, "body": {}}]
    wait_until(lambda: statuses(stranger) == [b"online", b"stopped", b"online"])
    wait_until(lambda: ask("ping").code == 0)
    assert ask("open").lines[0]["body"]["direction"] == "out"

    change(config, "[checkin]", "[checkin]\nwidht = 3")
    refused = ask("reload")
    assert (refused.code, refused.lines[0]["body"]["reason"]) == (1, "bad_config")
    assert f"{config}: checkin.widht: unknown key." in refused.lines[0]["body"]["faults"][0]

    change(config, "widht = 3", "")
    change(config, "folder:", "v4l2:")
    assert ask("reload").code == 0
    wait_until(lambda: "The new configuration does not work: " in log.read_text())
    wait_until(lambda: statuses(stranger)[2:].count(b"stopped") and statuses(stranger)[-1] == b"online")
    wait_until(lambda: ask("ping").code == 0)
    assert ask("open").lines[0]["body"]["direction"] == "out"

    running.send_signal(signal.SIGTERM)
    assert running.wait(10) == 0
    answers: list[dict[str, Any]] = [json.loads(m.payload) for m in stranger.of("results/day_key")]
    assert all(answer["ok"] for answer in answers)
