"""What the screen shows and what it keeps to itself, whatever display it is on."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from views import BUSY, HISTORY, IDLE, MAGENTA, NAME, NOW, SITE, VIEWS, frame, telling, told

from kiosk.devices.screen import theme
from kiosk.devices.screen.drawing import Drawing
from kiosk.devices.screen.drawing.layout import Box
from kiosk.devices.screen.drawing.marks import Icon, LivePicture, Mark, Text
from kiosk.domain.quality import Grade
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.ports import Frame, Lamps, View

SIZE = (800, 480)
ONE_OF_EACH = {
    Verdict.ACCEPTED: Reason.OK,
    Verdict.ALREADY: Reason.ALREADY_IN,
    Verdict.REJECTED: Reason.EXPIRED,
    Verdict.INSPECTED: Reason.BOARD_OK,
    Verdict.FAULT: Reason.JOURNAL_UNAVAILABLE,
}


class Panel:
    """A surface with its drawing."""

    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        self.surface = pygame.Surface(size)
        self.drawing = Drawing(SITE, self.surface)

    def pixels(self) -> np.ndarray:
        """(height, width, 3)"""
        data = np.frombuffer(pygame.image.tobytes(self.surface, "RGB"), np.uint8)
        return data.reshape(self.surface.get_height(), self.surface.get_width(), 3)

    def holds(self, colour: tuple[int, int, int]) -> bool:
        return bool((self.pixels() == colour).all(axis=2).any())


@pytest.fixture
def panel() -> Panel:
    return Panel()


def marks(view: View) -> Iterator[Mark]:
    for region in Panel().drawing.regions(view):
        yield from region.marks


def words(view: View) -> list[str]:
    return [mark.words for mark in marks(view) if isinstance(mark, Text)]


def live(view: View) -> list[LivePicture]:
    return [mark for mark in marks(view) if isinstance(mark, LivePicture)]


def icon(view: View) -> Icon:
    region = Panel().drawing.regions(view)[0]
    (icon,) = [mark for mark in region.marks if isinstance(mark, Icon)]
    return icon


def face(view: View) -> tuple[object, ...]:
    """Ground, shape and words of the visitor's part."""
    region = Panel().drawing.regions(view)[0]
    return (
        region.ground,
        icon(view).shape,
        next(mark.words for mark in region.marks if isinstance(mark, Text)),
    )


# What is said


def test_the_visitor_is_invited_in_two_languages_the_first_one_large() -> None:
    invitation, second = [mark for mark in marks(IDLE) if isinstance(mark, Text)][:2]
    assert (invitation.words, second.words) == ("Đưa mã QR vào khung", "Hold your QR code in the frame")
    assert invitation.size > second.size
    assert invitation.bold


def test_a_verdict_is_said_in_two_languages() -> None:
    assert words(telling(Reason.EXPIRED))[:3] == [
        "Mã đã hết hạn",
        f"{NAME} · Vui lòng gặp bảo vệ",
        "This code has expired. Please see the guard",
    ]


def test_any_one_of_ground_shape_and_words_tells_the_verdicts_apart() -> None:
    faces = [face(telling(reason)) for reason in ONE_OF_EACH.values()]
    for kind in zip(*faces, strict=True):
        assert len(set(kind)) == len(ONE_OF_EACH)


@pytest.mark.parametrize("grade", Grade)
def test_a_board_s_shield_bears_its_grade_and_the_sentence_says_it(grade: Grade) -> None:
    shown = telling(Reason.BOARD_HARD_TO_SCAN, grade=grade, display=None)
    inscription = icon(shown).inscription

    assert inscription is not None
    assert inscription.words == grade
    assert f"Bảng QR đúng nhưng khó quét: {grade}" in words(shown)
    assert f"Board correct but hard to scan: {grade}" in words(shown)


def test_a_board_that_was_not_measured_has_a_shield_with_a_code() -> None:
    assert icon(telling(Reason.BOARD_OK)).inscription is None


@pytest.mark.parametrize("verdict", ONE_OF_EACH)
def test_a_verdict_fills_the_visitors_part(panel: Panel, verdict: Verdict) -> None:
    panel.drawing.draw(replace(telling(ONE_OF_EACH[verdict]), frame=frame()))
    ground = theme.VERDICTS[verdict].ground
    assert (panel.pixels()[:420, :300] == ground).all(axis=2).mean() > 0.6
    assert not panel.holds(MAGENTA)


def test_the_guard_sees_counts_link_clock_direction_and_what_is_wrong() -> None:
    view = replace(BUSY, direction=Direction.OUT, faults=("disk",))
    said = words(view)
    assert {"98765", "12345", "86420"} <= set(said)
    assert "Mất kết nối · máy vẫn ghi nhận · 12345 lượt chờ gửi" in said
    assert "Cổng chính · 08:15:42" in said
    assert "Chiều ra" in said
    assert "Bộ nhớ đầy" in said


def test_the_foot_says_in_each_language_in_turn_what_is_recorded_and_whom_to_call() -> None:
    seen = {
        text for second in range(20) for text in words(replace(IDLE, now=NOW + timedelta(seconds=second)))
    }
    assert (
        "Nơi này ghi lại lượt ra vào. Dữ liệu được mã hóa và tự xóa sau 90 ngày. Liên hệ: baove@example.vn"
    ) in seen
    assert (
        "Entries are recorded here, encrypted, and erased after 90 days. Contact: baove@example.vn"
    ) in seen
    assert "Hỗ trợ: 1900 1075" in seen


def test_the_history_gives_times_in_the_sites_zone_and_verdicts() -> None:
    view = replace(IDLE, history=(told(Reason.OK), told(Reason.EXPIRED, at=NOW - timedelta(minutes=3))))
    said = words(view)
    assert said[said.index("08:15") + 1] == "vào"
    assert said[said.index("08:12") + 1] == "hết hạn"


def test_lamps_are_drawn_only_where_the_signal_is_simulated(panel: Panel) -> None:
    lit = Lamps(green=True, yellow=True, red=True, tone_hz=440)
    colours = (theme.LAMP_GREEN, theme.LAMP_YELLOW, theme.LAMP_RED)
    panel.drawing.draw(replace(IDLE, lamps=lit))
    assert all(panel.holds(colour) for colour in colours)
    panel.drawing.draw(replace(IDLE, lamps=Lamps()))
    assert not any(panel.holds(colour) for colour in colours)
    panel.drawing.draw(replace(IDLE, lamps=lit))
    panel.drawing.draw(IDLE)
    assert not any(panel.holds(colour) for colour in colours)


# What is kept


@pytest.mark.parametrize("reason", Reason)
def test_the_guards_strip_and_the_foot_tell_nothing_of_a_person(reason: Reason) -> None:
    _, *others = Panel().drawing.regions(replace(telling(reason), history=HISTORY))
    said = " ".join(mark.words for region in others for mark in region.marks if isinstance(mark, Text))
    assert said
    assert not any(part in said for part in ("Thử", "nam", "1990"))


def test_the_visitor_sees_at_most_the_masked_name_once() -> None:
    said = " ".join(words(replace(telling(Reason.OK), history=HISTORY)))
    assert said.count(NAME) == 1
    assert "1990" not in said


@pytest.mark.parametrize("display", [None, "", "nam · 1990", "nữ", "1990"])
def test_a_line_without_a_name_gives_none(display: str | None) -> None:
    assert words(telling(Reason.OK, display=display))[1] == ""


def test_without_a_picture_nothing_of_the_last_one_stays(panel: Panel) -> None:
    panel.drawing.draw(replace(IDLE, frame=frame()))
    panel.drawing.draw(IDLE)
    assert not panel.holds(MAGENTA)


def test_a_camera_that_does_not_answer_is_said_in_place_of_its_picture() -> None:
    view = replace(IDLE, frame=frame(), faults=("camera",))
    assert live(view) == []
    assert words(view)[:2] == ["Máy ảnh không phản hồi", "Camera not responding"]


# How it is drawn


def test_the_picture_is_shown_whole_and_as_in_a_mirror(panel: Panel) -> None:
    picture = np.zeros((90, 160, 3), np.uint8)
    picture[:, :80], picture[:, 80:] = (255, 0, 0), (0, 0, 255)
    panel.drawing.draw(replace(IDLE, frame=Frame(picture[:, :, 0], NOW, picture)))
    box = preview_box()
    row = panel.pixels()[box.y + box.h // 2, box.x : box.right]
    assert row[3].tolist() == [0, 0, 255]
    assert row[-4].tolist() == [255, 0, 0]


@pytest.mark.parametrize("shape", [(90, 160), (120, 90), (40, 400)], ids=["wide", "tall", "very wide"])
def test_a_picture_of_any_shape_keeps_it(panel: Panel, shape: tuple[int, int]) -> None:
    panel.drawing.draw(replace(IDLE, frame=frame(height=shape[0], width=shape[1])))
    rows, columns = np.nonzero((panel.pixels() == MAGENTA).all(axis=2))
    width, height = columns.max() - columns.min() + 1, rows.max() - rows.min() + 1
    assert width / height == pytest.approx(shape[1] / shape[0], rel=0.05)
    assert preview_box().contains(Box(columns.min(), rows.min(), width, height))


def test_a_grey_picture_is_shown_in_grey(panel: Panel) -> None:
    panel.drawing.draw(replace(IDLE, frame=Frame(np.full((90, 160), 77, np.uint8), NOW)))
    assert panel.holds((77, 77, 77))


def preview_box() -> Box:
    return next(mark.box for mark in marks(replace(IDLE, frame=frame())) if isinstance(mark, LivePicture))


@settings(max_examples=20, deadline=None)
@given(names=st.lists(st.sampled_from(sorted(VIEWS)), min_size=2, max_size=5))
def test_a_screen_brought_up_to_date_looks_as_one_drawn_anew(names: list[str]) -> None:
    followed, anew = Panel((480, 320)), Panel((480, 320))
    for name in names:
        followed.drawing.draw(VIEWS[name])
    anew.drawing.draw(VIEWS[names[-1]])
    assert np.array_equal(followed.pixels(), anew.pixels())


def test_what_did_not_change_is_not_drawn_again(panel: Panel) -> None:
    view = replace(BUSY, faults=())
    assert len(panel.drawing.draw(view)) > 5
    assert panel.drawing.draw(view) == []
    assert panel.drawing.draw(replace(view, frame=frame())) == [preview_box()]
    panel.drawing.redraw()
    assert len(panel.drawing.draw(view)) > 5


def test_what_is_drawn_stays_within_the_boxes_that_are_told(panel: Panel) -> None:
    panel.drawing.draw(VIEWS["idle"])
    before = panel.pixels().copy()
    told_boxes = panel.drawing.draw(
        replace(VIEWS["idle"], now=NOW + timedelta(seconds=1), occupancy=BUSY.occupancy)
    )
    changed = (panel.pixels() != before).any(axis=2)
    for box in told_boxes:
        changed[box.y : box.bottom, box.x : box.right] = False
    assert told_boxes
    assert not changed.any()


# Colours


def test_every_text_can_be_read_on_its_ground_and_a_verdict_from_afar() -> None:
    assert min(theme.contrast(look.text, look.ground) for look in theme.looks()) >= 4.5
    assert min(theme.contrast(look.text, look.ground) for look in theme.VERDICTS.values()) >= 7


def test_contrast_is_as_the_guidelines_compute_it() -> None:
    assert theme.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert theme.contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", VIEWS)
def test_text_is_drawn_only_in_those_colours_and_on_that_ground(panel: Panel, name: str) -> None:
    panel.drawing.draw(VIEWS[name])
    looks = set(theme.looks())
    for mark in marks(VIEWS[name]):
        if isinstance(mark, Text):
            assert mark.look in looks
            assert tuple(panel.surface.get_at(mark.box[:2]))[:3] == mark.look.ground, mark.words


# Letters


def test_decomposed_letters_are_drawn_as_composed_ones() -> None:
    panels = []
    for form in ("NFC", "NFD"):
        panel = Panel()
        panel.drawing.draw(
            telling(Reason.OK, display=unicodedata.normalize(form, "Ẩ. Ộ. Nghiễm · nữ · 1990"))
        )
        panels.append(panel.pixels())
    assert np.array_equal(*panels)
