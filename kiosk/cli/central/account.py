"""`kiosk central account`: who may look at the centre's pages."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.central.database import database_of
from kiosk.cli.door import CONFIG
from kiosk.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from kiosk.central.accounts import Accounts, Scope

ROLE = click.Choice(["viewer", "tracer", "admin"])


@click.group()
def account() -> None:
    """Who may look at the centre's pages, in which role, and at which areas."""


@account.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.option("--role", required=True, type=ROLE, help="What the account may do.")
@click.option(
    "--area", "areas", multiple=True, help="An area that it sees, several times if need be; else all."
)
@click.argument("name")
def add(config: Path, role: str, areas: tuple[str, ...], name: str) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    from kiosk.central.accounts import COMMAND_LINE, Account, Role

    with database_of(config) as engine:
        accounts = _accounts(engine)
        wanted = Account(name, Role(role), _scope(areas))
        accounts.add(wanted, _password(name), COMMAND_LINE)
    click.echo(f"The account {name} can sign in.")


@account.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.option("--role", type=ROLE, help="Another role.")
@click.option("--area", "areas", multiple=True, help="The areas that it sees from now on.")
@click.option("--everywhere", is_flag=True, help="It sees all areas from now on.")
@click.option("--enable/--disable", default=None, help="Whether it may sign in.")
@click.argument("name")
def change(
    config: Path, role: str | None, areas: tuple[str, ...], everywhere: bool, enable: bool | None, name: str
) -> None:
    """Change role or areas, or let an account sign in no more; who is signed in is signed out."""
    from kiosk.central.accounts import COMMAND_LINE, EVERYWHERE, Role
    from kiosk.central.wrong import Wrong

    if areas and everywhere:
        raise UsageError("--area and --everywhere exclude each other; name one of them.")
    with database_of(config) as engine:
        accounts = _accounts(engine)
        known = accounts.get(name)
        if known is None:
            raise Wrong("account_unknown", name=name)
        if role:
            known = replace(known, role=Role(role))
        if areas or everywhere:
            known = replace(known, scope=EVERYWHERE if everywhere else _scope(areas))
        if enable is not None:
            known = replace(known, enabled=enable)
        accounts.change(known, COMMAND_LINE)


@account.command()
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
@click.argument("name")
def password(config: Path, name: str) -> None:
    """Give an account another password; it is asked for, or read from standard input."""
    from kiosk.central.accounts import COMMAND_LINE

    with database_of(config) as engine:
        _accounts(engine).set_password(name, _password(name), COMMAND_LINE)


@account.command(name="list")
@click.option("--config", required=True, type=CONFIG, help="The central.toml of this centre.")
def list_accounts(config: Path) -> None:
    """Show every account: name, role, areas."""
    with database_of(config) as engine:
        for known in _accounts(engine).all():
            areas = "all areas" if known.scope.areas is None else ", ".join(sorted(known.scope.areas))
            click.echo(f"{known.name:20} {known.role:8} {areas}{'' if known.enabled else '  (disabled)'}")


def _accounts(engine: "Engine") -> "Accounts":
    from kiosk.central.accounts import Accounts, Passwords

    return Accounts(engine, Passwords())


def _scope(areas: tuple[str, ...]) -> "Scope":
    from kiosk.central.accounts import EVERYWHERE, Scope
    from kiosk.central.registry.sheets import identifier

    return Scope(frozenset(map(identifier, areas))) if areas else EVERYWHERE


def _password(name: str) -> str:
    from kiosk.central.accounts import check_password

    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    return check_password(name, typed)
