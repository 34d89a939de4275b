"""`kiosk central command`: something that a kiosk is to do, and what it answers."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kiosk.cli.central.database import database_of
from kiosk.cli.door import CONFIG
from kiosk.cli.words import LONGEST, print_json, say
from kiosk.domain.visible import visible
from kiosk.errors import CentreError, UsageError
from kiosk.feed.orders import Name

if TYPE_CHECKING:
    from kiosk.central.orders import Order

FAILED = 1
NAMES = click.Choice([name.value for name in Name if name is not Name.DAY_KEY])


@click.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.option("--kiosk", required=True, metavar="ID", help="Which kiosk.")
@click.option("--wait", "wait_s", type=click.FloatRange(0, 3600), default=35.0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The answer as one line of JSON.")
@click.argument("name", type=NAMES)
@click.argument("body", nargs=-1, metavar="[KEY=VALUE]...")
def command(config: Path, kiosk: str, wait_s: float, as_json: bool, name: str, body: tuple[str, ...]) -> int:
    """Have a kiosk do something, and wait some seconds for its answer.

    The running centre sends it, signed. A VALUE is JSON where it can be, else text:
    message text='Xin chờ' for_s=30.
    """
    from kiosk.central.accounts.audit import COMMAND_LINE
    from kiosk.central.orders import Orders

    with database_of(config) as engine:
        orders = Orders(engine)
        order_id = orders.ask(kiosk, name, _body(body), COMMAND_LINE, datetime.now(UTC))
        order = orders.wait(order_id, wait_s)
    if order is None or order.result is None:
        raise CentreError(_no_answer(order))
    if as_json:
        print_json({"ok": order.result.ok, "body": order.result.body})
    else:
        _tell(order.result.body)
    if order.result.ok:
        return 0
    if not as_json:
        say(f"{kiosk} did not do it: {order.result.body.get('reason', 'no reason')}; see docs/feed.md.")
    return FAILED


def _body(pairs: tuple[str, ...]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not (key and equals):
            raise UsageError(f"{pair!r:.60} is no KEY=VALUE; write it such as for_s=30.")
        try:
            body[key] = json.loads(text)
        except ValueError:
            body[key] = text
    return body


def _no_answer(order: "Order | None") -> str:
    if order is None or order.sent is None:
        return "It was not sent; check that the centre runs, and that its broker serves."
    return f"{order.kiosk} did not answer in time; check that it is on line, or wait longer with --wait."


def _tell(body: dict[str, Any]) -> None:
    for key, value in body.items():
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=True)
        click.echo(visible(f"{key}: {shown}", LONGEST))
