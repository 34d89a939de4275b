"""Who may look: a name, a role, and the areas that it sees."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kiosk.central.accounts.scope import Scope
from kiosk.central.wrong import Wrong

NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")
PASSWORD_LETTERS = (8, 200)


class Role(StrEnum):
    """`viewer` sees counts and entries; `tracer` persons as well, with a reason; `admin` looks after
    registry and accounts and reads the audit, but sees no person: who may look is watched by somebody else.
    """

    VIEWER = "viewer"
    TRACER = "tracer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    role: Role
    scope: Scope
    enabled: bool = True


def check_name(name: str) -> str:
    """Raises Wrong for what is no account's name."""
    if not NAME.fullmatch(name):
        raise Wrong("account_no_name", name=name)
    return name


def check_password(name: str, password: str) -> str:
    """Raises Wrong for one that is easily guessed, or too long to be one."""
    least, most = PASSWORD_LETTERS
    if len(password) < least:
        raise Wrong("password_short", least=least)
    if len(password) > most:
        raise Wrong("password_long", most=most)
    if password.casefold() == name.casefold() or len(set(password)) < 3:
        raise Wrong("password_easy")
    return password
