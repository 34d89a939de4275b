"""Asks every rule of every site, and writes down what is new and what is over."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, delete, select, update

from kiosk.central.database import WRITING
from kiosk.central.instants import milliseconds
from kiosk.central.settings import ViolationsTable
from kiosk.central.tables import counted, violations
from kiosk.central.violations.book import Asked, write_down
from kiosk.central.violations.counting import count_new, hold_count
from kiosk.central.violations.gathering import Gathered, gather
from kiosk.central.violations.rules import OF_DAYS, RULES, Rule
from kiosk.central.violations.rules.figures import Finding
from kiosk.domain.day import SiteDay

CATCHES_UP = timedelta(days=31)
KEPT = timedelta(days=366)
"""So long what is resolved can be looked up."""


def evaluate(engine: Engine, limits: ViolationsTable, day: SiteDay, now: datetime) -> None:
    """At a time (aware), by as many at once as like; raises DBAPIError.

    Days that ended since the last time are judged one after the other, so that a bad day is found, and its
    end, too, when the centre was away meanwhile.
    """
    count_new(engine, day, now)
    with engine.begin() as connection:
        state = connection.execute(select(counted)).one()
    days = _days_to_judge(state.judged, day.of(now))
    since = day.begins(days[0]) if days else now
    gathered = gather(engine, day, frozenset(limits.holidays), since, now)
    rounds: list[tuple[Mapping[str, Rule], datetime]] = [
        (OF_DAYS, day.begins(ended + timedelta(days=1))) for ended in days
    ]
    answers = [(rules, at, _ask(rules, gathered, limits, at)) for rules, at in [*rounds, (RULES, now)]]
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        hold_count(connection)
        for rules, at, found in answers:
            write_down(connection, rules, found, at)
        connection.execute(delete(violations).where(violations.c.resolved_ms < milliseconds(now - KEPT)))
        connection.execute(update(counted).values(judged=day.of(now) - timedelta(days=1)))


def _days_to_judge(judged: date | None, today: date) -> list[date]:
    """Days that are over and were not judged yet, without the last one: it is judged with what is now."""
    first = today - CATCHES_UP if judged is None else max(judged + timedelta(days=1), today - CATCHES_UP)
    count = (today - timedelta(days=1) - first).days
    return [first + timedelta(days=nth) for nth in range(count)]


def _ask(
    rules: Mapping[str, Rule], gathered: Gathered, limits: ViolationsTable, at: datetime
) -> dict[Asked, Finding]:
    return {
        (name, figures.site.key): rule(figures, limits)
        for figures in gathered.figures(at)
        for name, rule in rules.items()
    }
