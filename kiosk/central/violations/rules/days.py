"""What a day shows once it is over."""

from kiosk.central.settings import ViolationsTable
from kiosk.central.violations.rules.figures import Finding, Sign, SiteFigures


def low_participation(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Did far fewer of the staff check in than the registry expects?

    Threshold: less than `participation_percent` of the staff expected, over the last `participation_days` on
    which the site was open and anything came from it. Evidence: `day`, the last of them; `days`; `staff` seen
    and `expected`, both summed over them; `percent`. Not told while a kiosk's part of these days may be
    missing.
    """
    days = [day for day in site.days if site.open.opens_on(day.day) and day.presented]
    days = days[-limits.participation_days :]
    expected = site.site.staff_expected * len(days)
    if not expected or len(days) < limits.participation_days:
        return []
    if not site.heard_since(days[-1].ends):
        return None
    staff = sum(day.staff for day in days)
    if 100 * staff >= limits.participation_percent * expected:
        return []
    told = {"staff": staff, "expected": expected, "percent": 100 * staff // expected}
    return [Sign({"day": str(days[-1].day), "days": len(days), **told})]


def without_out(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Did many come in and not go out?

    Threshold: on the last day with entries, at least `without_out_percent` of those who came in, when at
    least `without_out_least` did. Whom a kiosk took for gone did not scan. Evidence: `day`, `entered`,
    `left`, `percent`. Not told while a kiosk's part of that day may be missing.
    """
    day = site.last_day
    if day is None or day.entered < limits.without_out_least:
        return []
    if not site.heard_since(day.ends):
        return None
    stayed = max(0, day.entered - day.left)
    if 100 * stayed < limits.without_out_percent * day.entered:
        return []
    told = {"entered": day.entered, "left": day.left, "percent": 100 * stayed // day.entered}
    return [Sign({"day": str(day.day), **told})]


def high_reject_rate(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Was much of what was held up turned away?

    Threshold: on the last day with entries, at least `reject_percent` of the codes held up, boards aside,
    when at least `reject_least` were. Evidence: `day`, `presented`, `rejected`, `percent`.
    """
    day = site.last_day
    if day is None or day.presented < limits.reject_least:
        return []
    if 100 * day.rejected < limits.reject_percent * day.presented:
        return []
    told = {"presented": day.presented, "rejected": day.rejected}
    return [Sign({"day": str(day.day), **told, "percent": 100 * day.rejected // day.presented})]


def untrusted_clock(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Was much recorded at times that nobody can trust, and that nothing put right since?

    Threshold: on the last day with entries, at least `untrusted_percent` of them, and `untrusted_least`.
    Evidence: `day`, `entries`, `untrusted`, `percent`.
    """
    day = site.last_day
    if day is None or day.untrusted < limits.untrusted_least:
        return []
    if 100 * day.untrusted < limits.untrusted_percent * day.entries:
        return []
    told = {"entries": day.entries, "untrusted": day.untrusted}
    return [Sign({"day": str(day.day), **told, "percent": 100 * day.untrusted // day.entries})]
