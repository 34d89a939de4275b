"""What staff wrote down: areas, agencies, sites, and which kiosk hung where when."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table, Text

from kiosk.central.tables.base import Number, metadata

areas = Table(
    "areas",
    metadata,
    Column("area", String(40), primary_key=True),
    Column("name", Text, nullable=False),
)

agencies = Table(
    "agencies",
    metadata,
    Column("agency", String(40), primary_key=True),
    Column("name", Text, nullable=False),
)

sites = Table(
    "sites",
    metadata,
    Column("area", String(40), primary_key=True),
    Column("agency", String(40), primary_key=True),
    Column("site", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("office", Text, nullable=False),  # who answers for it
    Column("opening_hours", Text, nullable=False),  # as `registry.hours` writes them; empty: nobody told
    Column("staff_expected", Integer, nullable=False),
    Column("status", String(10), nullable=False),
    ForeignKeyConstraint(["area"], ["areas.area"]),
    ForeignKeyConstraint(["agency"], ["agencies.agency"]),
)

fleet = Table(
    "fleet",
    metadata,
    Column("kiosk", String(40), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("since_ms", Number, nullable=False),  # of the state
    Column("replaced_by", String(40)),
)

placements = Table(
    "placements",
    metadata,
    Column("id", Number, primary_key=True),
    Column("kiosk", String(40), nullable=False),
    Column("area", String(40), nullable=False),
    Column("agency", String(40), nullable=False),
    Column("site", String(40), nullable=False),
    Column("gate", Text, nullable=False),
    Column("since_ms", Number, nullable=False),
    Column("until_ms", Number),  # null: it hangs there
    ForeignKeyConstraint(["kiosk"], ["fleet.kiosk"]),
    ForeignKeyConstraint(["area", "agency", "site"], ["sites.area", "sites.agency", "sites.site"]),
    Index("placements_kiosk", "kiosk", "since_ms"),
    Index("placements_site", "area", "agency", "site"),
)
