"""`kiosk demo`: a kiosk, a broker and a centre on this machine."""

import os
import queue
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from kiosk.assembly import Kiosk
from kiosk.bench.tally import Summary, Tally, summarise
from kiosk.bench.town import Town, free_or
from kiosk.cli.demonstration import invite, write_down
from kiosk.cli.door import stopped_by_signals
from kiosk.cli.words import print_json, say
from kiosk.devices.address import Address
from kiosk.devices.journal import EntryKey, JournalReader
from kiosk.devices.kinds import check_address
from kiosk.domain.code import Code
from kiosk.domain.entry import Event
from kiosk.domain.rules import DirectionRule
from kiosk.errors import AddressError, UsageError
from kiosk.loop import Stop
from kiosk.ports import Told
from kiosk.settings import CheckinTable, DevicesTable, JournalTable, KioskTable, Settings

LIVE_CAMERA = "simulated:?ease=0.8&pace=5"
CENTRE_PORT, SCREEN_PORT = 8080, 8090
DATA = click.Path(path_type=Path, file_okay=False)
PORT = click.IntRange(1, 65_534)
DELIVERY_S = 15.0
PROGRESS_S = 1.0


class Doorman:
    """Counts what happens, says it on standard error, and ends a run whose pictures are over."""

    def __init__(self, stops: "queue.SimpleQueue[Stop] | None") -> None:
        self.tally = Tally()
        self._stops = stops
        self._said_s = 0.0

    def says(self, sentence: str) -> None:
        say(sentence)

    def told(self, code: Code, told: Told) -> None:
        self.tally.told(code, told)
        if time.monotonic() - self._said_s >= PROGRESS_S:
            self._said_s = time.monotonic()
            counts = ", ".join(f"{count} {verdict}" for verdict, count in self.tally.verdicts.items())
            say(f"  {self.tally.verdicts.total()} codes: {counts}")

    def ended(self) -> None:
        if self._stops is not None:
            self._stops.put(None)
        else:
            say("There are no more pictures; stop with Ctrl-C.")


@click.command()
@click.option("--camera", help="A camera's address; else invented visitors.")
@click.option(
    "--once", is_flag=True, help="One day of visitors, or a folder's pictures once; then a summary."
)
@click.option("--json", "as_json", is_flag=True, help="The summary as one line of JSON.")
@click.option("--data", type=DATA, help="Keep journal.db and centre.db in this folder.")
@click.option("--port", type=PORT, help="Where the centre's page is; the kiosk's screen is one above.")
def demo(camera: str | None, once: bool, as_json: bool, data: Path | None, port: int | None) -> int:
    """Try everything on this machine: visitors, kiosk, broker, centre and its page."""
    address = _camera(camera, once)
    page, screen = (port, port + 1) if port else (free_or(CENTRE_PORT), free_or(SCREEN_PORT))
    with stopped_by_signals() as stops, _folder(data) as folder:
        say("Starting a broker and the centre …")
        with Town(folder, f"127.0.0.1:{page}") as town:
            doorman = Doorman(stops if once else None)
            settings = _settings(folder, address, town.broker.url, screen)
            before = _keys(folder)
            write_down(settings.kiosk, town.centre.database)
            password = None if once else invite(town.centre.database)
            with Kiosk(settings, stops, doorman) as kiosk:
                _say_where(town.centre.url, kiosk.screen_url, password)
                kiosk.run()
                _wait_for_receipts(kiosk)
            summary = _summary(doorman.tally, kiosk, folder, before, town.centre.database)
    if as_json:
        print_json(asdict(summary))
    else:
        _show(summary, once)
    sound = summary.adds_up if once else True
    return 1 if summary.lost or summary.doubled or not sound else 0


ENDING = {"folder": ("fps=0",), "file": ("pace=fast",), "simulated": ("visitors=60", "speed=0")}
"""What a source gets with `--once`, where its address says nothing of it: an end, and no waiting."""


def _camera(wanted: str | None, once: bool) -> str:
    if wanted is None:
        return _camera("simulated:?seed=1", once) if once else LIVE_CAMERA
    try:
        check_address("camera", wanted)
    except AddressError as error:
        raise UsageError(f"--camera: {error}") from error
    address = Address.parse(wanted)
    added = [
        option
        for option in ENDING.get(address.kind, ())
        if once and option.partition("=")[0] not in address.options
    ]
    return wanted + ("&" if address.options else "?") * bool(added) + "&".join(added)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
            yield Path(folder)
        return
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--data: '{kept}' cannot be made ({error.strerror}); choose another.") from error
    yield kept


def _settings(folder: Path, camera: str, broker: str, screen_port: int) -> Settings:
    on_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return Settings(
        kiosk=KioskTable(
            id="thuan-hoa-1",
            area="thuan-hoa",
            agency="ubnd-thuan-hoa",
            site="tru-so",
            name="UBND phường Thuận Hóa",
            gate="Cổng chính",
            hotline="1900 1075",
            contact="baove@example.vn",
        ),
        devices=DevicesTable(
            camera=camera,
            signal="simulated:",
            screen="pygame:" if on_display else f"web:?port={screen_port}",
            feed=broker,
            heartbeat="none:",
        ),
        checkin=CheckinTable(direction=DirectionRule.TOGGLE, toggle_after_s=30),
        journal=JournalTable(path=folder / "journal.db"),
    )


def _say_where(page: str, screen: str | None, password: str | None) -> None:
    """`password` None: the demo ends by itself, too soon to sign in."""
    if screen:
        say(f"The kiosk's screen:  {screen}")
        say("   the camera's picture, and what each visitor is told: in words, colour and shape")
    else:
        say("The kiosk's screen is the window that has just opened.")
    say(f"The centre's page:   {page}")
    say("   each entry a moment after its light, with the counts of the day")
    if password:
        say(f"   to see more, sign in as admin or as tracer; the password is {password}")
    say("Stop with Ctrl-C." if password else "This ends by itself with a summary.")


def _wait_for_receipts(kiosk: Kiosk) -> None:
    deadline_s = time.monotonic() + DELIVERY_S
    while kiosk.journal.waiting() and time.monotonic() < deadline_s:
        time.sleep(0.05)


def _keys(folder: Path, *events: Event) -> set[EntryKey]:
    path = folder / "journal.db"
    if not path.exists():
        return set()
    reader = JournalReader(path)
    try:
        return reader.keys(*events)
    finally:
        reader.close()


def _summary(tally: Tally, kiosk: Kiosk, folder: Path, before: set[EntryKey], database: str) -> Summary:
    from kiosk.central.reader import open_reader  # absent where only a door is installed

    written, presented = _keys(folder) - before, _keys(folder, Event.PRESENTED) - before
    reader = open_reader(database)
    try:
        return summarise(tally, kiosk.camera, written, presented, reader.stored_keys(), reader.doubles())
    finally:
        reader.close()


def _show(summary: Summary, once: bool) -> None:
    for name, value in asdict(summary).items():
        if name == "verdicts":
            click.echo(
                f"{name:9} " + ", ".join(f"{count} {verdict}" for verdict, count in value.items() if count)
            )
        else:
            click.echo(f"{name:9} {value}")
    if once:
        click.echo(
            "It adds up: shown = entries + missed, and every entry is at the centre."
            if summary.adds_up
            else "It does not add up."
        )
