"""What stands around the pages: errors, bounds, long work."""

import socket
from urllib.parse import urlsplit

import pytest
from pages_of_centre import PASSWORD, Visitor, Well
from sqlalchemy import Engine

from kiosk.central.settings import CentralTable
from kiosk.central.web.app import make_app, make_parts
from kiosk.central.web.frame import Viewer
from kiosk.central.web.security import LARGEST_BODY
from kiosk.central.web.server import PageServer
from kiosk.central.web.works import Works


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/sites/thuan-hoa/ubnd-thuan-hoa/nowhere", 404),
        ("/sites/thuan-hoa/ubnd-thuan-hoa/tru-so?day=yesterday", 400),
        ("/sites/thuan-hoa/ubnd-thuan-hoa/tru-so?day=9999-12-31", 400),
        ("/sites?page=many", 400),
        ("/sites?page=0", 400),
        ("/sites/thuan-hoa/ubnd-thuan-hoa/tru-so?page=-1", 400),
        ("/kiosks?page=99999999999999999999", 400),
        ("/exports/entries.csv?site=tru-so", 400),
        ("/sign-out", 405),
        ("/audit", 403),
    ],
)
def test_what_cannot_be_shown_is_a_page_that_says_so(visitor: Visitor, path: str, status: int) -> None:
    visitor.sign_in("viewer")
    answer = visitor.get(path)
    assert answer.status == status
    assert "<h1>" in answer.text
    assert '"detail"' not in answer.text


def test_a_body_beyond_all_measure_is_not_even_read(url: str) -> None:
    with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port)) as client:
        head = f"POST /registry/import HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST_BODY + 1}\r\n\r\n"
        client.sendall(head.encode())
        assert client.recv(12) == b"HTTP/1.1 413"


def test_a_defect_of_ours_is_a_page_without_a_trace_and_a_line_in_the_log(engine: Engine) -> None:
    said: list[str] = []
    app = make_app(make_parts(engine, CentralTable(guests=True), Well(), say=said.append), fail=print)

    @app.get("/broken")
    def fail(desk: Viewer) -> str:
        raise ZeroDivisionError(PASSWORD)

    server = PageServer(app, socket.create_server(("127.0.0.1", 0)), fail=print)
    server.start()
    answer = Visitor(server.url).get("/broken?lang=en")
    server.close()
    assert answer.status == 500
    assert "The fault is the program" in answer.text
    assert PASSWORD not in answer.text
    (line,) = said
    assert line.startswith("A page failed: ZeroDivisionError at test_frame.py:")
    assert PASSWORD not in line


def test_nobody_is_told_of_another_s_work_and_what_is_old_is_forgotten() -> None:
    works = Works()
    work = works.begin("an", "1", 10)
    work.advance(4)
    assert work.share == 0.4
    assert works.find("binh", "1") is None
    for nth in range(300):
        works.begin("binh", str(nth), 1)
    assert works.find("an", "1") is None
    assert works.find("binh", "299") is not None


def test_an_empty_export_is_over_at_once(visitor: Visitor) -> None:
    visitor.sign_in("viewer")
    answer = visitor.get("/exports/entries.csv?since=2020-01-01&until=2020-01-02&work=1")
    assert answer.text.splitlines()[0].removeprefix("\ufeff").startswith("at,area,")
    assert answer.headers["content-disposition"] == 'attachment; filename="entries-2020-01-01-2020-01-02.csv"'
    assert visitor.get("/exports/progress/1").status == 286
