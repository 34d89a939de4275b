"""Who and what is there while a site is open: codes, kiosks, guards."""

from datetime import timedelta

from kiosk.central.settings import ViolationsTable
from kiosk.central.violations.rules.figures import UNHEARD, Finding, Sign, SiteFigures
from kiosk.domain.entry import to_rfc3339

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HOURS_NOT_TOLD = timedelta(hours=24)


def silent(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Was the site open for long, and nobody held up a code?

    Threshold: `silent_hours` of opening hours. Evidence: `since`, the last code or the site's first day;
    `hours` open since. Not told while a kiosk is unheard: it may have recorded what is yet to come. Not asked
    where nobody told the hours.
    """
    if not site.open.told:
        return []
    if not site.heard:
        return None
    since = site.passed or site.installed
    quiet = site.open.between(since, site.now)
    if quiet < limits.silent_hours * HOUR:
        return []
    return [Sign({"since": to_rfc3339(since), "hours": quiet // HOUR})]


def kiosk_offline(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Was a kiosk not heard of while the site was open?

    Threshold: `offline_minutes` of opening hours; where nobody told them, 24 hours. Evidence: `since`, when
    it was last heard, or hung up and never heard; `minutes` in which it was missed. Time in which the centre
    itself heard nobody does not count; while that is so, and just after, it is not told.
    """
    if site.listening is None or site.now - site.listening < UNHEARD:
        return None
    signs = []
    for kiosk in site.kiosks:
        since = max(kiosk.heard or kiosk.since, kiosk.since)
        unheard = max(since, site.listening)
        missed = site.open.between(unheard, site.now) if site.open.told else site.now - unheard
        if missed >= (limits.offline_minutes * MINUTE if site.open.told else HOURS_NOT_TOLD):
            signs.append(Sign({"since": to_rfc3339(since), "minutes": missed // MINUTE}, kiosk.kiosk))
    return signs


def guard_absent(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Was the site open for long without a guard who did anything at the kiosk?

    Threshold: `guard_minutes` of opening hours since a guard's last deed: a shift begun or ended, presence
    confirmed, somebody let through by hand, an entry undone. Evidence: `since`, that deed; `minutes` open
    since. Asked where guards sign on and off alone; not told while a kiosk is unheard.
    """
    if not (site.shifts and site.guard):
        return []
    if not site.heard:
        return None
    alone = site.open.between(site.guard, site.now)
    if alone < limits.guard_minutes * MINUTE:
        return []
    return [Sign({"since": to_rfc3339(site.guard), "minutes": alone // MINUTE})]
