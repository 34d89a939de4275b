"""The centre's pages on a free port, with two areas to show, and a visitor without a screen."""

import json
import re
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from typing import Any

from argon2 import PasswordHasher
from doors import Door
from sqlalchemy import Engine
from stored import sent
from waiting import wait_until

from kiosk.central.accounts import EVERYWHERE, Account, Accounts, Passwords, Role, Scope
from kiosk.central.messages import Heard, Message
from kiosk.central.registry import Registry, read_sheets
from kiosk.central.settings import CentralTable
from kiosk.central.store import Store
from kiosk.central.web.app import make_app, make_parts
from kiosk.central.web.server import PageServer
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.feed.topics import Place
from kiosk.keys.files import CentreKeys

PASSWORD = "bốn con voi xám"

REGISTRY = (
    "area,name\nthuan-hoa,Phường Thuận Hóa\nphu-xuan,Phường Phú Xuân\n",
    "agency,name\nubnd-thuan-hoa,UBND phường Thuận Hóa\nso-y-te,Sở Y tế\n",
    "area,agency,site,name,address,office,opening_hours,staff_expected\n"
    "thuan-hoa,ubnd-thuan-hoa,tru-so,Trụ sở,1 Lê Lợi,Văn phòng,mon-fri 07:30-11:30 13:30-17:00,12\n"
    "phu-xuan,so-y-te,co-so-2,Cơ sở 2,2 Lê Lợi,Phòng Tổ chức,mon-fri 07:30-17:00,30\n",
    "kiosk,area,agency,site,gate\nthuan-hoa-1,thuan-hoa,ubnd-thuan-hoa,tru-so,Cổng chính\n"
    "phu-xuan-1,phu-xuan,so-y-te,co-so-2,Cổng sau\n",
)

PLACES = (
    Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1"),
    Place("phu-xuan", "so-y-te", "co-so-2", "phu-xuan-1"),
)

HEALTH = {
    "v": 1,
    "at": "2026-11-24T03:00:00.000Z",
    "version": "0.1.0",
    "uptime_s": 3600,
    "frame_age_ms": 40,
    "fps": 15,
    "decode_ms": 4,
    "entries": 4,
    "outbox": 2,
    "quarantined": 0,
    "receipt_age_s": 1,
    "clock": "trusted",
    "temperature_c": 51.5,
    "throttled": False,
    "disk_free_mb": 9000,
    "memory_mb": 180,
    "faults": ["camera"],
}


class Well:
    """A centre whose broker and database are there."""

    connected = True
    storing = True


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str
    url: str


class Visitor:
    """Keeps cookies, follows redirects, and fills in what a form hides."""

    def __init__(self, url: str, **headers: str) -> None:
        self.url = url.rstrip("/")
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self._opener.addheaders = [("Accept", "text/html"), *headers.items()]

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask(urllib.request.Request(self.url + path, headers=headers))

    def post(self, path: str, form: Mapping[str, Any], **headers: str) -> Answer:
        body = urllib.parse.urlencode(form, doseq=True).encode()
        return self._ask(urllib.request.Request(self.url + path, body, headers=headers))

    def fill_in(self, page: str, path: str, **form: Any) -> Answer:
        """Opens a page, and sends a form that it has, with what the page hides in it."""
        token = re.search(r'name="csrf" value="([^"]*)"', self.get(page).text)
        return self.post(path, {"csrf": token[1] if token else ""} | form)

    def sign_in(self, name: str, password: str = PASSWORD) -> Answer:
        return self.post("/sign-in", {"account": name, "password": password, "next": "/"})

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request) as answer:
                return Answer(
                    answer.status, answer.headers, answer.read().decode(errors="replace"), answer.url
                )
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, refusal.headers, refusal.read().decode(), refusal.url)


def write_down(engine: Engine) -> None:
    """Two areas, each with a site and a kiosk."""
    files = [(f"{nth}.csv", text.encode()) for nth, text in enumerate(REGISTRY)]
    Registry(engine).put(read_sheets(files), EVERYWHERE, "root")


def add_accounts(engine: Engine) -> None:
    """For each role one that sees everything, such as `viewer`, and one of Thuận Hóa, `viewer-1`."""
    accounts = Accounts(engine, Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    for role in Role:
        accounts.add(Account(role.value, role, EVERYWHERE), PASSWORD, "root")
        accounts.add(Account(f"{role}-1", role, Scope(frozenset({"thuan-hoa"}))), PASSWORD, "root")


def take_in(engine: Engine) -> None:
    """Entries of both kiosks, and what they say of themselves."""
    messages: list[Message] = []
    for place in PLACES:
        door = Door(place)
        wire = [door.entry(direction=direction) for direction in (Direction.IN, Direction.IN, Direction.OUT)]
        wire.append(door.entry(verdict=Verdict.REJECTED, reason=Reason.UNKNOWN_CODE, kind="unknown"))
        messages += [sent(door, wire), Heard(place, alive=True, status="online", health=json.dumps(HEALTH))]
    Store(engine).keep(messages, datetime.now(UTC))


@contextmanager
def serving(
    engine: Engine, table: CentralTable | None = None, keys: CentreKeys | None = None
) -> Iterator[str]:
    """The address of the pages. A defect in a page fails the test."""
    said: list[str] = []
    defects: list[BaseException] = []
    parts = make_parts(engine, table or CentralTable(), Well(), keys, say=said.append)
    server = PageServer(
        make_app(parts, fail=defects.append), socket.create_server(("127.0.0.1", 0)), fail=defects.append
    )
    parts.names.refresh()
    server.start()
    try:
        newest = parts.reader.newest(0, 1)
        wait_until(lambda: not newest or parts.live.last_arrival >= newest[0].arrival)
        yield server.url
    finally:
        parts.live.stop()
        server.close()
    assert (said, defects) == ([], [])
