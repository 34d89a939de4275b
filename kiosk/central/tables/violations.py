"""Signs of violation, and the figures by which they are found: each entry is counted into them once."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, text

from kiosk.central.tables.base import Number, metadata

IS_OPEN = text("resolved_ms IS NULL")
IS_STALE = text("stale")

violations = Table(
    "violations",
    metadata,
    Column("id", Number, primary_key=True),
    Column("rule", String(20), nullable=False),
    Column("area", String(40), nullable=False),
    Column("agency", String(40), nullable=False),
    Column("site", String(40), nullable=False),
    Column("kiosk", String(40), nullable=False),  # empty: of the site as a whole
    Column("opened_ms", Number, nullable=False),
    Column("resolved_ms", Number),  # null: it goes on
    Column("evidence", Text, nullable=False),  # JSON
    Index(
        "violations_open",
        *("area", "agency", "site", "rule", "kiosk"),
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    ),
    Index("violations_resolved", "resolved_ms", "area"),
)

site_days = Table(
    "site_days",
    metadata,
    Column("area", String(40), primary_key=True),
    Column("agency", String(40), primary_key=True),
    Column("site", String(40), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("begins_ms", Number, nullable=False),
    Column("ends_ms", Number, nullable=False),
    Column("stale", Boolean, nullable=False),  # entries of that day came since it was counted
    Column("entries", Integer, nullable=False),
    Column("presented", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("entered", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("staff", Integer, nullable=False),  # different people who came in as staff
    Column("untrusted", Integer, nullable=False),
    Index("site_days_stale", "ends_ms", sqlite_where=IS_STALE, postgresql_where=IS_STALE),
    Index("site_days_day", "day"),
)

site_marks = Table(
    "site_marks",
    metadata,
    Column("area", String(40), primary_key=True),
    Column("agency", String(40), primary_key=True),
    Column("site", String(40), primary_key=True),
    # The last time of each; null: never.
    Column("passed_ms", Number),  # a code held up, or somebody let through by hand
    Column("shift_ms", Number),  # a guard's shift or presence
    Column("guard_ms", Number),  # any deed of a guard
    Column("board_ms", Number),  # a board that could be judged
    Column("board_reason", String(40)),
)

counted = Table(
    "counted",
    metadata,
    Column("id", Integer, primary_key=True),  # the only one
    Column("arrival", Number, nullable=False),  # entries up to here are in the figures
    Column("judged", Date),  # the last day that was judged as a whole
    # The centre heard kiosks from then to then, without a break.
    Column("listens_since_ms", Number),
    Column("listened_ms", Number),
)
