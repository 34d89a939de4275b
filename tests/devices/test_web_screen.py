"""`web:` over real HTTP: the same screen, for this machine alone, and nothing of a person on it."""

import io
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import Message
from http.client import HTTPConnection
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest
from PIL import Image
from views import IDLE, MAGENTA, SITE, frame, telling

from kiosk.devices.screen.site import Site
from kiosk.devices.screen.web import WebScreen
from kiosk.domain.verdict import Reason
from kiosk.errors import DeviceAbsent
from kiosk.ports import View

OPEN_SITE = replace(SITE, shows_camera=True)
LIVE = replace(IDLE, frame=frame())


@pytest.fixture
def new_screen() -> Iterator[Callable[..., WebScreen]]:
    made: list[WebScreen] = []

    def make(site: Site = SITE, port: int = 0) -> WebScreen:
        made.append(WebScreen(site, port=port))
        return made[-1]

    yield make
    for screen in made:
        screen.close()


@pytest.fixture
def screen(new_screen: Callable[..., WebScreen]) -> WebScreen:
    return new_screen()


def ask(screen: WebScreen, path: str = "", **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and content of one answer."""
    request = urllib.request.Request(screen.url + path, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read()


def picture(screen: WebScreen, view: View) -> bytes:
    screen.show(view)
    status, headers, content = ask(screen, "picture")
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    return content


def says(headers: Message) -> dict[str, str]:
    words: dict[str, str] = json.loads(unquote(headers["Kiosk-Says"]))
    return words


def share_of(colour: tuple[int, int, int], jpeg: bytes) -> float:
    pixels = np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB")).astype(int)
    return float((abs(pixels - colour).max(axis=2) < 30).mean())


def test_the_page_and_its_parts_are_served(screen: WebScreen) -> None:
    for path, kind, part in (
        ("", "text/html", '<html lang="vi">'),
        ("page.css", "text/css", "#picture"),
        ("page.js", "text/javascript", "fetch("),
    ):
        status, headers, content = ask(screen, path)
        assert (status, headers.get_content_type()) == (200, kind)
        assert part in content.decode()


def test_the_sites_name_is_a_text_on_the_page_and_no_markup(new_screen: Callable[..., WebScreen]) -> None:
    _, _, content = ask(new_screen(replace(SITE, name="<script>alert(1)</script> $name")))
    assert b"<title>&lt;script&gt;alert(1)&lt;/script&gt; $name</title>" in content


def test_a_picture_comes_with_what_the_visitor_is_told(screen: WebScreen) -> None:
    screen.show(telling(Reason.EXPIRED))
    _, headers, content = ask(screen, "picture")
    assert Image.open(io.BytesIO(content)).size == (1024, 600)
    assert says(headers) == {
        "vi": "Mã đã hết hạn. Vui lòng gặp bảo vệ",
        "en": "This code has expired. Please see the guard",
    }


def test_a_new_view_is_a_new_picture_and_the_same_view_is_none(screen: WebScreen) -> None:
    screen.show(IDLE)
    _, first, _ = ask(screen, "picture")
    screen.show(IDLE)
    assert ask(screen, "picture", **{"If-None-Match": first["etag"]})[0] == 304
    screen.show(telling(Reason.OK))
    status, second, _ = ask(screen, "picture", **{"If-None-Match": first["etag"]})
    assert (status, says(second)["vi"]) == (200, "Mời vào")
    assert second["etag"] != first["etag"]


def test_who_asks_before_anything_was_shown_is_told_there_is_nothing(screen: WebScreen) -> None:
    assert ask(screen, "picture")[0] == 204


def test_a_request_that_waits_gets_the_view_that_comes(screen: WebScreen) -> None:
    screen.show(IDLE)
    _, first, _ = ask(screen, "picture")
    answers: list[Message] = []
    headers = {"If-None-Match": first["etag"]}
    waiting = threading.Thread(target=lambda: answers.append(ask(screen, "picture", **headers)[1]))
    waiting.start()
    screen.show(telling(Reason.OK))
    waiting.join()
    assert says(answers[0])["en"] == "Welcome, please come in"


def test_camera_pictures_stay_on_the_machine_unless_nobody_real_is_on_them(
    new_screen: Callable[..., WebScreen],
) -> None:
    assert share_of(MAGENTA, picture(new_screen(OPEN_SITE), LIVE)) > 0.2
    assert share_of(MAGENTA, picture(new_screen(SITE), LIVE)) == 0


def test_a_masked_name_stays_on_the_machine_likewise(new_screen: Callable[..., WebScreen]) -> None:
    named, nameless = telling(Reason.OK), telling(Reason.OK, display=None)
    assert picture(new_screen(SITE), named) == picture(new_screen(SITE), nameless)
    assert picture(new_screen(OPEN_SITE), named) != picture(new_screen(OPEN_SITE), nameless)


def test_a_view_that_nobody_replaces_is_not_shown_as_live(new_screen: Callable[..., WebScreen]) -> None:
    screen = new_screen(OPEN_SITE)
    jpeg = picture(screen, LIVE)
    assert share_of(MAGENTA, jpeg) > 0.2
    while share_of(MAGENTA, jpeg):
        status, _, jpeg = ask(screen, "picture")
        assert status == 200


def test_every_answer_tells_the_browser_to_be_careful(screen: WebScreen) -> None:
    for path, headers in (("", {}), ("page.js", {}), ("nowhere", {}), ("", {"Host": "evil.example"})):
        _, answer, _ = ask(screen, path, **headers)
        assert "default-src 'none'" in answer["content-security-policy"]
        assert "unsafe" not in answer["content-security-policy"]
        assert answer["cross-origin-resource-policy"] == "same-origin"
        assert answer["x-content-type-options"] == "nosniff"
        assert answer["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["evil.example", "evil.example:8090", "127.0.0.1.evil.example", ""])
def test_a_name_that_strangers_point_here_is_refused(screen: WebScreen, name: str) -> None:
    screen.show(LIVE)
    for path in ("", "picture"):
        assert ask(screen, path, Host=name)[0] == 421


@pytest.mark.parametrize("name", ["localhost", "localhost:1234", "127.0.0.1"])
def test_the_machines_own_names_are_served(screen: WebScreen, name: str) -> None:
    assert ask(screen, Host=name)[0] == 200


def test_other_machines_cannot_connect(screen: WebScreen) -> None:
    where = "127.0.0.2", urlsplit(screen.url).port  # another address of this machine stands for them
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(where)


def test_a_port_that_is_taken_is_named(screen: WebScreen, new_screen: Callable[..., WebScreen]) -> None:
    port = urlsplit(screen.url).port
    with pytest.raises(DeviceAbsent, match=f"cannot use port {port} .*'web:"):
        new_screen(port=port)


def test_a_closed_screen_answers_nobody_and_leaves_its_port(new_screen: Callable[..., WebScreen]) -> None:
    first = new_screen()
    kept_open = HTTPConnection(urlsplit(first.url).netloc)
    kept_open.request("GET", "/")
    kept_open.getresponse().read()
    first.close()
    assert kept_open.sock.recv(1) == b""
    kept_open.close()
    again = new_screen(port=urlsplit(first.url).port)
    assert ask(again)[0] == 200


JUNK = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
    b"GET //[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
    b"GET /picture HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: " + b"9" * 6000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
    b"\xff\xfe HTTP/9.9\r\n\r\n",
    b"G\xc3\x89T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET\r\n\r\n",
    b"",
]


def test_junk_from_a_socket_disturbs_nothing(screen: WebScreen) -> None:
    where = urlsplit(screen.url)
    screen.show(IDLE)
    for junk in JUNK:
        with socket.create_connection((where.hostname, where.port)) as stranger:
            stranger.sendall(junk)
            stranger.shutdown(socket.SHUT_WR)
            try:
                while stranger.recv(65_536):
                    pass
            except ConnectionResetError:
                pass
    screen.show(IDLE)
    assert ask(screen, "picture")[0] == 200


def test_a_browser_that_takes_nothing_keeps_nobody_waiting(screen: WebScreen) -> None:
    where = urlsplit(screen.url)
    screen.show(IDLE)
    with socket.create_connection((where.hostname, where.port)) as slow:
        slow.sendall(b"GET /picture HTTP/1.1\r\nHost: localhost\r\n\r\n" * 200)
        for reason in Reason:
            screen.show(telling(reason))
        assert ask(screen, "picture")[0] == 200


def test_more_connections_than_there_is_room_for_are_closed_at_once(screen: WebScreen) -> None:
    where = urlsplit(screen.url)
    many = [socket.create_connection((where.hostname, where.port)) for _ in range(40)]
    try:
        many[-1].settimeout(10)
        assert many[-1].recv(1) == b""
    finally:
        for connection in many:
            connection.close()


def test_the_page_shows_nothing_hidden_in_the_site_s_name(new_screen: Callable[..., WebScreen]) -> None:
    screen = new_screen(replace(SITE, name="UBND\u202e\x1b\u200b Huế"))
    assert "<title>UBND Huế</title>" in ask(screen)[2].decode()
