"""One printed code in one picture: where its modules lie, and how light each of them is."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from segno import consts

from kiosk.devices.boards.symbol import Form, Symbol, format_places, symbol_of
from kiosk.devices.scanners.flattening import Pass, cells, features, flatten
from kiosk.devices.scanners.pattern import Pattern, pattern
from kiosk.devices.scanners.reading import Square
from kiosk.devices.scanners.sheet import Points, Sheet, Values
from kiosk.ports import Grey

QUIET = 4
"""Modules of the quiet zone (ISO/IEC 18004, 9.1)."""

SPARE = 3
"""Modules beyond it that are kept at hand: a code that is tilted comes nearer on one side."""

SEEKING = (
    Pass(features, np.arange(-6, 7, 2), degree=2, least=0.3),
    Pass(features, np.arange(-3, 4), degree=2, least=0.3),
)
SETTLING = (
    Pass(cells, np.arange(-2, 3), degree=3, least=0.3),
    Pass(cells, np.arange(-1, 2), degree=3, least=0.3),
)
"""With the whole symbol known nothing is left to guess."""

NODES = 9
"""Corners of modules along a side that are compared with a flat grid."""

AGREEMENT = 0.75
"""Of the modules; where fewer are as they should be, it is another symbol, or lies elsewhere."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """`levels` (n + 8, n + 8): grey of each module and of the quiet zone, NaN beyond the picture.

    `nodes` (NODES, NODES, 2): corners of modules from edge to edge, in pixels of the picture, `step` modules
    apart.
    """

    symbol: Symbol
    levels: Values
    nodes: Points
    step: float


def view_of(grey: Grey, place: Square, content: bytes, version: int) -> View | None:
    """None where the modules cannot be told, or the symbol was made in another way than the kiosk's own."""
    known = pattern(version)
    side = len(known.modules)
    sheet = Sheet(grey, place, side, around=QUIET + SPARE)
    darkness = _last(sheet, known, SEEKING)
    if darkness is None:
        return None
    symbol = symbol_of(content, version, _form(darkness, version))
    if symbol is None:
        return None
    whole = replace(known, modules=np.where(symbol.modules, np.float32(1), np.float32(-1)))
    darkness = _last(sheet, whole, SETTLING)
    if darkness is None or np.mean((darkness > 0) == symbol.modules) < AGREEMENT:
        return None
    at = np.linspace(0, side, NODES)
    nodes = sheet.seen(np.column_stack([axis.ravel() for axis in np.meshgrid(at, at)]))
    return View(symbol, sheet.levels(QUIET), nodes.reshape(NODES, NODES, 2), side / (NODES - 1))


def _last(sheet: Sheet, known: Pattern, passes: tuple[Pass, ...]) -> Values | None:
    """None: it is beyond reading."""
    seen = [*flatten(sheet, known, passes)]
    return seen[-1] if seen else None


def _form(darkness: Values, version: int) -> Form:
    """The format information that both copies together suit best."""
    flat = darkness.ravel()
    seen = sum(np.sign(flat[places]) for places in format_places(version))
    best = int(np.argmax(_FORMATS @ seen))
    return Form(best >> 3, best & 7)


_FORMATS: NDArray[np.int8] = np.array(
    [[1 if word >> bit & 1 else -1 for bit in range(15)] for word in consts.FORMAT_INFO], np.int8
)
"""(32, 15): each word that format information can be, by level and mask, dark as 1."""
