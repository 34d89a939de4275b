"""Grades, and which of several measures decides."""

from kiosk.domain.quality import Grade, Measure, Measured, Quality


def quality(**grades: Grade) -> Quality:
    return Quality(tuple(Measured(Measure(name), 0.0, grade) for name, grade in grades.items()))


def test_a_is_four_steps_above_f() -> None:
    assert [grade.steps for grade in (Grade.A, Grade.B, Grade.C, Grade.D, Grade.F)] == [4, 3, 2, 1, 0]


def test_the_worst_measure_decides_and_is_the_reason() -> None:
    seen = quality(contrast=Grade.A, angle=Grade.D, modulation=Grade.B)

    assert (seen.grade, seen.reasons) == (Grade.D, (Measure.ANGLE,))


def test_all_that_are_worst_are_reasons() -> None:
    seen = quality(contrast=Grade.F, angle=Grade.D, modulation=Grade.F)

    assert seen.reasons == (Measure.CONTRAST, Measure.MODULATION)


def test_nothing_keeps_an_a_down() -> None:
    assert quality(contrast=Grade.A, angle=Grade.A).reasons == ()
