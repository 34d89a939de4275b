"""What every answer says to the browser about what it may do with it, and what is not even looked at."""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
ENCRYPTED_ONLY = "max-age=31536000"

LARGEST_BODY = 20_000_000
"""Of a request, bytes; the registry of a country is smaller."""

Failed = Callable[[Request, Exception], Response]


class Armour:
    """Adds the headers, refuses what is too large, forbids caches to keep anything but the static files, and
    turns a defect into a page.
    """

    def __init__(self, app: ASGIApp, failed: Failed) -> None:
        self._app, self._failed = app, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = ENCRYPTED_ONLY
                if not scope["path"].startswith("/static/"):
                    headers["cache-control"] = "no-store"
            await send(message)

        try:
            if _too_large(Headers(scope=scope)):
                await Response("Too large.", 413)(scope, receive, send_with_headers)
            else:
                await self._app(scope, receive, send_with_headers)
        except Exception as defect:
            page = self._failed(Request(scope), defect)
            if begun:
                raise
            await page(scope, receive, send_with_headers)


def _too_large(headers: Headers) -> bool:
    """A body whose length nobody told is taken for too large."""
    length = headers.get("content-length", "0")
    chunked = "chunked" in headers.get("transfer-encoding", "")
    return chunked or not length.isdigit() or int(length) > LARGEST_BODY
