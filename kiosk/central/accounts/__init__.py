"""Who may look at what, who is signed in, and the audit of what was looked at and changed."""

from kiosk.central.accounts.account import Account, Role, check_password
from kiosk.central.accounts.accounts import Accounts
from kiosk.central.accounts.audit import COMMAND_LINE, Action, AuditBook, Deed, Recorded, record
from kiosk.central.accounts.passwords import Passwords
from kiosk.central.accounts.scope import EVERYWHERE, Scope
from kiosk.central.accounts.sessions import Session, Sessions, SignInRefused

__all__ = [
    "COMMAND_LINE",
    "EVERYWHERE",
    "Account",
    "Accounts",
    "Action",
    "AuditBook",
    "Deed",
    "Passwords",
    "Recorded",
    "Role",
    "Scope",
    "Session",
    "Sessions",
    "SignInRefused",
    "check_password",
    "record",
]
