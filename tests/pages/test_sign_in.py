"""Signing in and out: what a browser is given, what it must bring, and who is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pages_of_centre import PASSWORD, Visitor, serving
from sqlalchemy import Engine

from kiosk.central.accounts import EVERYWHERE, AuditBook
from kiosk.central.database import open_database
from kiosk.central.settings import CentralTable

SignIn = Callable[[str], Visitor]


def test_who_is_not_signed_in_is_asked_to_and_led_on_to_where_they_wanted(visitor: Visitor) -> None:
    asked = visitor.get("/?theme=dark")
    assert (asked.status, asked.url) == (200, f"{visitor.url}/sign-in?next=/%3Ftheme%3Ddark")
    assert 'name="next" value="/?theme=dark"' in asked.text
    led = visitor.post("/sign-in", {"account": "viewer", "password": PASSWORD, "next": "/?theme=dark"})
    assert (led.status, led.url) == (200, f"{visitor.url}/?theme=dark")
    assert 'data-theme="dark"' in led.text


@pytest.mark.parametrize("next_", ["https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nb: c"])
def test_nobody_is_led_to_another_place(visitor: Visitor, next_: str) -> None:
    led = visitor.post("/sign-in", {"account": "viewer", "password": PASSWORD, "next": next_})
    assert (led.status, led.url) == (200, f"{visitor.url}/")


def test_a_wrong_password_is_said_and_the_name_is_kept(visitor: Visitor) -> None:
    refused = visitor.post("/sign-in", {"account": "<viewer>", "password": "guess"})
    assert refused.status == 401
    assert "Tên hoặc mật khẩu không đúng" in refused.text
    assert 'value="&lt;viewer&gt;"' in refused.text
    assert "guess" not in refused.text
    assert not list(visitor.cookies)


def test_who_guesses_too_often_is_told_to_wait(visitor: Visitor) -> None:
    for _ in range(5):
        visitor.sign_in("nobody", "guess")
    assert visitor.sign_in("nobody", "guess").status == 429


def test_the_cookie_is_for_no_script_and_no_other_site(visitor: Visitor) -> None:
    visitor.sign_in("viewer")
    (cookie,) = visitor.cookies
    assert cookie.name == "session"
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    assert (cookie.secure, cookie.discard) == (False, True)


def test_behind_a_proxy_that_encrypts_the_cookie_is_for_encrypted_ways_alone(visitor: Visitor) -> None:
    answer = visitor.post(
        "/sign-in", {"account": "viewer", "password": PASSWORD, "next": "/"}, **{"X-Forwarded-Proto": "https"}
    )
    assert answer.url.endswith("/sign-in")  # urllib did not bring the cookie along in the clear
    (cookie,) = visitor.cookies
    assert (cookie.name, cookie.secure) == ("__Host-session", True)


def test_after_signing_out_the_session_is_over_even_for_who_kept_the_cookie(visitor: Visitor) -> None:
    visitor.sign_in("viewer")
    kept = {cookie.name: cookie.value for cookie in visitor.cookies}
    assert visitor.fill_in("/", "/sign-out").url.endswith("/sign-in")
    header = "; ".join(f"{name}={value}" for name, value in kept.items())
    assert Visitor(visitor.url).get("/", Cookie=header).url.endswith("/sign-in")


@pytest.mark.parametrize("token", ["", "x" * 43])
def test_a_form_without_the_session_s_token_changes_nothing(visitor: Visitor, token: str) -> None:
    visitor.sign_in("viewer")
    assert visitor.post("/sign-out", {"csrf": token}).status == 419
    assert visitor.get("/").url == f"{visitor.url}/"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 419),
        ({"Sec-Fetch-Site": "same-site"}, 419),
        ({"Origin": "https://evil.example"}, 419),
        ({"Origin": "null"}, 419),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_another_site_can_sign_nobody_in(visitor: Visitor, header: dict[str, str], status: int) -> None:
    answer = visitor.post("/sign-in", {"account": "viewer", "password": PASSWORD}, **header)
    assert answer.status == status


def test_signing_in_and_out_is_in_the_audit(engine: Engine, visitor: Visitor) -> None:
    visitor.sign_in("tracer")
    visitor.fill_in("/", "/sign-out")
    latest = AuditBook(engine).latest(EVERYWHERE, 2)
    assert [(deed.account, deed.action) for deed in latest] == [
        ("tracer", "signed_out"),
        ("tracer", "signed_in"),
    ]


def test_where_there_is_no_account_yet_the_page_says_how_to_make_one(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/centre.db")
    with serving(engine) as url:
        assert "kiosk central account add" in Visitor(url).get("/sign-in?lang=en").text
    engine.dispose()


def test_where_guests_may_look_they_see_what_a_viewer_sees_and_may_still_sign_in(
    engine: Engine,
) -> None:
    with serving(engine, CentralTable(guests=True)) as url:
        guest = Visitor(url)
        page = guest.get("/")
        assert page.url == f"{url}"
        assert 'href="/sign-in"' in page.text
        assert (
            "viewer-1"
            in guest.post("/sign-in", {"account": "viewer-1", "password": PASSWORD, "next": "/"}).text
        )
