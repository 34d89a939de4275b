"""Serves the mirror to browsers on this machine, from threads of its own."""

import json
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socket import SHUT_RDWR, socket
from socketserver import TCPServer, ThreadingMixIn
from threading import Lock, Thread
from typing import Any
from urllib.parse import quote

from kiosk.devices.screen.web.mirror import Mirror

HOST = "127.0.0.1"
NAMES = ("localhost", HOST)
"""What a browser on this machine calls it; under another name a stranger's page is pointing here."""

WAIT_S = 1.0
"""A request for a picture is answered after this at the latest, with or without a new one."""

IDLE_S = 30.0
"""A connection that asks for nothing, or takes nothing, for so long is closed."""

MOST_CONNECTIONS = 32
"""Each has a thread; one more is closed at once."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page: its media type, and what is in it."""

    kind: str
    content: bytes


class MirrorServer(ThreadingMixIn, TCPServer):
    """Listens on 127.0.0.1 alone. Raises OSError where the port is taken."""

    allow_reuse_address = True
    request_queue_size = MOST_CONNECTIONS
    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, mirror: Mirror, assets: Mapping[str, Asset]) -> None:
        self.mirror, self.assets = mirror, assets
        self.defect: BaseException | None = None
        self._open: set[socket] = set()
        self._lock = Lock()
        super().__init__((HOST, port), _Answers)
        self._thread = Thread(target=self.serve_forever, args=(0.05,), name="screen-page", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}/"

    def close(self) -> None:
        """Ends every connection; twice is fine."""
        self.shutdown()
        self.server_close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # it was ended from the other side
                    connection.shutdown(SHUT_RDWR)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Whether there is room for one more."""
        with self._lock:
            return len(self._open) < MOST_CONNECTIONS

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
            super().close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away is no defect; anything else is told to the loop."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self.defect = error


class _Answers(BaseHTTPRequestHandler):
    """The answers to one browser."""

    server: MirrorServer
    protocol_version = "HTTP/1.1"
    timeout = IDLE_S

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0]
        path = self.path.partition("?")[0]
        if host not in NAMES:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, f"Open {self.server.url} instead.")
        elif path == "/picture":
            self._send_picture()
        elif path in self.server.assets:
            asset = self.server.assets[path]
            self._send(HTTPStatus.OK, asset.content, {"Content-Type": asset.kind})
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def version_string(self) -> str:
        return "kiosk"

    def log_message(self, *values: Any) -> None:
        """Says nothing: who looks at a screen is nobody's concern."""

    def _send_picture(self) -> None:
        tag = re.fullmatch(r'"([0-9]{1,15})"', self.headers.get("If-None-Match", ""))
        found = self.server.mirror.picture(int(tag[1]) if tag else 0, WAIT_S)
        if found is None:
            self._send(HTTPStatus.NOT_MODIFIED if tag else HTTPStatus.NO_CONTENT, b"", {})
            return
        number, picture = found
        self._send(
            HTTPStatus.OK,
            picture.jpeg,
            {
                "Content-Type": "image/jpeg",
                "ETag": f'"{number}"',
                "Kiosk-Says": quote(json.dumps(picture.words, ensure_ascii=False)),
            },
        )

    def _send(self, status: HTTPStatus, content: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is HTTPStatus.OK:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
