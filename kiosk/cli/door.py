"""`kiosk run` and `kiosk check-config`."""

import os
import queue
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.assembly import Kiosk, Service, check_keys, configured
from kiosk.cli.words import LONGEST, print_json, say
from kiosk.devices.logbook import open_logbook
from kiosk.domain.code import Code
from kiosk.domain.diagnosis import State, worst
from kiosk.domain.visible import visible
from kiosk.errors import SettingsError
from kiosk.loop import Stop
from kiosk.ports import Told

CONFIG = click.Path(path_type=Path, dir_okay=False)


class Attendant:
    """Writes down what the door has to say; a source of pictures that ends does not end it."""

    def __init__(self, kiosk: str) -> None:
        self._log = open_logbook(kiosk, os.environ)

    def says(self, sentence: str) -> None:
        self._log.warning(sentence)

    def told(self, code: Code, told: Told) -> None:
        self._log.info(
            f"{told.verdict}: {told.reason}",
            verdict=told.verdict,
            reason=told.reason,
            kind=told.kind,
            direction=told.direction or "",
            seq=told.seq or "",
        )

    def ended(self) -> None:
        self.says("There are no more pictures; the kiosk goes on without a camera.")


@contextmanager
def stopped_by_signals() -> Iterator["queue.SimpleQueue[Stop]"]:
    """What SIGTERM, Ctrl-C and a terminal that is closed put something into."""
    stops: queue.SimpleQueue[Stop] = queue.SimpleQueue()  # a signal handler must take no lock
    before = {
        number: signal.signal(number, lambda *_: stops.put(None))
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    }
    try:
        yield stops
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@click.command()
@click.option("--config", required=True, type=CONFIG, help="The kiosk.toml of this kiosk.")
def run(config: Path) -> None:
    """Run the kiosk until SIGTERM or Ctrl-C."""
    attendant = Attendant(configured(config).kiosk.id)
    with stopped_by_signals() as stops:
        Service(config, stops, attendant, opened=_name_the_screen).run()


def _name_the_screen(kiosk: Kiosk) -> None:
    if kiosk.screen_url:
        say(f"The kiosk's screen: {kiosk.screen_url}")


@click.command("check-config")
@click.option("--without-keys", is_flag=True, help="Leave keys and lists aside, as on another machine.")
@click.argument("file", type=CONFIG)
def check_config(file: Path, without_keys: bool) -> None:
    """Check a kiosk.toml and the keys and lists it names; every fault is a line, and the exit code 2."""
    settings = configured(file)
    if not without_keys:
        try:
            check_keys(settings, datetime.now(UTC).date())
        except SettingsError as error:
            raise SettingsError([f"{file}: {fault}" for fault in error.problems]) from None
    say(f"{file}: well.")


@click.command()
@click.option("--config", type=CONFIG, help="A kiosk.toml; else the service's.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def doctor(config: Path | None, as_json: bool) -> int:
    """Look at every part, and say what to do; exit code 1 if one is at fault."""
    from kiosk.assembly.doctor import examine

    findings = examine(config)
    state = worst(findings)
    if as_json:
        parts = [{"part": one.part, "state": one.state, "says": one.says} for one in findings]
        print_json({"state": state, "parts": parts})
    else:
        for one in findings:
            click.echo(f"{one.state:8} {one.part:12} {visible(one.says, LONGEST)}")
    return 1 if state is State.FAULT else 0
