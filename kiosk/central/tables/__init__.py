"""The centre's tables, as they are now; `migrations/` says how they came to be.

Times are milliseconds since 1970, UTC: they compare, subtract and group alike in SQLite and PostgreSQL.
"""

from kiosk.central.tables.accounts import account_areas, accounts, audit, failures, sessions
from kiosk.central.tables.base import Number, metadata
from kiosk.central.tables.chores import chores
from kiosk.central.tables.clocks import clock_settings, untrusted_times
from kiosk.central.tables.feed import alarms, entries, kiosks, quarantine, runs
from kiosk.central.tables.health import health
from kiosk.central.tables.national import national_days, national_progress, national_refused
from kiosk.central.tables.orders import arrivals, configs, day_keys, leases, orders, serials
from kiosk.central.tables.registry import agencies, areas, fleet, placements, sites
from kiosk.central.tables.statements import insert_new, insert_rows, upsert
from kiosk.central.tables.violations import counted, site_days, site_marks, violations

__all__ = [
    "Number",
    "account_areas",
    "accounts",
    "agencies",
    "alarms",
    "areas",
    "arrivals",
    "audit",
    "chores",
    "clock_settings",
    "configs",
    "counted",
    "day_keys",
    "entries",
    "failures",
    "fleet",
    "health",
    "insert_new",
    "insert_rows",
    "kiosks",
    "leases",
    "metadata",
    "national_days",
    "national_progress",
    "national_refused",
    "orders",
    "placements",
    "quarantine",
    "runs",
    "serials",
    "sessions",
    "site_days",
    "site_marks",
    "sites",
    "untrusted_times",
    "upsert",
    "violations",
]
