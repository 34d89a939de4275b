"""`kiosk scan` and `kiosk read`: what the kiosk makes of pictures and of texts."""

import base64
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click

from kiosk.cli.door import CONFIG
from kiosk.cli.site import Site
from kiosk.cli.words import print_json, say
from kiosk.credentials import Known, read_credential
from kiosk.devices.pictures import read_grey
from kiosk.devices.scanners.cascade import CascadeScanner
from kiosk.devices.scanners.reading import Reading
from kiosk.domain.credential import BOARD, Credential, PersonalCredential, Unproven
from kiosk.domain.decision import decide
from kiosk.domain.entry import from_rfc3339
from kiosk.domain.rules import Case, asked
from kiosk.errors import UsageError

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Of `--at`: rules reckon some days about a time, and the calendar of computers has two ends."""

LONGEST_LINE = 65_536
"""Bytes of standard input that are looked at: more than any code has, so what is longer is unreadable."""


@click.command()
@click.argument("pictures", nargs=-1, required=True)
@click.option("--raw", is_flag=True, help="Add the content of every code, as bytes and as text.")
@click.option("--config", type=CONFIG, help="The kiosk.toml whose kinds are known.")
def scan(pictures: tuple[str, ...], raw: bool, config: Path | None) -> int:
    """Read the codes in PICTURES: one line of JSON each."""
    known = Site.of(config).known
    scanner = CascadeScanner()
    unreadable = 0
    try:
        for picture in pictures:
            try:
                grey = read_grey(Path(picture))
            except UsageError as error:
                unreadable += 1
                print_json({"file": picture, "error": str(error)})
                continue
            begun_s = time.process_time()
            readings = scanner.scan_fully(grey)
            cpu_ms = round(1000 * (time.process_time() - begun_s), 3)
            codes = [
                _described(reading, known) | (_content(reading.data) if raw else {}) for reading in readings
            ]
            print_json({"file": picture, "codes": codes, "cpu_ms": cpu_ms})
    finally:
        scanner.close()
    return 1 if unreadable else 0


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("texts", nargs=-1, required=True)
@click.option("--config", type=CONFIG, help="The kiosk.toml whose rules decide.")
@click.option("--at", "at_text", help="When, as 2026-11-23T01:15:42Z; else now.")
@click.option("--explain", is_flag=True, help="Say on standard error what was asked, and what decided.")
def read(texts: tuple[str, ...], config: Path | None, at_text: str | None, explain: bool) -> None:
    """Say what the kiosk makes of TEXTS, or of the lines of standard input (-): one line of JSON each."""
    site = Site.of(config)
    at = datetime.now(UTC) if at_text is None else time_of(at_text)
    for content in _contents(texts):
        case = site.case(content, at)
        print_json(_answer(case))
        if explain:
            _explain(case)


def _described(reading: Reading, known: Known) -> dict[str, Any]:
    credential = read_credential(reading.data, known)
    corners = [[round(x, 1), round(y, 1)] for x, y in reading.place.corners]
    described = {
        "kind": credential.kind,
        "assurance": credential.assurance,
        "display": _display(credential),
        "corners": corners,
    }
    return described if _names_somebody(credential) else described | {"text": _text(reading.data)}


def _names_somebody(credential: Credential) -> bool:
    """Also where it is not to be believed."""
    forged = isinstance(credential, Unproven) and credential.kind != BOARD
    return forged or isinstance(credential, PersonalCredential)


def _content(data: bytes) -> dict[str, Any]:
    return {"bytes": base64.b64encode(data).decode(), "text": _text(data)}


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _answer(case: Case) -> dict[str, Any]:
    credential, decision = case.credential, decide(case)
    return {
        "kind": credential.kind,
        "assurance": credential.assurance,
        "subject": None,  # it is made with the day key, which only a running kiosk has
        "display": _display(credential),
        "verdict": decision.verdict,
        "reason": decision.reason,
        "rule": decision.rule,
        "warnings": list(credential.warnings) if isinstance(credential, PersonalCredential) else [],
    }


def _explain(case: Case) -> None:
    *before, deciding = asked(case)
    for rule in before:
        say(f"{rule.name}: {rule.question} No.")
    say(f"{deciding.name}: {deciding.question} Yes: {deciding.reason.verdict}, {deciding.reason}.")


def _display(credential: Credential) -> str | None:
    return credential.person.display if isinstance(credential, PersonalCredential) else None


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """What a line feed ends, and nothing else; of a line without end as much as tells that it is too long."""
    while line := stream.readline(LONGEST_LINE):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE)
        yield line.removesuffix(b"\n")


def _contents(texts: tuple[str, ...]) -> Iterator[bytes]:
    for text in texts:
        if text == "-":
            if sys.stdin is None:
                raise UsageError("Standard input is closed; give it something to read, or give the texts.")
            yield from _lines(sys.stdin.buffer)
        else:
            yield text.encode("utf-8", "surrogateescape")


def time_of(text: str) -> datetime:
    """What `--at` says; raises UsageError."""
    try:
        at = from_rfc3339(text)
    except ValueError:
        raise UsageError(f"--at: {text!r} is not a time; write it as 2026-11-23T01:15:42Z.") from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise UsageError(f"--at: {text!r} is too far away; write a time of {FIRST_YEAR} to {LAST_YEAR}.")
    return at
