"""Where a page meets who asks: the dependencies that let them in, and what a page answers with."""

from collections.abc import Callable, Iterable
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, HTTPException, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, StreamingResponse

from kiosk.central.accounts import Role, Scope
from kiosk.central.web.frame.look import Look, keep_look, look_of, with_look
from kiosk.central.web.frame.navigation import stops_for
from kiosk.central.web.frame.parts import Parts
from kiosk.central.web.frame.staff import GUEST, Staff, secret_of
from kiosk.central.web.words import WORDS, Words

SEE_OTHER = 303


class SignInNeeded(Exception):
    """Nobody is signed in."""


class Looked:
    """A page that is shown to anybody, signed in or not."""

    def __init__(self, request: Request, staff: Staff | None) -> None:
        self.request = request
        self._staff = staff
        self.look: Look = look_of(request)
        self._writer = parts_of(request).writer

    @property
    def words(self) -> Words:
        return WORDS[self.look.language]

    def page(self, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """A whole page; the template extends `frame.html`."""
        response = HTMLResponse(self.write(template, **values), status)
        keep_look(self.request, response)
        return response

    def write(self, template: str, **values: object) -> str:
        """A page, or a part of one."""
        return self._writer.write(
            template,
            self.look.language,
            {
                "staff": self._staff,
                "look": self.look,
                "path": self.request.url.path,
                "with_look": lambda **changes: with_look(self.request, **changes),
                "stops": stops_for(self._staff) if self._staff else (),
                "done": self.request.query_params.get("done", ""),
            }
            | values,
        )

    def download(self, name: str, pieces: Iterable[str]) -> StreamingResponse:
        """A CSV file, sent as it is made."""
        disposition = f'attachment; filename="{name}"'
        return StreamingResponse(
            pieces, media_type="text/csv; charset=utf-8", headers={"content-disposition": disposition}
        )

    def back(self, path: str, done: str = "") -> RedirectResponse:
        """After a change: to a page that may be loaded again. `done`: what says so, after `done_`."""
        return RedirectResponse(f"{path}?done={quote(done)}" if done else path, SEE_OTHER)


class Desk(Looked):
    """A page for somebody who may see it."""

    def __init__(self, request: Request, staff: Staff) -> None:
        super().__init__(request, staff)
        self.staff = staff

    @property
    def scope(self) -> Scope:
        """What every query for this page must be given."""
        return self.staff.scope


def parts_of(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


def somebody(request: Request) -> Staff | None:
    """Who asks; None: nobody who may see anything."""
    parts = parts_of(request)
    secret = secret_of(request)
    session = parts.sessions.find(secret) if secret else None
    if session:
        return Staff.of(session)
    return GUEST if parts.guests else None


def anybody(request: Request, staff: Annotated[Staff | None, Depends(somebody)]) -> Looked:
    return Looked(request, staff)


def viewer(request: Request, staff: Annotated[Staff | None, Depends(somebody)]) -> Desk:
    if staff is None:
        raise SignInNeeded
    return Desk(request, staff)


def _only(role: Role) -> Callable[[Desk], Desk]:
    def check(desk: Annotated[Desk, Depends(viewer)]) -> Desk:
        if desk.staff.role is not role:
            raise HTTPException(403)
        return desk

    return check


Viewer = Annotated[Desk, Depends(viewer)]
"""Whoever is signed in, in any role."""


def _of_all(desk: Annotated[Desk, Depends(_only(Role.ADMIN))]) -> Desk:
    if desk.scope.areas is not None:
        raise HTTPException(403)
    return desk


Tracer = Annotated[Desk, Depends(_only(Role.TRACER))]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
"""Of a list that goes on; the first is 1."""

Admin = Annotated[Desk, Depends(_only(Role.ADMIN))]
AdminOfAll = Annotated[Desk, Depends(_of_all)]
"""For what concerns all areas, such as accounts."""
