"""Whether everything that a kiosk numbered is here."""

from datetime import timedelta

from kiosk.central.settings import ViolationsTable
from kiosk.central.violations.rules.figures import Finding, Sign, SiteFigures
from kiosk.domain.entry import to_rfc3339


def gaps(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Are numbers missing below those that arrived?

    Threshold: for `gap_minutes` since a later entry came; until then they may be on their way. Evidence:
    `since`, `missing`, `epoch`.
    """
    long = timedelta(minutes=limits.gap_minutes)
    return [
        Sign({"since": to_rfc3339(gap.since), "missing": gap.missing, "epoch": gap.epoch}, kiosk.kiosk)
        for kiosk in site.kiosks
        if (gap := kiosk.gap) and site.now - gap.since >= long
    ]
