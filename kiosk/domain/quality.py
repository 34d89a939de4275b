"""How well a code scans, measured in a picture of it: grades after the ideas of ISO/IEC 15415."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """A scans everywhere, F hardly anywhere."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    F = "F"

    @property
    def steps(self) -> int:
        """Steps above F, 0 to 4, as the standard counts."""
        return 4 - list(Grade).index(self)


class Measure(StrEnum):
    """What is measured; the scale of each is the scanner's affair."""

    CONTRAST = "contrast"  # between ink and paper
    MODULATION = "modulation"  # how clearly each module is one or the other
    FIXED_PATTERNS = "fixed_patterns"  # damage to what every code shows
    QUIET_ZONE = "quiet_zone"  # the bare margin
    ERROR_CORRECTION = "error_correction"  # what is left of it
    EVENNESS = "evenness"  # of the light
    MODULES = "modules"  # whether they lie where they should
    ANGLE = "angle"  # between the code and the camera
    INVERTED = "inverted"  # light modules on a dark ground, which many phones cannot read
    NOT_MEASURED = "not_measured"  # it was looked at, and where its modules lie could not be told


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure. `value` is in its own unit: see docs/boards.md."""

    measure: Measure
    value: float
    grade: Grade


@dataclass(frozen=True, slots=True)
class Quality:
    """All that was measured of one code in one picture: the worst of it decides. At least one measure."""

    measured: tuple[Measured, ...]

    @property
    def grade(self) -> Grade:
        return min((one.grade for one in self.measured), key=lambda grade: grade.steps)

    @property
    def reasons(self) -> tuple[Measure, ...]:
        """What keeps the grade down; nothing does at A."""
        worst = self.grade
        return () if worst is Grade.A else tuple(m.measure for m in self.measured if m.grade is worst)


NOT_MEASURED = Quality((Measured(Measure.NOT_MEASURED, 1.0, Grade.F),))
"""Of a code that was read in a picture in which nothing else could be measured: hard to scan."""
