"""Who is signed in. The browser holds a secret of which the database has only the digest."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update

from kiosk.central.accounts.account import Account
from kiosk.central.accounts.accounts import account_of
from kiosk.central.accounts.audit import Action, Deed, record
from kiosk.central.accounts.passwords import Passwords
from kiosk.central.database import WRITING
from kiosk.central.instants import milliseconds
from kiosk.central.tables import accounts, failures, sessions
from kiosk.errors import KioskError

IDLE = timedelta(hours=12)
"""A session that nobody used for so long is over; a page that is open uses it."""

LONGEST = timedelta(days=30)
TOUCH_EACH = timedelta(minutes=1)

WITHIN = timedelta(minutes=15)
FROM_ONE_ADDRESS, FOR_ONE_ACCOUNT, FOR_BOTH = 30, 50, 5
"""Failures within that time after which nobody is heard: from there, for that name, for that name from there.
The last is soon reached by guessing; the others let nobody lock out an account that is not theirs quickly.
"""

NAME_LETTERS, ADDRESS_LETTERS = 40, 45


class SignInRefused(KioskError):
    """The name or the password is not right, or it was tried too often. `too_often`: which of them."""

    def __init__(self, message: str, *, too_often: bool) -> None:
        super().__init__(message)
        self.too_often = too_often


@dataclass(frozen=True, slots=True)
class Session:
    account: Account
    csrf: str = field(repr=False)


class Sessions:
    def __init__(self, engine: Engine, passwords: Passwords) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITING: True})
        self._passwords = passwords

    def sign_in(self, name: str, password: str, address: str) -> str:
        """The secret of a new session. `address`: whence it is tried. Raises SignInRefused."""
        name, address = name[:NAME_LETTERS], address[:ADDRESS_LETTERS]
        now = datetime.now(UTC)
        with self._engine.begin() as connection:
            _refuse_if_too_often(connection, name, address, now)
            row = connection.execute(
                select(accounts.c.password_hash).where(accounts.c.account == name, accounts.c.enabled)
            ).one_or_none()
        right = self._passwords.fits(password, row.password_hash if row else None)
        with self._writing.begin() as connection:
            _forget_old(connection, now)
            if right:
                return _begin(connection, name, address, now)
            connection.execute(
                insert(failures), {"account": name, "address": address, "at_ms": milliseconds(now)}
            )
        raise SignInRefused("The name or the password is not right; try again.", too_often=False)

    def find(self, secret: str) -> Session | None:
        """The session that a browser shows, if it is not over."""
        now = datetime.now(UTC)
        digest = _digest(secret)
        with self._engine.begin() as connection:
            row = connection.execute(
                select(sessions).where(sessions.c.digest == digest, *_alive(now))
            ).one_or_none()
            account = account_of(connection, row.account) if row else None
        if row is None or account is None or not account.enabled:
            return None
        if milliseconds(now) - row.seen_ms > TOUCH_EACH / timedelta(milliseconds=1):
            with self._writing.begin() as connection:
                connection.execute(
                    update(sessions).where(sessions.c.digest == digest).values(seen_ms=milliseconds(now))
                )
        return Session(account, row.csrf)

    def sign_out(self, secret: str) -> None:
        """Twice is fine."""
        with self._writing.begin() as connection:
            of_secret = sessions.c.digest == _digest(secret)
            name = connection.execute(select(sessions.c.account).where(of_secret)).scalar_one_or_none()
            if name is not None:
                connection.execute(delete(sessions).where(of_secret))
                record(connection, name, [Deed(Action.SIGNED_OUT, f"account {name}")], datetime.now(UTC))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _begin(connection: Connection, name: str, address: str, now: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    connection.execute(
        insert(sessions),
        {
            "digest": _digest(secret),
            "account": name,
            "csrf": secrets.token_urlsafe(32),
            "began_ms": milliseconds(now),
            "seen_ms": milliseconds(now),
        },
    )
    connection.execute(delete(failures).where(failures.c.account == name, failures.c.address == address))
    record(connection, name, [Deed(Action.SIGNED_IN, f"account {name}")], now)
    return secret


def _alive(now: datetime) -> Sequence[ColumnElement[bool]]:
    return (
        sessions.c.seen_ms > milliseconds(now - IDLE),
        sessions.c.began_ms > milliseconds(now - LONGEST),
    )


def _refuse_if_too_often(connection: Connection, name: str, address: str, now: datetime) -> None:
    of_name, of_address = failures.c.account == name, failures.c.address == address
    for limit, condition in (
        (FOR_BOTH, of_name & of_address),
        (FROM_ONE_ADDRESS, of_address),
        (FOR_ONE_ACCOUNT, of_name),
    ):
        recent = select(func.count()).where(condition, failures.c.at_ms > milliseconds(now - WITHIN))
        if connection.execute(recent).scalar_one() >= limit:
            minutes = WITHIN // timedelta(minutes=1)
            raise SignInRefused(f"Tried too often; wait {minutes} minutes, then try again.", too_often=True)


def _forget_old(connection: Connection, now: datetime) -> None:
    connection.execute(delete(failures).where(failures.c.at_ms <= milliseconds(now - WITHIN)))
    connection.execute(
        delete(sessions).where(
            (sessions.c.seen_ms <= milliseconds(now - IDLE))
            | (sessions.c.began_ms <= milliseconds(now - LONGEST))
        )
    )
