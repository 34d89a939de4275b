"""Accounts, for admins of all areas, and everybody's own password."""

from dataclasses import replace

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from kiosk.central.accounts import EVERYWHERE, Account, Role, Scope
from kiosk.central.web.frame import AdminOfAll, Desk, Filled, Parts, Viewer, filled_in
from kiosk.central.wrong import Wrong


def routes(parts: Parts) -> APIRouter:
    router = APIRouter()
    accounts = parts.accounts

    def listed(desk: Desk, cells: FormData | None = None, wrong: Wrong | None = None) -> HTMLResponse:
        return desk.page(
            "accounts.html",
            status=422 if wrong else 200,
            accounts=accounts.all(),
            roles=list(Role),
            areas=parts.names.areas(desk.scope),
            name=filled_in(cells, "name") if cells else "",
            wrong=wrong,
        )

    def single(desk: Desk, account: Account, wrong: Wrong | None = None) -> HTMLResponse:
        return desk.page(
            "account.html",
            status=422 if wrong else 200,
            account=account,
            own=account.name == desk.staff.name,
            roles=list(Role),
            areas=parts.names.areas(desk.scope),
            wrong=wrong,
        )

    def known(name: str) -> Account:
        account = accounts.get(name)
        if account is None:
            raise HTTPException(404)
        return account

    @router.get("/accounts")
    def list_accounts(desk: AdminOfAll) -> HTMLResponse:
        return listed(desk)

    @router.post("/accounts")
    def add_account(desk: AdminOfAll, form: Filled) -> Response:
        account = Account(filled_in(form, "name"), _role(form), _scope(form))
        try:
            accounts.add(account, _password(form, "password"), desk.staff.name)
        except Wrong as wrong:
            return listed(desk, form, wrong)
        return desk.back("/accounts", "saved")

    @router.get("/accounts/{account}")
    def show_account(desk: AdminOfAll, account: str) -> HTMLResponse:
        return single(desk, known(account))

    @router.post("/accounts/{account}")
    def change_account(desk: AdminOfAll, form: Filled, account: str) -> Response:
        """Not one's own: whoever took the role from the last admin could not give it back."""
        before = known(account)
        if before.name == desk.staff.name:
            raise HTTPException(403)
        changed = replace(
            before, role=_role(form), scope=_scope(form), enabled=filled_in(form, "enabled") == "yes"
        )
        accounts.change(changed, desk.staff.name)
        return desk.back("/accounts", "saved")

    @router.post("/accounts/{account}/password")
    def set_password(desk: AdminOfAll, form: Filled, account: str) -> Response:
        found = known(account)
        try:
            accounts.set_password(account, _password(form, "password"), desk.staff.name)
        except Wrong as wrong:
            return single(desk, found, wrong)
        return desk.back("/accounts", "password_changed")

    def own(desk: Desk, wrong: Wrong | None = None, refused: bool = False) -> HTMLResponse:
        return desk.page(
            "own_password.html", status=422 if wrong or refused else 200, wrong=wrong, refused=refused
        )

    @router.get("/password")
    def show_own(desk: Viewer) -> HTMLResponse:
        if not desk.staff.name:
            raise HTTPException(403)
        return own(desk)

    @router.post("/password")
    def change_own(desk: Viewer, form: Filled) -> Response:
        """Signs one out everywhere, here as well."""
        if not accounts.has_password(desk.staff.name, _password(form, "current")):
            return own(desk, refused=True)
        try:
            accounts.set_password(desk.staff.name, _password(form, "password"), desk.staff.name)
        except Wrong as wrong:
            return own(desk, wrong)
        return desk.back("/sign-in", "password_changed")

    return router


def _password(form: FormData, name: str) -> str:
    """As it was typed, with its spaces."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _role(form: FormData) -> Role:
    try:
        return Role(filled_in(form, "role"))
    except ValueError:
        raise HTTPException(400) from None


def _scope(form: FormData) -> Scope:
    """Without an area an account sees none; all of them must be asked for."""
    if filled_in(form, "everywhere") == "yes":
        return EVERYWHERE
    return Scope(frozenset(area for area in form.getlist("areas") if isinstance(area, str)))
