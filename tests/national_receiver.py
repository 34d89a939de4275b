"""A national centre for the tests: it takes events over HTTP, once each, and fails as it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "a-token-of-the-tests"


class National:
    """`events` by id. Of `faults` each batch meets one: `error`, `cut`, `silent_count`, `stored_then_error`;
    then all is well.
    """

    def __init__(self) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.faults: list[str] = []
        self.unwanted: set[str] = set()
        self.batches: list[tuple[str, list[str]]] = []  # key, ids
        self.largest = 10_000
        self.lock = threading.Lock()
        self.url = ""

    def take(self, key: str, batch: list[dict[str, Any]]) -> tuple[int, bytes]:
        with self.lock:
            self.batches.append((key, [event["id"] for event in batch]))
            fault = self.faults.pop(0) if self.faults else None
            if fault == "error":
                return 503, b"later"
            if len(batch) > self.largest:
                return 413, b"too much"
            refused = [event["id"] for event in batch if event["id"] in self.unwanted]
            new = [event for event in batch if event["id"] not in self.events and event["id"] not in refused]
            self.events.update({event["id"]: event for event in new})
            answer = {
                "accepted": len(new),
                "duplicates": len(batch) - len(new) - len(refused),
                "rejected": [{"id": one, "reason": "site unknown"} for one in refused],
            }
            if fault == "stored_then_error":
                return 500, b"stored, but nobody hears of it"
            if fault == "silent_count":
                answer["accepted"] = answer["duplicates"] = 0
            body = json.dumps(answer).encode()
            return 200, body[: len(body) // 2] if fault == "cut" else body

    def count(self, begin: str, end: str) -> int:
        with self.lock:
            return sum(begin <= event["time"] < end for event in self.events.values())


@contextmanager
def running_national() -> Iterator[National]:
    """On a free port of this machine."""
    national = National()

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self._answer(401, b"")
                return
            self._answer(*national.take(self.headers["Idempotency-Key"], json.loads(body)))

        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            count = national.count(asked["from"][0], asked["to"][0])
            self._answer(200, json.dumps({"events": count}).encode())

        def log_message(self, *_args: object) -> None:
            pass

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    national.url = f"http://127.0.0.1:{server.server_port}/api"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield national
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
