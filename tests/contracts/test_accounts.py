"""Accounts: who may sign in, for how long, and that all of it is in the audit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, update
from stored import rows

from kiosk.central.accounts import (
    EVERYWHERE,
    Account,
    Accounts,
    AuditBook,
    Passwords,
    Role,
    Scope,
    Sessions,
    SignInRefused,
)
from kiosk.central.accounts.sessions import FOR_BOTH, FROM_ONE_ADDRESS, IDLE, LONGEST
from kiosk.central.instants import milliseconds
from kiosk.central.tables import accounts as accounts_table
from kiosk.central.tables import failures, sessions
from kiosk.errors import UsageError

AN = Account("an", Role.VIEWER, Scope(frozenset({"thuan-hoa", "phu-xuan"})))
PASSWORD = "bốn con voi xám"
DESK = "192.0.2.7"


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))  # quick, for once


@pytest.fixture
def accounts(engine: Engine, passwords: Passwords) -> Accounts:
    made = Accounts(engine, passwords)
    made.add(AN, PASSWORD, "root")
    return made


@pytest.fixture
def doorkeeper(engine: Engine, passwords: Passwords, accounts: Accounts) -> Sessions:
    return Sessions(engine, passwords)


def test_who_signs_in_is_known_by_the_secret_alone_and_the_database_does_not_have_it(
    engine: Engine, doorkeeper: Sessions
) -> None:
    secret = doorkeeper.sign_in("an", PASSWORD, DESK)
    session = doorkeeper.find(secret)
    assert session is not None
    assert session.account == AN
    assert doorkeeper.find(secret[:-1]) is None
    assert secret.encode() not in rows(engine, sessions)[0].digest
    doorkeeper.sign_out(secret)
    doorkeeper.sign_out(secret)
    assert doorkeeper.find(secret) is None


@pytest.mark.parametrize(("name", "password"), [("an", PASSWORD.upper()), ("binh", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(
    doorkeeper: Sessions, name: str, password: str
) -> None:
    with pytest.raises(SignInRefused, match="The name or the password is not right") as refusal:
        doorkeeper.sign_in(name, password, DESK)
    assert not refusal.value.too_often


def test_who_guesses_is_not_heard_for_a_while_and_nobody_else_is_locked_out(
    engine: Engine, doorkeeper: Sessions
) -> None:
    for _ in range(FOR_BOTH):
        with pytest.raises(SignInRefused, match="not right"):
            doorkeeper.sign_in("an", "guess", DESK)
    with pytest.raises(SignInRefused, match="wait 15 minutes") as refusal:
        doorkeeper.sign_in("an", PASSWORD, DESK)
    assert refusal.value.too_often
    assert doorkeeper.sign_in("an", PASSWORD, "192.0.2.8")
    with engine.begin() as connection:
        connection.execute(update(failures).values(at_ms=failures.c.at_ms - 15 * 60_000))
    assert doorkeeper.sign_in("an", PASSWORD, DESK)
    assert rows(engine, failures) == []


def test_who_tries_many_names_from_one_address_is_not_heard_either(
    engine: Engine, doorkeeper: Sessions
) -> None:
    now_ms = milliseconds(datetime.now(UTC))
    with engine.begin() as connection:
        tried = [
            {"account": f"name{nth}", "address": DESK, "at_ms": now_ms} for nth in range(FROM_ONE_ADDRESS)
        ]
        connection.execute(failures.insert(), tried)
    with pytest.raises(SignInRefused, match="wait"):
        doorkeeper.sign_in("an", PASSWORD, DESK)


@pytest.mark.parametrize(
    ("column", "age", "alive"),
    [
        ("seen_ms", IDLE - timedelta(minutes=1), True),
        ("seen_ms", IDLE, False),
        ("began_ms", LONGEST - timedelta(minutes=1), True),
        ("began_ms", LONGEST, False),
    ],
)
def test_a_session_ends_when_nobody_uses_it_and_at_last_anyway(
    engine: Engine, doorkeeper: Sessions, column: str, age: timedelta, alive: bool
) -> None:
    secret = doorkeeper.sign_in("an", PASSWORD, DESK)
    with engine.begin() as connection:
        connection.execute(update(sessions).values({column: milliseconds(datetime.now(UTC) - age)}))
    assert (doorkeeper.find(secret) is not None) is alive


def test_a_session_that_is_used_lasts(engine: Engine, doorkeeper: Sessions) -> None:
    secret = doorkeeper.sign_in("an", PASSWORD, DESK)
    long_ago = milliseconds(datetime.now(UTC) - timedelta(hours=11))
    with engine.begin() as connection:
        connection.execute(update(sessions).values(seen_ms=long_ago))
    assert doorkeeper.find(secret)
    assert rows(engine, sessions)[0].seen_ms > long_ago


@pytest.mark.parametrize(
    "changed",
    [
        replace(AN, role=Role.TRACER),
        replace(AN, scope=EVERYWHERE),
        replace(AN, scope=Scope(frozenset())),
        replace(AN, enabled=False),
    ],
)
def test_whoever_is_changed_is_signed_out_and_is_then_what_was_written(
    accounts: Accounts, doorkeeper: Sessions, changed: Account
) -> None:
    secret = doorkeeper.sign_in("an", PASSWORD, DESK)
    accounts.change(changed, "root")
    assert doorkeeper.find(secret) is None
    assert accounts.all() == [changed]


def test_an_account_that_is_disabled_cannot_sign_in_and_is_not_told_why(
    accounts: Accounts, doorkeeper: Sessions
) -> None:
    accounts.change(replace(AN, enabled=False), "root")
    with pytest.raises(SignInRefused, match="not right"):
        doorkeeper.sign_in("an", PASSWORD, DESK)


def test_with_a_new_password_the_old_one_and_its_sessions_are_over(
    accounts: Accounts, doorkeeper: Sessions
) -> None:
    secret = doorkeeper.sign_in("an", PASSWORD, DESK)
    accounts.set_password("an", "năm con voi trắng", "an")
    assert doorkeeper.find(secret) is None
    assert not accounts.has_password("an", PASSWORD)
    assert accounts.has_password("an", "năm con voi trắng")


@pytest.mark.parametrize(
    ("name", "password", "wrong"),
    [
        ("an", PASSWORD, "There is an account an already"),
        ("An Bình", PASSWORD, "no account's name"),
        ("binh", "short", "too short"),
        ("binh", "x" * 201, "too long"),
        ("binhbinh", "BinhBinh", "easily guessed"),
        ("binh", "11111111", "easily guessed"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_the_way_out(
    accounts: Accounts, name: str, password: str, wrong: str
) -> None:
    with pytest.raises(UsageError, match=wrong):
        accounts.add(Account(name, Role.VIEWER, EVERYWHERE), password, "root")
    assert accounts.all() == [AN]


def test_all_of_it_is_in_the_audit_and_no_password(
    engine: Engine, accounts: Accounts, doorkeeper: Sessions
) -> None:
    doorkeeper.sign_out(doorkeeper.sign_in("an", PASSWORD, DESK))
    accounts.set_password("an", "năm con voi trắng", "an")
    accounts.change(replace(AN, role=Role.ADMIN), "root")
    book = AuditBook(engine).latest(EVERYWHERE, 99)
    assert [(deed.account, deed.action) for deed in book] == [
        ("root", "account_changed"),
        ("an", "password_changed"),
        ("an", "signed_out"),
        ("an", "signed_in"),
        ("root", "account_changed"),
    ]
    assert book[0].detail["before"]["role"] == "viewer"
    assert book[0].detail["after"]["role"] == "admin"
    assert "voi" not in str(book)
    assert rows(engine, accounts_table)[0].password_hash.startswith("$argon2id$")
    assert AuditBook(engine).latest(Scope(frozenset({"thuan-hoa"})), 99) == []
