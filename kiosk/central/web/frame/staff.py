"""Who asks: an account that is signed in, or a guest where guests may look."""

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from kiosk.central.accounts import EVERYWHERE, Role, Scope, Session

COOKIE = "session"


@dataclass(frozen=True, slots=True)
class Staff:
    """`name` empty: a guest."""

    name: str
    role: Role
    scope: Scope
    csrf: str = field(default="", repr=False)

    @classmethod
    def of(cls, session: Session) -> "Staff":
        account = session.account
        return cls(account.name, account.role, account.scope, session.csrf)

    @property
    def signature(self) -> str:
        """How the audit calls them."""
        return self.name or "(guest)"


GUEST = Staff("", Role.VIEWER, EVERYWHERE)


def secret_of(request: Request) -> str | None:
    """What the browser shows of its session."""
    return request.cookies.get(_cookie(request))


def give_secret(request: Request, response: Response, secret: str) -> None:
    """Until the browser is closed; no script reads it, and other sites' forms do not bring it along."""
    response.set_cookie(
        _cookie(request), secret, path="/", httponly=True, samesite="lax", secure=_encrypted(request)
    )


def take_secret(request: Request, response: Response) -> None:
    response.delete_cookie(
        _cookie(request), path="/", httponly=True, samesite="lax", secure=_encrypted(request)
    )


def _cookie(request: Request) -> str:
    """`__Host-`: the browser itself then sees to it that the cookie came encrypted, from this host."""
    return f"__Host-{COOKIE}" if _encrypted(request) else COOKIE


def _encrypted(request: Request) -> bool:
    return request.url.scheme == "https"
