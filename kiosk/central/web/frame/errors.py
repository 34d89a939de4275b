"""What is shown when a page cannot be: always a page, in the visitor's language, and never a trace."""

from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kiosk.central.web.frame.desk import SEE_OTHER, Looked, SignInNeeded, parts_of, somebody
from kiosk.central.web.frame.staff import Staff
from kiosk.errors import whereabouts

SIGN_IN = "/sign-in"
KNOWN = (400, 403, 404, 405, 413, 419, 500, 503)


def add_error_pages(app: FastAPI) -> None:
    app.add_exception_handler(SignInNeeded, _to_sign_in)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(DBAPIError, _no_database)


def failed(request: Request, defect: Exception) -> Response:
    """The page for a defect of ours; the log is told where it is, and nothing of what was asked."""
    parts_of(request).say(
        f"A page failed: {whereabouts(defect)}. Please report it; nothing recorded is lost."
    )
    return _page(request, 500)


async def _to_sign_in(request: Request, _error: Exception) -> Response:
    if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
        response = _page(request, 403)
        response.headers["hx-redirect"] = SIGN_IN  # for htmx, which puts answers into a page
        return response
    path = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    wanted = f"?next={quote(path, safe='/')}" if path != "/" else ""
    return RedirectResponse(f"{SIGN_IN}{wanted}", SEE_OTHER)


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    try:
        staff = await run_in_threadpool(somebody, request)
    except DBAPIError:
        staff = None
    return _page(request, status, staff)


async def _not_understood(request: Request, _error: Exception) -> Response:
    return _page(request, 400)


async def _no_database(request: Request, _error: Exception) -> Response:
    return _page(request, 503)


def _page(request: Request, status: int, staff: Staff | None = None) -> Response:
    known = status if status in KNOWN else 500 if status >= 500 else 400
    return Looked(request, staff).page("error.html", status=status, known=known)
