"""The accounts in the database."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from kiosk.central.accounts.account import Account, Role, check_name, check_password
from kiosk.central.accounts.audit import Action, Deed, record
from kiosk.central.accounts.passwords import Passwords
from kiosk.central.accounts.scope import Scope
from kiosk.central.database import WRITING
from kiosk.central.instants import milliseconds
from kiosk.central.tables import account_areas, accounts, sessions
from kiosk.central.wrong import Wrong


class Accounts:
    """Every change is in the audit, under the name of whoever made it (`by`)."""

    def __init__(self, engine: Engine, passwords: Passwords) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITING: True})
        self._passwords = passwords

    def all(self) -> list[Account]:
        with self._engine.begin() as connection:
            return accounts_of(connection)

    def get(self, name: str) -> Account | None:
        with self._engine.begin() as connection:
            return account_of(connection, name)

    def add(self, account: Account, password: str, by: str) -> None:
        """Raises Wrong for a name that is taken, or a password that is none."""
        kept = self._passwords.hash(check_password(check_name(account.name), password))
        with self._writing.begin() as connection:
            if account_of(connection, account.name):
                raise Wrong("account_taken", name=account.name)
            now = datetime.now(UTC)
            connection.execute(
                insert(accounts),
                {"account": account.name, "password_hash": kept, "made_ms": milliseconds(now)}
                | _columns(account),
            )
            _put_areas(connection, account)
            record(connection, by, [_deed(None, account)], now)

    def change(self, account: Account, by: str) -> None:
        """Role, areas, and whether it may sign in. Who is signed in under another role is signed out."""
        with self._writing.begin() as connection:
            before = _known(connection, account.name)
            if before == account:
                return
            connection.execute(
                update(accounts).where(accounts.c.account == account.name).values(_columns(account))
            )
            _put_areas(connection, account)
            _sign_out_everywhere(connection, account.name)
            record(connection, by, [_deed(before, account)], datetime.now(UTC))

    def set_password(self, name: str, password: str, by: str) -> None:
        """Signs the account out wherever it is signed in."""
        kept = self._passwords.hash(check_password(name, password))
        with self._writing.begin() as connection:
            _known(connection, name)
            connection.execute(update(accounts).where(accounts.c.account == name).values(password_hash=kept))
            _sign_out_everywhere(connection, name)
            record(connection, by, [Deed(Action.PASSWORD_CHANGED, f"account {name}")], datetime.now(UTC))

    def has_password(self, name: str, password: str) -> bool:
        with self._engine.begin() as connection:
            kept = connection.execute(
                select(accounts.c.password_hash).where(accounts.c.account == name)
            ).scalar_one_or_none()
        return self._passwords.fits(password, kept)


def account_of(connection: Connection, name: str) -> Account | None:
    found = accounts_of(connection, name)
    return found[0] if found else None


def accounts_of(connection: Connection, *names: str) -> list[Account]:
    """Those of these names, else all; by name."""
    wanted = select(accounts).order_by(accounts.c.account)
    rows = connection.execute(wanted.where(accounts.c.account.in_(names)) if names else wanted).all()
    areas: dict[str, set[str]] = {row.account: set() for row in rows}
    for row in connection.execute(
        select(account_areas).where(account_areas.c.account.in_(names)) if names else select(account_areas)
    ):
        areas[row.account].add(row.area)
    return [
        Account(
            row.account,
            Role(row.role),
            Scope(None if row.everywhere else frozenset(areas[row.account])),
            row.enabled,
        )
        for row in rows
    ]


def _known(connection: Connection, name: str) -> Account:
    account = account_of(connection, name)
    if account is None:
        raise Wrong("account_unknown", name=name)
    return account


def _columns(account: Account) -> dict[str, Any]:
    return {
        "role": account.role.value,
        "everywhere": account.scope.areas is None,
        "enabled": account.enabled,
    }


def _put_areas(connection: Connection, account: Account) -> None:
    connection.execute(delete(account_areas).where(account_areas.c.account == account.name))
    rows = [{"account": account.name, "area": area} for area in sorted(account.scope.areas or ())]
    if rows:
        connection.execute(insert(account_areas), rows)


def _sign_out_everywhere(connection: Connection, name: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.account == name))


def _deed(before: Account | None, after: Account) -> Deed:
    detail = {"before": _told(before), "after": _told(after)} if before else _told(after)
    return Deed(Action.ACCOUNT_CHANGED, f"account {after.name}", detail=detail or {})


def _told(account: Account | None) -> dict[str, Any] | None:
    if account is None:
        return None
    areas: Sequence[str] | str = "all" if account.scope.areas is None else sorted(account.scope.areas)
    return {"role": account.role.value, "areas": areas, "enabled": account.enabled}
