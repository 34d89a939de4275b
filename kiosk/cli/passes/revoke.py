"""`kiosk pass revoke`."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.passes.options import FILE, issuer_keys, issuer_option, key_option, texts_of
from kiosk.cli.words import print_json, say
from kiosk.credentials.pass_ import ID_BYTES, read_pass
from kiosk.errors import UsageError
from kiosk.issuing.taking_back import take_back
from kiosk.keys.files.disk import REVOKED_ENDING
from kiosk.keys.signing import Verifier

FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
"""When a pass would expire of which only the id is known."""


@click.command()
@key_option
@issuer_option
@click.option("--list", "file", required=True, type=FILE, help="The list, NAME.revoked; made if need be.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@click.argument("passes", nargs=-1, required=True, metavar="ID|TEXT|PICTURE…")
def revoke(key: Path, issuer: str, file: Path, as_json: bool, passes: tuple[str, ...]) -> None:
    """Take passes back: by id, by the text of their code, or by a picture of it."""
    if file.suffix != REVOKED_ENDING:
        raise UsageError(
            f"--list: name it {file.stem}{REVOKED_ENDING}; a kiosk knows such a list by its ending."
        )
    keys = issuer_keys(key, issuer)
    found = {pass_id: until for argument in passes for pass_id, until in _passes(argument, keys.own)}
    after = take_back(file, issuer, keys, found, datetime.now(UTC))
    if as_json:
        ids = sorted(pass_id.hex() for pass_id in after.passes)
        print_json({"file": str(file), "serial": after.serial, "passes": ids})
    else:
        click.echo(f"{file}: {len(after.passes)} passes taken back, serial {after.serial}")
    say(f"Give {file.name} to every kiosk, beside the issuer's .pub file, and restart it there.")


def _passes(argument: str, own: Verifier) -> Iterator[tuple[bytes, datetime]]:
    """Ids, and until when each would count."""
    if re.fullmatch(f"[0-9a-fA-F]{{{2 * ID_BYTES}}}", argument):
        yield bytes.fromhex(argument), FOR_EVER
        return
    for text in texts_of(argument):
        found = read_pass(text)
        if found is None:
            raise UsageError(f"{argument!r:.60} is no pass, or not all of one; give its id, of 16 letters.")
        pass_, token = found
        if token.flaw(own):
            raise UsageError(
                f"The pass {pass_.number} was not signed with this key; ask the issuer {pass_.issuer}."
            )
        yield pass_.id, pass_.valid_to
