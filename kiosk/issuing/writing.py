"""What a pass says, written as a form takes it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from kiosk.domain.pass_ import EVERY_DAY
from kiosk.domain.window import ALL_DAY, Window
from kiosk.settings.hours import WEEKDAYS


def written_days(
    days: frozenset[int], names: Sequence[str] = WEEKDAYS, to: str = "-", between: str = ","
) -> str:
    """Of days from 1 to 7: `mon-fri,sun`, as a form takes it; empty for every day."""
    if days == EVERY_DAY:
        return ""
    runs = groupby(enumerate(sorted(days)), key=lambda placed: placed[1] - placed[0])
    named = ([names[day - 1] for _, day in run] for _, run in runs)
    return between.join(run[0] if len(run) == 1 else f"{run[0]}{to}{run[-1]}" for run in named)


def written_hours(hours: Window, to: str = "-") -> str:
    """`07:30-17:00`; empty for all hours."""
    return "" if hours == ALL_DAY else f"{hours.opens:%H:%M}{to}{hours.closes:%H:%M}"


def written_moment(at: datetime) -> str:
    """By the wall clock of its zone."""
    return f"{at:%Y-%m-%d %H:%M}"
