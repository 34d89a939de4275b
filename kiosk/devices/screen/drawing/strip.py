"""The guard's strip and the foot under both parts. Locked as it is here, it shows nobody's name."""

from kiosk.devices.screen.drawing.layout import Box, Layout
from kiosk.devices.screen.drawing.marks import Block, Icon, Mark, Region, Shape, Text
from kiosk.devices.screen.site import Site
from kiosk.devices.screen.theme import (
    CHIP,
    FAULT_ROW,
    FOOT,
    FOOT_QUIET,
    LAMP_GREEN,
    LAMP_OFF,
    LAMP_RED,
    LAMP_YELLOW,
    LINKED,
    STRIP,
    STRIP_LINE,
    STRIP_QUIET,
    STRIP_STRONG,
    STRIP_UNSURE,
    UNLINKED,
    mark,
)
from kiosk.devices.screen.words import Words
from kiosk.domain.occupancy import Certainty, Occupancy
from kiosk.ports import Lamps, Told, View

LABEL = 0.64
"""Of a count's width; the rest is the number's."""

NOTICE_S = 10
"""For so long the privacy notice stands in one language."""


def strip(view: View, layout: Layout, site: Site, words: Words) -> tuple[Region, ...]:
    sizes = layout.sizes
    clock = f"{site.local(view.now):%H:%M:%S}"
    place = f"{site.gate} · {clock}" if site.gate else clock
    return (
        Region(
            layout.strip,
            STRIP.ground,
            (
                Text(site.name, layout.name, round(sizes.strip * 1.15), STRIP_STRONG, bold=True, lines=2),
                *_line_between(layout),
            ),
        ),
        _region(layout.place, Text(place, layout.place, sizes.strip, STRIP)),
        _region(layout.direction, *_direction(view, layout, words)),
        _region(layout.lamps, *_lamps(view.lamps, layout.lamps, sizes.strip)),
        _region(layout.inside, *_inside(view.occupancy, layout, words)),
        _count(layout.entered, words.text("entered"), view.occupancy.counts.entered, layout),
        _count(layout.left, words.text("left"), view.occupancy.counts.left, layout),
        _region(layout.history, *_news(view, layout, site, words)),
        _region(layout.link, *_link(view, layout, words)),
    )


def foot(view: View, layout: Layout, languages: tuple[Words, ...]) -> Region:
    """The privacy notice, in each language in turn, and whom to call."""
    sizes = layout.sizes
    words = languages[int(view.now.timestamp()) // NOTICE_S % len(languages)]
    return Region(
        layout.foot,
        FOOT.ground,
        (
            Text(words.notice(), layout.notice, sizes.foot, FOOT_QUIET, lines=layout.notice_lines),
            Text(words.help(), layout.hotline, sizes.strip, FOOT, bold=True, align=1.0, lines=2),
        ),
    )


def _region(box: Box, *marks: Mark) -> Region:
    return Region(box, STRIP.ground, marks)


def _line_between(layout: Layout) -> tuple[Block, ...]:
    """Between the numbers and the list: under the ones, or beside them."""
    history = layout.history
    if history.x == layout.name.x:
        return (Block(Box(history.x, history.y - layout.pad // 2, history.w, 1), STRIP_LINE),)
    return (Block(Box(history.x - layout.pad, history.y, 1, history.h), STRIP_LINE),)


def _direction(view: View, layout: Layout, words: Words) -> tuple[Mark, ...]:
    box, size = layout.direction, layout.sizes.strip
    inner = box.inset(size // 2, 0)
    return (
        Block(box, CHIP.ground, radius=size // 2),
        Text(words.direction(view.direction), inner.left(inner.w - 2 * size), size, CHIP, bold=True),
        Icon(Shape.SWAP, inner.beside(inner.w - round(1.4 * size)), CHIP.text),
    )


def _lamps(lamps: Lamps | None, box: Box, size: int) -> tuple[Mark, ...]:
    if lamps is None:
        return ()
    lit = (
        (Shape.DOT, LAMP_GREEN if lamps.green else LAMP_OFF),
        (Shape.DOT, LAMP_YELLOW if lamps.yellow else LAMP_OFF),
        (Shape.DOT, LAMP_RED if lamps.red else LAMP_OFF),
        (Shape.SPEAKER, STRIP_STRONG.text if lamps.tone_hz else LAMP_OFF),
    )
    step = box.w // len(lit)
    side = min(step - 4, round(size * 1.3))
    return tuple(
        Icon(shape, Box(box.right - (len(lit) - nth) * step, box.y, step, box.h).middle(side, side), colour)
        for nth, (shape, colour) in enumerate(lit)
    )


def _inside(occupancy: Occupancy, layout: Layout, words: Words) -> tuple[Mark, ...]:
    """How many; where that is not sure, the label says so, and which gates are not heard."""
    box, size = layout.inside, layout.sizes.strip
    label, number = box.left(round(box.w * LABEL)), box.beside(round(box.w * LABEL))
    told, large = str(occupancy.inside), round(size * 1.8)
    if occupancy.certainty is Certainty.EXACT:
        return (
            Text(words.text("inside"), label, size, STRIP_QUIET),
            Text(told, number, large, STRIP_STRONG, bold=True, align=1.0),
        )
    return (
        Text(words.text(f"inside.{occupancy.certainty}"), label.top(label.h // 2), size, STRIP_QUIET),
        Text(words.unheard(occupancy), label.below(label.h // 2), layout.sizes.foot, STRIP_UNSURE),
        Text(told, number, large, STRIP_UNSURE, bold=True, align=1.0),
    )


def _count(box: Box, label: str, count: int, layout: Layout) -> Region:
    words, number = box.left(round(box.w * LABEL)), box.beside(round(box.w * LABEL))
    return _region(
        box,
        Text(label, words, layout.sizes.strip, STRIP_QUIET),
        Text(str(count), number, layout.sizes.strip, STRIP_STRONG, bold=True, align=1.0),
    )


def _news(view: View, layout: Layout, site: Site, words: Words) -> tuple[Mark, ...]:
    """What is wrong, what will be, then the last verdicts, as many as there is room for."""
    size, row = layout.sizes.strip, layout.sizes.row
    marks: list[Mark] = []
    room = layout.history
    for fault in view.faults:
        if room.h < row:
            break
        bar = room.top(row)
        marks.append(Block(bar, FAULT_ROW.ground, radius=row // 5))
        inner = bar.inset(size // 3, 0)
        marks.append(Icon(Shape.TRIANGLE, inner.left(size), FAULT_ROW.text))
        marks.append(Text(words.fault(fault), inner.beside(round(1.3 * size)), size, FAULT_ROW))
        room = room.below(row + row // 8)
    for warning in view.warnings:
        if room.h < row:
            break
        line = room.top(row)
        marks.append(Icon(Shape.TRIANGLE, line.left(size), STRIP_QUIET.text))
        marks.append(Text(words.warning(warning), line.beside(round(1.3 * size)), size, STRIP_QUIET, lines=2))
        room = room.below(row + row // 8)
    for told in view.history[: max(0, room.h // row)]:
        marks.extend(_past(told, room.top(row), size, site, words))
        room = room.below(row)
    return tuple(marks)


def _past(told: Told, row: Box, size: int, site: Site, words: Words) -> tuple[Mark, ...]:
    look = mark(told)
    bar = Box(row.x, row.y + row.h // 6, max(3, size // 5), row.h - row.h // 3)
    rest = row.beside(size)
    time_width = round(size * 3.2)
    return (
        Block(bar, look.text, radius=bar.w // 2),
        Text(f"{site.local(told.at):%H:%M}", rest.left(time_width), size, STRIP),
        Text(words.short(told), rest.beside(time_width), size, look),
    )


def _link(view: View, layout: Layout, words: Words) -> tuple[Mark, ...]:
    if view.link is None:
        return ()
    size, box = layout.sizes.strip, layout.link
    colour = LINKED if view.link.connected else UNLINKED
    return (
        Icon(Shape.DOT, box.left(round(size * 0.7)), colour),
        Text(words.link(view.link), box.beside(round(size * 1.1)), size, STRIP, lines=2),
    )
