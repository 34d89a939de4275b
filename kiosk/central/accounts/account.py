"""Who may look: a name, a role, and the areas that it sees."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kiosk.central.accounts.scope import Scope
from kiosk.errors import UsageError

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
    """Raises UsageError for what is no account's name."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' is no account's name; write up to 40 of a-z, 0-9, '.', '-' and '_', "
            "with a letter or a digit at both ends."
        )
    return name


def check_password(name: str, password: str) -> str:
    """Raises UsageError for one that is easily guessed, or too long to be one."""
    least, most = PASSWORD_LETTERS
    if len(password) < least:
        raise UsageError(f"The password is too short; take at least {least} letters, better a few words.")
    if len(password) > most:
        raise UsageError(f"The password is too long; take at most {most} letters.")
    if password.casefold() == name.casefold() or len(set(password)) < 3:
        raise UsageError("The password is easily guessed; take another, better a few words.")
    return password
