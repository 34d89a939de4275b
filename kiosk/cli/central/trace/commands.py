"""`kiosk central trace`: who was where, whom somebody met, and files of that for somebody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kiosk.cli.central.keys import WithKeys, centre_with_keys, typed_number
from kiosk.cli.central.trace.telling import Telling
from kiosk.cli.door import CONFIG
from kiosk.cli.words import print_json
from kiosk.errors import UsageError

if TYPE_CHECKING:
    from kiosk.central.tracing.tracing import Asker, Tracing

FILE = click.Path(path_type=Path, dir_okay=False)
FEW_DAYS = click.FloatRange(0, 92)
Command = TypeVar("Command", bound=Callable[..., Any])


def _asked(command: Command) -> Command:
    """What every question takes."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="All of it as one line of JSON."),
        click.option("--out", type=FILE, help="With --for: the file to write."),
        click.option("--for", "sealed_for", type=FILE, help="Seal it, with the persons, to this .pub file."),
        click.option("--show", is_flag=True, help="Say who they are; each is in the audit."),
        click.option("--reason", required=True, help="Why; it is kept in the audit."),
        click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre."),
    ):
        command = option(command)
    return command


@click.group()
def trace() -> None:
    """Who was at a site, and whom somebody met; each question with its reason, and in the audit."""


@trace.command()
@_asked
@click.option("--since", required=True, metavar="TIME", help="Such as 2026-11-23T14:00+07:00.")
@click.option("--until", required=True, metavar="TIME", help="The same, later.")
@click.argument("site", metavar="AREA/AGENCY/SITE")
def site(
    site: str,
    since: str,
    until: str,
    config: Path,
    reason: str,
    show: bool,
    sealed_for: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Who was at a site at some time between two."""
    from kiosk.central.tracing.report import Report
    from kiosk.central.tracing.tracing import Period

    area, agency, name = _site(site)
    with centre_with_keys(config) as centre:
        telling = Telling.wanted(show, sealed_for, out, as_json, centre.table.day.zone)
        period = Period(_time(since, centre), _time(until, centre))
        tracing, asker = _tracing(centre), _asker(reason)
        found = tracing.at_site(asker, (area, agency, name), period, datetime.now(UTC))
        telling.tell(tracing, asker, Report.of(found))


@trace.command()
@_asked
@click.option("--at", "moment", required=True, metavar="TIME", help="From when to look back and forward.")
@click.option("--back", type=FEW_DAYS, default=0.0, help="Days before it.")
@click.option("--forward", type=FEW_DAYS, default=0.0, help="Days after it.")
@click.option("--entry", metavar="KIOSK/EPOCH/SEQ", help="Whom: of an earlier answer; else by number.")
@click.option("--namespace", default="vn-id", show_default=True, help="Whose number is typed.")
def met(
    moment: str,
    back: float,
    forward: float,
    entry: str | None,
    namespace: str,
    config: Path,
    reason: str,
    show: bool,
    sealed_for: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Whom somebody met before a moment and after it; their number is read from standard input."""
    from kiosk.central.tracing.report import Report
    from kiosk.central.tracing.tracing import Period

    with centre_with_keys(config) as centre:
        telling = Telling.wanted(show, sealed_for, out, as_json, centre.table.day.zone)
        period = Period.around(_time(moment, centre), timedelta(days=back), timedelta(days=forward))
        tracing, asker = _tracing(centre), _asker(reason)
        who = _who(tracing, asker, entry) if entry else tracing.trace_key(namespace, typed_number())
        found = tracing.met(asker, who, period, datetime.now(UTC))
        telling.tell(tracing, asker, Report.of(found))


@trace.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.option("--reason", required=True, help="Why; it is kept in the audit.")
@click.option("--namespace", default="vn-id", show_default=True, help="Whose number is typed.")
def person(config: Path, reason: str, namespace: str) -> None:
    """All that the centre has of somebody who asks for it; their number is read from standard input."""
    with centre_with_keys(config) as centre:
        tracing, asker = _tracing(centre), _asker(reason)
        print_json(tracing.everything(asker, tracing.trace_key(namespace, typed_number())))


@trace.command(name="open")
@click.option("--key", required=True, type=FILE, help="The .seal file that it was sealed to.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def open_sealed(key: Path, file: Path) -> None:
    """Open a file that a centre sealed to you: one line of JSON."""
    from kiosk.keys.files.loading import load_opening
    from kiosk.keys.handover import take_over

    ring = load_opening(key, datetime.now(UTC).date())
    print_json(take_over(file.read_text(encoding="utf-8", errors="replace"), ring))


def _site(text: str) -> tuple[str, str, str]:
    match text.split("/"):
        case [area, agency, site]:
            return area, agency, site
    raise UsageError(f"{text!r:.60} names no site; write AREA/AGENCY/SITE.")


def _time(text: str, centre: WithKeys) -> datetime:
    """One without a zone is the centre's own."""
    from kiosk.central.tracing.tracing import time_of

    return time_of(text, centre.table.day.zone)


def _tracing(centre: WithKeys) -> "Tracing":
    from kiosk.central.tracing.tracing import Tracing

    return Tracing(centre.engine, centre.keys, centre.table.day)


def _asker(reason: str) -> "Asker":
    from kiosk.central.accounts import COMMAND_LINE, EVERYWHERE
    from kiosk.central.tracing.tracing import Asker

    return Asker(COMMAND_LINE, EVERYWHERE, reason)


def _who(tracing: "Tracing", asker: "Asker", entry: str) -> str:
    from kiosk.central.tracing.persons import entry_key
    from kiosk.central.wrong import Wrong

    key = entry_key(entry)
    found = tracing.trace_key_of(asker, key) if key else None
    if found is None:
        raise Wrong("person_unknown")
    return found
