"""Every verdict, fault and state is said in plain words, in every language."""

from dataclasses import replace
from datetime import timedelta

import pytest
from views import NOW, SITE, told

from kiosk.devices.screen.words import LANGUAGES, Words
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.ports import Link

VI, EN = Words("vi", SITE), Words("en", SITE)
GUARD = {"vi": "Vui lòng gặp bảo vệ", "en": "Please see the guard"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("direction", [*Direction, None], ids=str)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_and_a_short_form(
    reason: Reason, direction: Direction | None, language: str
) -> None:
    words = Words(language, SITE)
    said = told(reason, direction=direction)
    for text in (*words.verdict(said), words.short(said)):
        assert text.strip()
        assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", Reason)
def test_who_is_turned_away_is_sent_to_the_guard_once(reason: Reason, language: str) -> None:
    said = told(reason)
    sentence = ". ".join(Words(language, SITE).verdict(said)).casefold()
    turned_away = said.verdict in (Verdict.REJECTED, Verdict.FAULT)
    assert sentence.count(GUARD[language].casefold()) == turned_away


@pytest.mark.parametrize(
    ("reason", "direction", "sentence"),
    [
        (Reason.OK, Direction.IN, ("Mời vào", "Welcome, please come in")),
        (Reason.OK, Direction.OUT, ("Tạm biệt", "Goodbye")),
        (Reason.PASSBACK, Direction.IN, ("Lượt trước chưa quét ra", "The last visit was not checked out")),
        (Reason.PASSBACK, Direction.OUT, ("Lượt trước chưa quét vào", "The last visit was not checked in")),
    ],
)
def test_the_direction_decides_what_is_said(
    reason: Reason, direction: Direction, sentence: tuple[str, str]
) -> None:
    said = told(reason, direction=direction)
    assert (VI.verdict(said)[0], EN.verdict(said)[0]) == sentence


def test_already_says_when_the_code_was_first_seen_in_the_sites_zone() -> None:
    first = told(Reason.ALREADY_IN, first_at=NOW - timedelta(minutes=4))
    assert VI.verdict(first) == ("Đã quét vào lúc 08:11", "không tính thêm lượt")
    assert EN.verdict(first) == ("Checked in at 08:11, not counted again",)
    tokyo = Words("en", replace(SITE, timezone="Asia/Tokyo"))
    assert tokyo.verdict(first) == ("Checked in at 10:11, not counted again",)


def test_a_fault_gives_the_hotline_where_there_is_one() -> None:
    fault = told(Reason.JOURNAL_UNAVAILABLE)
    assert VI.verdict(fault)[1:] == ("Vui lòng gặp bảo vệ", "Hỗ trợ: 1900 1075")
    assert VI.help() == "Hỗ trợ: 1900 1075"
    silent = Words("vi", replace(SITE, hotline=""))
    assert silent.verdict(fault) == ("Máy không ghi được lượt này", "Vui lòng gặp bảo vệ")
    assert silent.help() == ""


def test_the_notice_names_the_days_and_whom_to_ask() -> None:
    assert EN.notice().endswith("erased after 90 days. Contact: baove@example.vn")
    assert Words("en", replace(SITE, keep_days=30, contact="")).notice().endswith("erased after 30 days")


def test_the_link_tells_how_many_entries_wait() -> None:
    assert EN.link(Link(connected=True, waiting=0)) == "Online · 0 waiting"
    assert EN.link(Link(connected=False, waiting=128)) == "Offline · still recording · 128 waiting"


def test_an_unknown_fault_is_called_by_its_name() -> None:
    assert VI.fault("camera") == "Máy ảnh không phản hồi"
    assert VI.fault("turnstile") == "turnstile"
