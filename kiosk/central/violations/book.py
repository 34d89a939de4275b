"""The book of signs of violation: what goes on, since when, and what is over."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, or_, select, update

from kiosk.central.accounts.scope import Scope
from kiosk.central.instants import milliseconds, moment
from kiosk.central.registry import SiteKey
from kiosk.central.tables import violations
from kiosk.central.violations.rules import RULES
from kiosk.central.violations.rules.figures import Finding, Sign

Asked = tuple[str, SiteKey]
"""A rule by name, and a site."""

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Violation:
    """`kiosk` empty: of the site as a whole. `opened`, `resolved`: when the centre found it, and found it
    over (aware, UTC); None: it goes on.
    """

    rule: str
    site: SiteKey
    kiosk: str
    opened: datetime
    resolved: datetime | None
    evidence: Mapping[str, int | str]


def write_down(
    connection: Connection, rules: Collection[str], found: Mapping[Asked, Finding], at: datetime
) -> None:
    """Opens what is new, keeps the newest evidence of what goes on, and resolves what is over.

    `found` is of every site that was asked about, under these rules; what is open elsewhere, as at a site
    that was suspended since, is over. Of a site that is not told (None) all stands.
    """
    signs = {(rule, site, sign.kiosk): sign for (rule, site), told in found.items() for sign in told or ()}
    stands = {asked for asked, told in found.items() if told is None}
    over: list[int] = []
    for row in connection.execute(
        select(violations).where(violations.c.resolved_ms.is_(None), violations.c.rule.in_(sorted(rules)))
    ).all():
        site = (row.area, row.agency, row.site)
        sign = signs.pop((row.rule, site, row.kiosk), None)
        if sign is None:
            over += [] if (row.rule, site) in stands else [row.id]
        elif (evidence := _json(sign)) != row.evidence:
            connection.execute(update(violations).where(violations.c.id == row.id).values(evidence=evidence))
    for start in range(0, len(over), CHUNK):
        connection.execute(
            update(violations)
            .where(violations.c.id.in_(over[start : start + CHUNK]))
            .values(resolved_ms=milliseconds(at))
        )
    if signs:
        connection.execute(insert(violations), [_row(key, sign, at) for key, sign in signs.items()])


class ViolationBook:
    """For those who read it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listed(
        self, scope: Scope, *, area: str = "", rule: str = "", resolved_since: datetime | None = None
    ) -> list[Violation]:
        """What goes on, and what was resolved since then; by area, site and rule, what goes on first."""
        going_on = violations.c.resolved_ms.is_(None)
        wanted = [scope.of(violations)]
        if resolved_since is None:
            wanted.append(going_on)
        else:
            wanted.append(or_(going_on, violations.c.resolved_ms >= milliseconds(resolved_since)))
        if area:
            wanted.append(violations.c.area == area)
        if rule:
            wanted.append(violations.c.rule == rule)
        with self._engine.begin() as connection:
            rows = connection.execute(select(violations).where(*wanted)).all()
        return sorted(map(_violation, rows), key=_order)

    def count_open(self, scope: Scope) -> dict[tuple[str, str], int]:
        """By area and rule."""
        with self._engine.begin() as connection:
            rows = connection.execute(
                select(violations.c.area, violations.c.rule, func.count())
                .where(scope.of(violations), violations.c.resolved_ms.is_(None))
                .group_by(violations.c.area, violations.c.rule)
            )
            return {(area, rule): count for area, rule, count in rows}


_NTH = {rule: nth for nth, rule in enumerate(RULES)}


def _order(known: Violation) -> tuple[Any, ...]:
    return known.site[0], known.resolved is not None, known.site, _NTH.get(known.rule, 0), known.opened


def _violation(row: Any) -> Violation:
    return Violation(
        row.rule,
        (row.area, row.agency, row.site),
        row.kiosk,
        moment(row.opened_ms),
        None if row.resolved_ms is None else moment(row.resolved_ms),
        json.loads(row.evidence),
    )


def _row(key: tuple[str, SiteKey, str], sign: Sign, at: datetime) -> dict[str, Any]:
    rule, (area, agency, site), kiosk = key
    place = {"area": area, "agency": agency, "site": site, "kiosk": kiosk}
    return {"rule": rule, **place, "opened_ms": milliseconds(at), "evidence": _json(sign)}


def _json(sign: Sign) -> str:
    return json.dumps(sign.evidence, ensure_ascii=False)
