"""The visitor's part: the camera's picture and an invitation, or one verdict that fills it."""

from dataclasses import dataclass

from kiosk.devices.screen.drawing.layout import Box, Layout
from kiosk.devices.screen.drawing.marks import Block, Icon, LivePicture, Mark, Region, Shape, Text
from kiosk.devices.screen.theme import (
    AIM,
    IDLE,
    IDLE_FAULT,
    IDLE_QUIET,
    PREVIEW_GROUND,
    PREVIEW_HINT,
    VERDICTS,
    Colour,
)
from kiosk.devices.screen.words import Words
from kiosk.domain.person import SEX_WORDS
from kiosk.domain.verdict import Verdict
from kiosk.ports import Frame, Told, View

"""An older picture is not shown: a frozen one would pass for a live one."""

SHAPES = {
    Verdict.ACCEPTED: Shape.TICK,
    Verdict.ALREADY: Shape.CLOCK,
    Verdict.REJECTED: Shape.CROSS,
    Verdict.INSPECTED: Shape.SHIELD_WITH_CODE,
    Verdict.FAULT: Shape.TRIANGLE,
}


@dataclass(frozen=True, slots=True)
class Saying:
    """What a visitor is told in one language: the sentence, and what stands under it."""

    large: str
    under: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        return ". ".join((self.large, *self.under))


def saying(view: View, words: Words) -> Saying:
    """The visitor's sentence; never a name."""
    if view.told is not None:
        large, *under = words.verdict(view.told)
        return Saying(large, tuple(under))
    if view.message:
        return Saying(view.message)
    if "camera" in view.faults:
        return Saying(words.fault("camera"))
    return Saying(words.text("idle"))


def visitor(view: View, layout: Layout, languages: tuple[Words, ...]) -> tuple[Region, ...]:
    """`languages`: one or two, the first one large."""
    sayings = [saying(view, words) for words in languages]
    second = sayings[1].whole if len(sayings) > 1 else ""
    if view.told is not None:
        return (_verdict(view.told, sayings[0], second, layout),)
    return _idle(view, sayings[0], second, layout)


def live_frame(view: View) -> Frame | None:
    """The picture, if it is one of this moment."""
    return None if "camera" in view.faults else view.frame


def _verdict(told: Told, first: Saying, second: str, layout: Layout) -> Region:
    look, sizes = VERDICTS[told.verdict], layout.sizes
    under = " · ".join([*_name(told), *first.under])
    return Region(
        layout.visitor,
        look.ground,
        (
            _icon(told, layout.icon),
            Text(first.large, layout.verdict, sizes.verdict, look, bold=True, align=0.5, lines=2),
            Text(under, layout.under, sizes.under, look, align=0.5, lines=2),
            Text(second, layout.second, sizes.small, look, align=0.5, lines=2),
        ),
    )


def _icon(told: Told, box: Box) -> Icon:
    """The verdict's shape; a board's shield bears its grade, where one was measured."""
    look = VERDICTS[told.verdict]
    if told.verdict is not Verdict.INSPECTED or told.grade is None:
        return Icon(SHAPES[told.verdict], box, look.text)
    inside = box.band(0.16, 0.8)
    grade = Text(told.grade, inside, round(inside.h * 0.72), look, bold=True, align=0.5)
    return Icon(Shape.SHIELD, box, look.text, grade)


def _name(told: Told) -> list[str]:
    """The masked name alone, of a line such as `N. V. Thử · nam · 1990`; none where the line has no name."""
    name = (told.display or "").split(" · ")[0]
    return [] if not name or name.isdecimal() or name in SEX_WORDS.values() else [name]


def _idle(view: View, first: Saying, second: str, layout: Layout) -> tuple[Region, ...]:
    out_of_order = "camera" in view.faults
    sizes = layout.sizes
    look = IDLE_FAULT if out_of_order else IDLE
    return (
        Region(
            layout.visitor,
            IDLE.ground,
            _message(view.message, layout)
            if view.message
            else (
                Text(first.large, layout.idle_large, sizes.idle, look, bold=True, align=0.5),
                Text(second, layout.idle_small, sizes.small, IDLE_QUIET, align=0.5),
            ),
        ),
        Region(layout.preview, IDLE.ground, _preview(live_frame(view), out_of_order, layout.preview)),
    )


def _message(message: str, layout: Layout) -> tuple[Mark, ...]:
    """In the centre's own words, in one language, in the place of both invitations."""
    box = layout.idle_large.joined(layout.idle_small)
    return (Text(message, box, layout.sizes.idle, IDLE, bold=True, align=0.5, lines=3),)


def _preview(frame: Frame | None, out_of_order: bool, box: Box) -> tuple[Mark, ...]:
    radius = box.h // 30
    ground = Block(box, PREVIEW_GROUND, radius)
    side = round(box.h * 0.66)
    aim = box.middle(side, side)
    if out_of_order:
        return ground, Icon(Shape.TRIANGLE, box.middle(box.h // 3, box.h // 3), IDLE_FAULT.text)
    if frame is None:
        return ground, Icon(Shape.CODE, aim.middle(side // 2, side // 2), PREVIEW_HINT), *_corners(aim, AIM)
    return ground, LivePicture(frame, box, radius), *_corners(aim, AIM)


def _corners(aim: Box, colour: Colour) -> tuple[Block, ...]:
    """The aiming frame: an angle at each corner."""
    thick, long = max(3, aim.h // 50), aim.h // 6
    blocks = []
    for x, y in ((aim.x, aim.y), (aim.right, aim.y), (aim.x, aim.bottom), (aim.right, aim.bottom)):
        left, top = x == aim.x, y == aim.y
        at_x, at_y = (x if left else x - thick), (y if top else y - thick)
        blocks.append(Block(Box(x if left else x - long, at_y, long, thick), colour))
        blocks.append(Block(Box(at_x, y if top else y - long, thick, long), colour))
    return tuple(blocks)
