"""On a screen of any size, everything has its place and nothing lies upon anything else."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pygame
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from views import HISTORY, IDLE, SITE, VIEWS, told

from kiosk.devices.screen.drawing import Drawing
from kiosk.devices.screen.drawing.layout import Box, layout
from kiosk.devices.screen.drawing.lettering import Lettering
from kiosk.devices.screen.drawing.marks import Icon, LivePicture, Text
from kiosk.devices.screen.site import Site
from kiosk.devices.screen.words import Words
from kiosk.domain.verdict import Reason
from kiosk.domain.visible import visible
from kiosk.ports import View
from kiosk.typography import find_typeface

Size = tuple[int, int]

PANELS: list[Size] = [
    (480, 320),
    (800, 480),
    (1024, 600),
    (1920, 1080),
    (1920, 480),
    (1000, 1000),
    (320, 480),
    (720, 1280),
    (1080, 1920),
]
LANGUAGES = [("vi", "en"), ("en", "vi"), ("vi",)]
LONG = Site(
    "Trung tâm Phục vụ hành chính công liên thông thành phố và các phường lân cận số 1",
    gate="Cổng phụ phía đường Nguyễn Chí Thanh nối dài",
    hotline="0234 3 123 456 hoặc 0912 345 678 (24/7)",
    contact="phong-tiep-cong-dan-va-bao-ve-co-quan@thanh-pho-thu-nghiem.example.vn",
    keep_days=730,
)


@st.composite
def sizes(draw: st.DrawFn) -> Size:
    long, short = draw(st.integers(480, 1920)), draw(st.integers(320, 1080))
    return (long, short) if draw(st.booleans()) else (short, long)


def drawing(size: Size, site: Site = SITE) -> Drawing:
    return Drawing(site, pygame.Surface(size))


def contents(view: View, size: Size, site: Site = SITE) -> Iterator[Text | Icon | LivePicture]:
    """All that is drawn but the grounds and lines beneath."""
    for region in drawing(size, site).regions(view):
        for mark in region.marks:
            if isinstance(mark, Text | Icon | LivePicture):
                yield mark


@given(size=sizes(), name=st.sampled_from(sorted(VIEWS)))
@example(size=(480, 320), name="busy")
@example(size=(320, 480), name="busy")
@example(size=(1056, 960), name="busy")
def test_nothing_lies_upon_anything_else_or_outside(size: Size, name: str) -> None:
    screen = Box(0, 0, *size)
    boxes = [mark.box for mark in contents(VIEWS[name], size, LONG)]
    for box in boxes:
        assert min(box.w, box.h) > 0
        assert screen.contains(box)
    assert [(one, other) for one, other in combinations(boxes, 2) if one.meets(other)] == []


@given(size=sizes(), name=st.sampled_from(sorted(VIEWS)))
def test_every_mark_stays_within_its_region_so_that_it_goes_when_the_region_is_painted_anew(
    size: Size, name: str
) -> None:
    for region in drawing(size).regions(VIEWS[name]):
        assert all(region.box.contains(mark.box) for mark in region.marks)


@given(size=sizes())
def test_the_parts_cover_the_screen(size: Size) -> None:
    parts = layout(*size)
    covered = [parts.visitor, parts.strip, parts.foot]
    assert sum(box.w * box.h for box in covered) == size[0] * size[1]
    assert not any(one.meets(other) for one, other in combinations(covered, 2))


@given(size=sizes())
def test_the_direction_is_large_enough_to_touch(size: Size) -> None:
    button = drawing(size).direction
    assert button.h >= 32
    assert button.w >= 60


def texts(size: Size, site: Site) -> list[Text]:
    """Every text of every view, once."""
    marks = {mark for view in VIEWS.values() for mark in contents(view, size, site)}
    return [mark for mark in marks if isinstance(mark, Text)]


@pytest.mark.parametrize("size", PANELS, ids=str)
def test_there_is_room_for_every_fault(size: Size) -> None:
    view = VIEWS["busy"]
    said = {mark.words for mark in contents(view, size) if isinstance(mark, Text)}
    assert said >= {Words("vi", SITE).fault(fault) for fault in view.faults}


@pytest.mark.parametrize("size", PANELS, ids=str)
def test_there_is_room_for_at_least_four_past_verdicts(size: Size) -> None:
    view = replace(IDLE, history=HISTORY)
    times = [
        mark.words
        for mark in contents(view, size)
        if isinstance(mark, Text) and re.fullmatch("[0-9]{2}:[0-9]{2}", mark.words)
    ]
    assert times[:4] == ["08:15", "08:14", "08:13", "08:12"]


@pytest.mark.parametrize("languages", LANGUAGES, ids="+".join)
@pytest.mark.parametrize("size", PANELS, ids=str)
def test_no_word_of_the_catalogue_is_cut(size: Size, languages: tuple[str, ...]) -> None:
    lettering = Lettering(find_typeface())
    said = texts(size, replace(SITE, languages=languages))
    assert [text.words for text in said if " ".join(lettering.fit(text).lines) != visible(text.words)] == []


@pytest.mark.parametrize("site", [SITE, LONG], ids=["usual", "long"])
@pytest.mark.parametrize("size", PANELS, ids=str)
def test_the_letters_of_every_text_stand_within_its_box(size: Size, site: Site) -> None:
    lettering, surface = Lettering(find_typeface()), pygame.Surface(size)
    for text in texts(size, site):
        letters = lettering.draw(surface, text)
        assert letters.w == 0 or text.box.contains(letters), text.words


@pytest.mark.parametrize("size", PANELS, ids=str)
def test_the_verdict_is_by_far_the_largest_text(size: Size) -> None:
    lettering = Lettering(find_typeface())
    view = VIEWS[Reason.OK]
    heights = sorted(
        (lettering.fit(mark).size for mark in contents(view, size) if isinstance(mark, Text)), reverse=True
    )
    assert heights[0] >= 1.5 * heights[1]


@pytest.mark.parametrize(
    "words",
    [
        "a" * 5000,
        "W" * 90,
        "một " * 500,
        "﷽" * 20,
        "e" + "\u0301" * 200,
        "漢字" * 60,
        "\u202eđảo ngược\u202c",
        "hai\ndòng\r\nba\tcột\x00\x07\x1b[31m",
        "\ud800 nửa ký tự",
        "🙂" * 30,
        "",
        " ",
    ],
    ids=lambda words: ascii(words[:12]),
)
def test_a_name_of_any_characters_stays_on_one_line_of_its_place(words: str) -> None:
    lettering = Lettering(find_typeface())
    surface = pygame.Surface((480, 320))
    for mark in contents(VIEWS[Reason.OK], (480, 320), Site(words, gate=words, hotline=words, contact=words)):
        if isinstance(mark, Text):
            letters = lettering.draw(surface, mark)
            assert letters.w == 0 or mark.box.contains(letters)
    drawing((480, 320)).draw(replace(IDLE, told=told(Reason.OK, display=words)))
