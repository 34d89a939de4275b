"""The rules: each asks one thing of a site's figures. Sites that are suspended are not asked about."""

from collections.abc import Callable, Mapping

from kiosk.central.settings import ViolationsTable
from kiosk.central.violations.rules.boards import (
    board_hard_to_scan,
    board_not_inspected,
    board_outdated,
    board_wrong,
)
from kiosk.central.violations.rules.days import (
    high_reject_rate,
    low_participation,
    untrusted_clock,
    without_out,
)
from kiosk.central.violations.rules.figures import Finding, SiteFigures
from kiosk.central.violations.rules.numbering import gaps
from kiosk.central.violations.rules.presence import guard_absent, kiosk_offline, silent

Rule = Callable[[SiteFigures, ViolationsTable], Finding]

OF_DAYS: Mapping[str, Rule] = {
    rule.__name__: rule for rule in (low_participation, without_out, high_reject_rate, untrusted_clock)
}
"""By name: what a day shows, and shows no more after it."""

RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        *(silent, low_participation, without_out, high_reject_rate),
        *(board_wrong, board_outdated, board_hard_to_scan, board_not_inspected),
        *(kiosk_offline, gaps, untrusted_clock, guard_absent),
    )
}
"""All of them, in the order in which staff read of them."""

__all__ = ["OF_DAYS", "RULES", "Rule"]
