"""What a measure is worth. Where a scale is a standard's, it is said; the others are the kiosk's own."""

from kiosk.domain.quality import Grade, Measure, Measured

Limits = tuple[float, float, float, float]
"""The last values that are A, B, C and D."""

LIMITS: dict[Measure, Limits] = {
    Measure.CONTRAST: (0.70, 0.55, 0.40, 0.20),  # ISO/IEC 15415, symbol contrast
    Measure.MODULATION: (0.50, 0.40, 0.30, 0.20),  # ISO/IEC 15415, modulation
    Measure.QUIET_ZONE: (4, 3, 2, 1),
    Measure.ERROR_CORRECTION: (0.62, 0.50, 0.37, 0.25),  # ISO/IEC 15415, unused error correction
    Measure.EVENNESS: (0.40, 0.55, 0.70, 0.85),
    Measure.MODULES: (0.38, 0.50, 0.63, 0.75),  # ISO/IEC 15415, grid non-uniformity
    Measure.ANGLE: (30, 40, 50, 60),
}

COUNTED: Limits = (0, 1, 2, 3)  # ISO/IEC 18004, annex on print quality: finders, format and version
OF_TIMING: Limits = (0, 0.07, 0.11, 0.14)  # the same: timing patterns
OF_ALIGNMENT: Limits = (0, 0.10, 0.20, 0.30)  # the same, there of patterns, here of their modules


def more(measure: Measure, value: float) -> Measured:
    """A measure of which more is better."""
    return Measured(measure, value, at_least(value, LIMITS[measure]))


def less(measure: Measure, value: float) -> Measured:
    """A measure of which less is better."""
    return Measured(measure, value, at_most(value, LIMITS[measure]))


def at_least(value: float, limits: Limits) -> Grade:
    return next((grade for grade, limit in zip(Grade, limits, strict=False) if value >= limit), Grade.F)


def at_most(value: float, limits: Limits) -> Grade:
    return next((grade for grade, limit in zip(Grade, limits, strict=False) if value <= limit), Grade.F)


def best(*grades: Grade) -> Grade:
    return max(grades, key=lambda grade: grade.steps)


def worst(*grades: Grade) -> Grade:
    return min(grades, key=lambda grade: grade.steps)
