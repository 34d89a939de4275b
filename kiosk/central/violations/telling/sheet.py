"""Signs of violation as JSON and as lines of CSV."""

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.central.registry.writing import BYTE_ORDER_MARK
from kiosk.central.violations.book import Violation
from kiosk.central.violations.telling.named import Named
from kiosk.central.violations.telling.texts import evidence_told, in_english, in_vietnamese
from kiosk.domain.entry import to_rfc3339
from kiosk.domain.spreadsheet import csv_line

COLUMNS = (
    *("area", "agency", "site", "area_name", "agency_name", "site_name", "address", "office"),
    *("kiosk", "rule", "sign", "evidence", "opened", "resolved"),
)
"""In their order; `sign` and `evidence` in Vietnamese, as the areas read them; times are RFC 3339, UTC."""


def to_csv(violations: Iterable[Violation], named: Named, zone: ZoneInfo) -> Iterator[str]:
    """A line each, after the columns' names."""
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    for known in violations:
        site = named.site(known.site)
        yield csv_line(
            (
                *known.site,
                named.area(known.site[0]),
                named.agency(known.site[1]),
                site.name,
                site.address,
                site.office,
                known.kiosk or None,
                known.rule,
                in_vietnamese(f"rule_{known.rule}"),
                evidence_told(known.rule, known.evidence, in_vietnamese, zone),
                to_rfc3339(known.opened),
                to_rfc3339(known.resolved) if known.resolved else None,
            )
        )


def to_json(known: Violation) -> dict[str, Any]:
    """`kiosk` null: of the site as a whole; `resolved` null: it goes on."""
    area, agency, site = known.site
    return {
        "rule": known.rule,
        "area": area,
        "agency": agency,
        "site": site,
        "kiosk": known.kiosk or None,
        "opened": to_rfc3339(known.opened),
        "resolved": to_rfc3339(known.resolved) if known.resolved else None,
        "evidence": dict(known.evidence),
    }


def to_line(known: Violation, named: Named, zone: ZoneInfo) -> str:
    """As a terminal shows it."""
    where = " · ".join(filter(None, ("/".join(known.site), named.site(known.site).name, known.kiosk)))
    told = evidence_told(known.rule, known.evidence, in_english, zone)
    ended = f" Resolved {known.resolved.astimezone(zone):%d/%m/%Y %H:%M}." if known.resolved else ""
    return f"{where}: {in_english(f'rule_{known.rule}')}. {told}.{ended}"
