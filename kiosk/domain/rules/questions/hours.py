"""When people may come in. Whoever is inside may always go out."""

from kiosk.domain.rules.case import Case
from kiosk.domain.rules.rule import rule
from kiosk.domain.verdict import Direction, Reason


def _is_kept_out(case: Case) -> bool:
    comes_in = case.direction is Direction.IN and case.role not in case.rules.any_hour
    return comes_in and not case.rules.hours.open_at(case.now, case.rules.zone)


@rule(Reason.CLOSED)
def on_a_holiday(case: Case) -> bool:
    """Is it a holiday, and does somebody want to come in who may not come at any hour?"""
    return case.rules.hours.closed_all_day(case.local.date()) and _is_kept_out(case)


@rule(Reason.CLOSED)
def outside_hours(case: Case) -> bool:
    """Is the site closed at this hour, and does somebody want to come in who may not come at any hour?"""
    return _is_kept_out(case)


RULES = (on_a_holiday, outside_hours)
