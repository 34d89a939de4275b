"""A pass as its holder gets it: A5, to be printed or shown on a phone, Vietnamese first."""

from dataclasses import dataclass, field

from kiosk.domain.verdict import Role
from kiosk.paper.fonts import Fonts
from kiosk.paper.page import Code, Colour, Mark, Modules, Page, Panel
from kiosk.paper.text import Column, Style

A5 = (148.0, 210.0)
MARGIN = 12.0
CODE_MM, CODE_TOP = 92.0, 60.0
PANEL_TOP, ROWS = 161.0, 3

WHITE: Colour = (255, 255, 255)
INK: Colour = (20, 29, 43)
QUIET_INK: Colour = (84, 97, 118)
PALE: Colour = (238, 242, 247)

TITLES: dict[Role, tuple[str, Colour]] = {
    Role.VISITOR: ("THẺ KHÁCH · VISITOR PASS", (11, 79, 158)),
    Role.STAFF: ("THẺ NHÂN VIÊN · STAFF PASS", (14, 98, 81)),
    Role.OPERATOR: ("THẺ VẬN HÀNH · OPERATOR BADGE", (98, 45, 14)),
}
"""What it is, and the colour by which a guard knows it from afar."""

TITLE = Style(11, WHITE, bold=True, align=0.5)
PLACES = tuple(Style(points, WHITE, bold=True, align=0.5) for points in (17, 15, 13, 11))
NAMES = tuple(Style(points, INK, bold=True, align=0.5) for points in (24, 21, 18, 15, 12))
LABEL = Style(8, QUIET_INK)
VALUES = tuple(Style(points, INK, bold=True) for points in (11, 9.5, 8, 7))
FOOT = Style(8.5, QUIET_INK, align=0.5)


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands on a pass beside its code; `rows` are labels with what they say, six at most."""

    place: str
    name: str = field(repr=False)
    rows: tuple[tuple[str, str], ...] = field(repr=False)
    foot: tuple[str, ...]


def pass_page(role: Role, wording: Wording, modules: Modules, fonts: Fonts) -> Page:
    title, colour = TITLES[role]
    width = A5[0] - 2 * MARGIN
    marks: list[Mark] = [Panel(0, 0, A5[0], 33, colour)]
    column = Column(fonts, MARGIN, 6, width)
    marks += column.paragraph(title, TITLE)
    marks += column.heading(wording.place, PLACES, 19)
    column = Column(fonts, MARGIN, 35.5, width)
    marks += column.heading(wording.name, NAMES, 16)
    marks.append(Code(modules, (A5[0] - CODE_MM) / 2, CODE_TOP, CODE_MM))
    marks.append(Panel(MARGIN, PANEL_TOP, width, 34, PALE, radius=3))
    for nth, (label, value) in enumerate(wording.rows):
        across, down = divmod(nth, ROWS)
        column = Column(fonts, MARGIN + 5 + across * width / 2, PANEL_TOP + 2.5 + 10 * down, width / 2 - 8)
        marks += column.paragraph(label, LABEL)
        marks += column.heading(value, VALUES, 5)
    column = Column(fonts, MARGIN, 197.5, width)
    for line in wording.foot:
        marks += column.paragraph(line, FOOT)
    return Page(title, *A5, tuple(marks))
