"""The board at the entrance, by the last time that it was shown to a kiosk there."""

from datetime import timedelta

from kiosk.central.settings import ViolationsTable
from kiosk.central.violations.rules.figures import Finding, Sign, SiteFigures
from kiosk.domain.entry import to_rfc3339
from kiosk.domain.verdict import Reason

WRONG = (Reason.BOARD_WRONG_VENUE, Reason.BOARD_UNSIGNED, Reason.BOARD_BAD_SIGNATURE)
JUDGED = (*WRONG, Reason.BOARD_OUTDATED, Reason.BOARD_HARD_TO_SCAN, Reason.BOARD_OK)
"""What an inspection can end with; `board_not_verified` only says that the kiosk could not judge."""


def board_wrong(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Is it another place's board, or one that nobody signed?

    Threshold: the last board shown was refused as `board_wrong_venue`, `board_unsigned` or
    `board_bad_signature`. Evidence: `at`, `reason`. The right board, shown once, resolves it.
    """
    return _last_was(site, WRONG)


def board_outdated(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Has the board passed its last day?

    Threshold: the last board shown was refused as `board_outdated`. Evidence: `at`, `reason`.
    """
    return _last_was(site, (Reason.BOARD_OUTDATED,))


def board_hard_to_scan(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Is the board torn, faded or soiled?

    Threshold: the last board shown was graded `board_hard_to_scan`. Evidence: `at`, `reason`.
    """
    return _last_was(site, (Reason.BOARD_HARD_TO_SCAN,))


def board_not_inspected(site: SiteFigures, limits: ViolationsTable) -> Finding:
    """Was the board never inspected, or not for long?

    Threshold: no board that could be judged was shown for `board_days`, from the site's first day on.
    Evidence: `since`, `days`.
    """
    since = site.board.at if site.board else site.installed
    unseen = site.now - since
    if unseen < timedelta(days=limits.board_days):
        return []
    return [Sign({"since": to_rfc3339(since), "days": unseen.days})]


def _last_was(site: SiteFigures, reasons: tuple[Reason, ...]) -> Finding:
    if site.board is None or site.board.reason not in reasons:
        return []
    return [Sign({"at": to_rfc3339(site.board.at), "reason": str(site.board.reason)})]
