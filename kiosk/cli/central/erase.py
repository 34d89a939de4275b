"""`kiosk central erase`: one person, everywhere; and what became of it."""

from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.central.database import database_of
from kiosk.cli.central.keys import centre_with_keys, typed_number
from kiosk.cli.door import CONFIG
from kiosk.cli.words import print_json, say
from kiosk.errors import UsageError

NOT_YET = 1


@click.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.option("--reason", help="Why; it is kept in the audit.")
@click.option("--namespace", default="vn-id", show_default=True, help="Whose number is typed.")
@click.option("--key", "trace_key", metavar="TRACE_KEY", help="Whom: by trace key; else by number.")
@click.option("--proof", "erasure", metavar="ID", help="Of an earlier erasure: what became of it.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def erase(
    config: Path,
    reason: str | None,
    namespace: str,
    trace_key: str | None,
    erasure: str | None,
    as_json: bool,
) -> int:
    """Take one person out of the database, and out of every kiosk; the counts stay.

    The number is read from standard input. The running centre tells the kiosks, each when it is on line.
    """
    if erasure:
        return _prove(config, erasure, as_json)
    from kiosk.central.accounts import COMMAND_LINE, EVERYWHERE
    from kiosk.central.erasing.person import Eraser
    from kiosk.central.tracing.tracing import Asker, Tracing

    asker = Asker(COMMAND_LINE, EVERYWHERE, reason or "")
    with centre_with_keys(config) as centre:
        tracing = Tracing(centre.engine, centre.keys, centre.table.day)
        who = trace_key or tracing.trace_key(namespace, typed_number())
        done = Eraser(centre.engine).erase(who, asker.account, asker.reason, datetime.now(UTC))
    if as_json:
        kiosks = {kiosk: list(ids) for kiosk, ids in done.orders.items()}
        unreached = list(done.unreached)
        print_json({"id": done.id, "entries": done.entries, "orders": kiosks, "unreached": unreached})
    else:
        click.echo(f"{done.id}: erased from {done.entries} entries; {len(done.orders)} kiosks are told.")
    if done.unreached:
        say(f"These kiosks hang nowhere any more; erase their cards by hand: {', '.join(done.unreached)}.")
    return 0


def _prove(config: Path, erasure: str, as_json: bool) -> int:
    from kiosk.central.erasing.proof import proof_of

    with database_of(config) as engine:
        proof = proof_of(engine, erasure)
    if proof is None:
        raise UsageError(f"There is no erasure {erasure!r:.40}; its id is in the audit (person_erased).")
    if as_json:
        print_json(proof.to_json())
    else:
        click.echo(f"{proof.entries} entries at the centre, {proof.at:%Y-%m-%d %H:%M} UTC.")
        for kiosk in proof.kiosks:
            entry = f", entry {kiosk.entry['seq']} of {kiosk.entry['epoch']}" if kiosk.entry else ""
            click.echo(f"{kiosk.kiosk}: {f'{kiosk.erased} erased{entry}' if kiosk.done else 'not yet'}")
        for name in proof.unreached:
            click.echo(f"{name}: not reached")
    return 0 if proof.whole else NOT_YET
