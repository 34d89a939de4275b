"""How somebody wants to see the pages: language, and light or dark. A link changes it, a cookie keeps it."""

from dataclasses import dataclass
from typing import get_args

from starlette.requests import Request
from starlette.responses import Response

from kiosk.central.web.words import Language

DARKNESS = ("light", "dark")
KEPT_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Look:
    """`theme`: `light`, `dark`, or empty: as the browser is set."""

    language: Language = "vi"
    theme: str = ""


def look_of(request: Request) -> Look:
    language = _chosen(request, "lang", get_args(Language))
    return Look("en" if language == "en" else "vi", _chosen(request, "theme", DARKNESS))


def keep_look(request: Request, response: Response) -> None:
    """Where the address says it, for all pages from now on."""
    for name in ("lang", "theme"):
        if name in request.query_params:
            look = look_of(request)
            value = look.language if name == "lang" else look.theme
            response.set_cookie(
                name, value, KEPT_S, samesite="lax", httponly=True, secure=request.url.scheme == "https"
            )


def with_look(request: Request, **changes: str) -> str:
    """The address of this page in another look."""
    url = request.url.include_query_params(**changes)
    return f"{url.path}?{url.query}"


def _chosen(request: Request, name: str, known: tuple[str, ...]) -> str:
    for value in (request.query_params.get(name), request.cookies.get(name)):
        if value in known:
            return value or ""
    return ""
