"""`kiosk pass verify`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from kiosk.cli.door import CONFIG
from kiosk.cli.passes.options import texts_of
from kiosk.cli.reading import time_of
from kiosk.cli.site import Site
from kiosk.cli.words import print_json
from kiosk.credentials import Known
from kiosk.credentials.pass_ import read_pass
from kiosk.domain.decision import Decision, decide
from kiosk.domain.entry import to_rfc3339
from kiosk.domain.pass_ import Pass
from kiosk.domain.verdict import Assurance, Verdict
from kiosk.domain.visible import visible
from kiosk.errors import UsageError
from kiosk.issuing.writing import written_days, written_hours, written_moment
from kiosk.keys.files.loading import load_issuers
from kiosk.keys.tokens import Token

PATH = click.Path(path_type=Path)


@click.command()
@click.option("--config", type=CONFIG, help="The kiosk.toml of a kiosk where it is to be taken.")
@click.option("--issuers", type=PATH, help="Or the issuer's .pub file, or a folder of such.")
@click.option("--at", "at_text", help="When, as 2026-11-23T01:15:42Z; else now.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each pass.")
@click.argument("passes", nargs=-1, required=True, metavar="TEXT|PICTURE…")
def verify(
    config: Path | None, issuers: Path | None, at_text: str | None, as_json: bool, passes: tuple[str, ...]
) -> int:
    """Say what passes say, and whether they would be taken; exit code 1 if one would not.

    With --issuers it is asked at a site that the pass is for.
    """
    if (config is None) == (issuers is None):
        raise UsageError("Whose passes are taken? Give --config FILE or --issuers PATH, one of them.")
    at = time_of(at_text) if at_text else datetime.now(UTC)
    site = Site.of(config)
    if issuers:
        site = replace(site, known=Known(issuers=load_issuers(issuers, datetime.now(UTC).date())))
    refused = 0
    for text in (text for argument in passes for text in texts_of(argument)):
        found = read_pass(text)
        if issuers and found:
            site = replace(site, rules=replace(site.rules, sites=frozenset(found[0].sites)))
        decision = decide(site.case(text.encode(), at))
        refused += decision.verdict is not Verdict.ACCEPTED
        if as_json:
            print_json((_as_json(*found) if found else {}) | _answer(decision))
        else:
            click.echo("\n".join(_lines(found, decision, site.rules.zone)))
    return 1 if refused else 0


def _as_json(pass_: Pass, token: Token) -> dict[str, Any]:
    return {
        "id": pass_.number,
        "name": pass_.name,
        "host": pass_.host,
        "role": pass_.role,
        "sites": list(pass_.sites),
        "valid_from": to_rfc3339(pass_.valid_from),
        "valid_to": to_rfc3339(pass_.valid_to),
        "days": written_days(pass_.days) or None,
        "hours": written_hours(pass_.hours) or None,
        "uses": pass_.uses,
        "issuer": pass_.issuer,
        "kid": token.kid,
    }


def _answer(decision: Decision) -> dict[str, Any]:
    return {
        "kind": decision.kind,
        "assurance": decision.assurance,
        "at": to_rfc3339(decision.at),
        "verdict": decision.verdict,
        "reason": decision.reason,
    }


def _lines(found: tuple[Pass, Token] | None, decision: Decision, zone: ZoneInfo) -> Iterator[str]:
    if found is None:
        yield "no pass, or not all of one"
    else:
        yield from _said(*found, zone)
    what = "genuine" if decision.assurance is Assurance.VERIFIED else "not to be believed"
    yield f"  {what}; at {written_moment(decision.at.astimezone(zone))} {decision.verdict}: {decision.reason}"


def _said(pass_: Pass, token: Token, zone: ZoneInfo) -> Iterator[str]:
    begin, end = (written_moment(at.astimezone(zone)) for at in (pass_.valid_from, pass_.valid_to))
    yield f"{pass_.number}  {pass_.kind}, {pass_.role}"
    yield f"  name    {visible(pass_.name)}"
    if pass_.host:
        yield f"  host    {visible(pass_.host)}"
    yield f"  sites   {' '.join(pass_.sites)}"
    yield f"  valid   from {begin} until {end} ({zone})"
    yield f"  days    {written_days(pass_.days) or 'every day'}, {written_hours(pass_.hours) or 'all hours'}"
    yield f"  uses    {pass_.uses or 'any number'}"
    yield f"  issuer  {pass_.issuer}, key {token.kid}"
