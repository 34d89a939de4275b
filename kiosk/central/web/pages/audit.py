"""The audit, for admins: who looked at whom, who changed what, when, and why."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from kiosk.central.accounts import Action, Deed, Recorded
from kiosk.central.web.frame import Admin, Desk, Parts
from kiosk.domain.spreadsheet import csv_line

LISTED = 100
Before = Annotated[int | None, Query(ge=0, le=2**62)]
AT_ONCE = 1000


def routes(parts: Parts) -> APIRouter:
    router = APIRouter()
    audit = parts.audit

    @router.get("/audit")
    def show_audit(desk: Admin, account: str = "", action: str = "", before: Before = None) -> HTMLResponse:
        deeds = audit.latest(desk.scope, LISTED + 1, before=before, account=account, action=action)
        return desk.page(
            "audit.html",
            deeds=deeds[:LISTED],
            earlier=deeds[LISTED - 1].number if len(deeds) > LISTED else None,
            actions=list(Action),
            account=account,
            action=action,
        )

    @router.get("/audit.csv")
    def export_audit(desk: Admin, account: str = "", action: str = "") -> Response:
        audit.note(desk.staff.name, [Deed(Action.EXPORTED, "audit")])
        return desk.download("audit.csv", _lines(desk, account, action))

    def _lines(desk: Desk, account: str, action: str) -> Iterator[str]:
        yield "\ufeff" + csv_line(["at", "account", "action", "target", "area", "reason", "detail"])
        before: int | None = None
        while deeds := audit.latest(desk.scope, AT_ONCE, before=before, account=account, action=action):
            yield "".join(csv_line(_cells(deed)) for deed in deeds)
            before = deeds[-1].number

    return router


def _cells(deed: Recorded) -> list[object]:
    detail = "; ".join(f"{name}: {value}" for name, value in deed.detail.items())
    at = deed.at.isoformat(timespec="milliseconds")
    return [at, deed.account, deed.action, deed.target, deed.area or "", deed.reason, detail]
