"""The gates of a site: each counts for itself, and all know of each other what they say."""

from kiosk.domain.gates.attendance import Attendance
from kiosk.domain.gates.neighbours import Gates
from kiosk.domain.gates.words import Came, LinkLost, News, Passed, Report, Reported, Seen, Went

__all__ = [
    "Attendance",
    "Came",
    "Gates",
    "LinkLost",
    "News",
    "Passed",
    "Report",
    "Reported",
    "Seen",
    "Went",
]
