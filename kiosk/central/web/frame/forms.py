"""A change is believed only if it was sent from a page of ours, by the session that was shown it."""

import hmac
from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException
from starlette.datastructures import FormData
from starlette.requests import Request

from kiosk.central.web.frame.desk import somebody
from kiosk.central.web.frame.staff import Staff

LOOKING = ("GET", "HEAD", "OPTIONS")
OUT_OF_DATE = 419
"""No standard's number, but the one that others use for this, too."""

TOKEN = "csrf"  # noqa: S105 - the field's name


def from_here(request: Request) -> None:
    """Refuses what a page of somebody else makes a browser send.

    Browsers say it in Sec-Fetch-Site, older ones in Origin; programs that are no browsers say neither.
    """
    if request.method in LOOKING:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        ours = site in ("same-origin", "none")
    elif origin := request.headers.get("origin"):
        ours = urlsplit(origin).netloc == request.headers.get("host")
    else:
        ours = True
    if not ours:
        raise HTTPException(OUT_OF_DATE)


async def _filled(request: Request) -> FormData:
    return await request.form()


Filled = Annotated[FormData, Depends(_filled)]
"""What somebody filled in; uploaded files are closed when the answer is sent."""


def filled_in(form: FormData, name: str) -> str:
    """One field without the space around it; empty where it is not there."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


async def genuine(request: Request, staff: Annotated[Staff | None, Depends(somebody)]) -> AsyncIterator[None]:
    """Refuses a change whose form does not carry the token of the session that sends it."""
    from_here(request)
    if request.method in LOOKING:
        yield
        return
    async with request.form() as form:
        shown = form.get(TOKEN)
        expected = staff.csrf if staff else ""
        if not expected or not isinstance(shown, str) or not hmac.compare_digest(shown, expected):
            raise HTTPException(OUT_OF_DATE)
        yield
