"""Serves the page from a thread of its own, on a socket that is already bound."""

import socket
import threading
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

LAST_ANSWERS_S = 1
STOP_S = 1.5


class PageServer:
    """`fail` is told of a defect in the thread; it must only enqueue."""

    def __init__(
        self, app: FastAPI, listener: socket.socket, *, fail: Callable[[BaseException], None]
    ) -> None:
        self._listener, self._fail = listener, fail
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                lifespan="on",
                ws="none",
                timeout_graceful_shutdown=LAST_ANSWERS_S,
            )
        )
        self._thread = threading.Thread(target=self._serve, name="page", daemon=True)

    @property
    def url(self) -> str:
        host, port = self._listener.getsockname()[:2]
        return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Twice is fine."""
        self._server.should_exit = True
        self._thread.join(STOP_S)

    def _serve(self) -> None:
        try:
            self._server.run(sockets=[self._listener])
        except BaseException as defect:
            self._fail(defect)
