"""Why the loop ends."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Again:
    """The kiosk is to begin anew, as its configuration says now."""


Stop = BaseException | Again | None
"""A defect in a thread; to begin anew; or because somebody wishes it to end."""
