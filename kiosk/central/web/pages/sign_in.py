"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from kiosk.central.accounts import SignInRefused
from kiosk.central.web.frame import Looked, Parts
from kiosk.central.web.frame.desk import anybody
from kiosk.central.web.frame.forms import from_here, genuine
from kiosk.central.web.frame.staff import give_secret, secret_of, take_secret

Anybody = Annotated[Looked, Depends(anybody)]

TOO_MANY = 429
UNAUTHORISED = 401


def routes(parts: Parts) -> APIRouter:
    router = APIRouter()

    @router.get("/sign-in")
    def show_form(desk: Anybody, next: str = "/") -> Response:  # noqa: A002 - the address's own word
        return _form(parts, desk, next)

    @router.post("/sign-in", dependencies=[Depends(from_here)])
    def sign_in(
        request: Request,
        desk: Anybody,
        account: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "/",  # noqa: A002
    ) -> Response:
        address = request.client.host if request.client else ""
        try:
            secret = parts.sessions.sign_in(account.strip(), password, address)
        except SignInRefused as refusal:
            wrong = "too_often" if refusal.too_often else "wrong"
            return _form(parts, desk, next, account, wrong, TOO_MANY if refusal.too_often else UNAUTHORISED)
        response = desk.back(next if _ours(next) else "/")
        give_secret(request, response, secret)
        return response

    @router.post("/sign-out", dependencies=[Depends(genuine)])
    def sign_out(request: Request, desk: Anybody) -> Response:
        if secret := secret_of(request):
            parts.sessions.sign_out(secret)
        response = desk.back("/")
        take_secret(request, response)
        response.headers["clear-site-data"] = '"cache"'
        return response

    return router


def _form(
    parts: Parts, desk: Looked, wanted: str, account: str = "", wrong: str = "", status: int = 200
) -> Response:
    return desk.page(
        "sign_in.html",
        status=status,
        wanted=wanted if _ours(wanted) else "/",
        account=account,
        wrong=wrong,
        first=not parts.accounts.all(),
    )


def _ours(path: str) -> bool:
    """A path of these pages: never a way to somebody else's."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
