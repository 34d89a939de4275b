"""Grades how well a printed code scans, from a picture of it.

After ISO/IEC 15415 (each measure is graded by itself, and the worst one decides) and the annex of
ISO/IEC 18004 on print quality. A picture is no verifier: light, lens and angle are as they come, and the
paper's own white is the only reference. What is measured, and what is not: docs/boards.md.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.boards import measures, scale
from kiosk.devices.boards.light import Light, light_of
from kiosk.devices.boards.symbol import Symbol, smallest_versions
from kiosk.devices.boards.view import View, view_of
from kiosk.devices.scanners.reading import Reading, Square
from kiosk.domain.quality import Grade, Measure, Measured, Quality
from kiosk.ports import Grey


def grade(grey: Grey, reading: Reading) -> Quality | None:
    """How well a code scans that was read in this picture; a mirrored one as what it mirrors.

    None: its modules are not where they should be, or it was encoded in another way than the kiosk's own
    boards, so that there is nothing to compare it with.
    """
    if not reading.place.lies_in(grey.shape):
        return None
    view = next(_views(grey, reading), None)
    if view is None:
        return None
    light = light_of(view)
    if not light.is_inverted:
        return Quality(_measured(view, light))
    return Quality((*_measured(view, light.inverted()), Measured(Measure.INVERTED, 1.0, Grade.F)))


def _views(grey: Grey, reading: Reading) -> Iterator[View]:
    """Of each version that it may have; then of the picture as a mirror shows it."""
    versions = [reading.version] if reading.version else smallest_versions(reading.data)
    for seen, place in ((grey, reading.place), _mirrored(grey, reading.place)):
        for version in versions:
            if view := view_of(seen, place, reading.data, version):
                yield view


def _mirrored(grey: Grey, place: Square) -> tuple[Grey, Square]:
    width = grey.shape[1]
    a, b, c, d = ((width - x, y) for x, y in place.corners)
    return np.ascontiguousarray(grey[:, ::-1]), Square((a, b, c, d)).clockwise()


def _measured(view: View, light: Light) -> tuple[Measured, ...]:
    symbol = view.symbol
    clear = measures.clearness(symbol, light)
    of_codewords = clear.ravel()[symbol.codewords].min(axis=1)
    spare = measures.unused_error_correction(symbol, of_codewords < 0)
    return (
        scale.more(Measure.CONTRAST, measures.contrast(light)),
        _modulation(symbol, of_codewords),
        _fixed_patterns(symbol, clear < 0),
        scale.more(Measure.QUIET_ZONE, measures.quiet_modules(light)),
        scale.more(Measure.ERROR_CORRECTION, spare),
        scale.less(Measure.EVENNESS, measures.unevenness(light)),
        scale.less(Measure.MODULES, measures.displacement(view)),
        scale.less(Measure.ANGLE, measures.tilt(view)),
    )


def _modulation(symbol: Symbol, of_codewords: NDArray[np.float64]) -> Measured:
    """A grade is reached if all codewords that do not reach it could be mended, with so much left
    (ISO/IEC 15415, 7.8.4). The value is what nine codewords of ten reach.
    """
    reached = Grade.F
    for grade, limit in zip(Grade, scale.LIMITS[Measure.MODULATION], strict=False):
        spare = measures.unused_error_correction(symbol, of_codewords < limit)
        left = scale.at_least(spare, scale.LIMITS[Measure.ERROR_CORRECTION])
        reached = scale.best(reached, scale.worst(grade, left))
    return Measured(Measure.MODULATION, float(np.quantile(of_codewords, 0.1)), reached)


def _fixed_patterns(symbol: Symbol, wrong: NDArray[np.bool_]) -> Measured:
    """The value is the share of wrong modules in the part that has most."""
    grades, shares = [], []
    for name, places in symbol.fixed.items():
        seen = wrong.ravel()[places]
        shares.append(float(seen.mean()))
        match name.partition("_")[0]:
            case "timing":
                grades.append(scale.at_most(shares[-1], scale.OF_TIMING))
            case "alignments":
                grades.append(scale.at_most(shares[-1], scale.OF_ALIGNMENT))
            case _:
                grades.append(scale.at_most(int(seen.sum()), scale.COUNTED))
    return Measured(Measure.FIXED_PATTERNS, max(shares), scale.worst(*grades))
