"""What the centre asks of kiosks and tells them, and who sends it."""

from sqlalchemy import Boolean, Column, Date, Index, String, Table, Text

from kiosk.central.tables.base import Number, metadata

orders = Table(
    "orders",
    metadata,
    Column("id", String(22), primary_key=True),  # the correlation data of the command
    Column("kiosk", String(40), nullable=False),
    Column("name", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Column("account", String(40), nullable=False),  # who asked
    Column("asked_ms", Number, nullable=False),
    Column("ends_ms", Number, nullable=False),  # later it is not to be done any more
    Column("serial", Number),  # of the last time that it was sent; null: it is to be sent
    Column("sent_ms", Number),
    Column("ok", Boolean),  # null: no answer yet
    Column("result", Text),
    Column("answered_ms", Number),
    Index("orders_unanswered", "ok", "ends_ms"),
    Index("orders_kiosk", "kiosk", "asked_ms"),
)

serials = Table(
    "serials",
    metadata,
    Column("kiosk", String(40), primary_key=True),
    Column("kind", String(10), primary_key=True),  # what is signed: `commands` or `config`
    Column("last", Number, nullable=False),
)

configs = Table(
    "configs",
    metadata,
    Column("kiosk", String(40), primary_key=True),
    Column("serial", Number, nullable=False),
    Column("issued_ms", Number, nullable=False),
    Column("body", Text, nullable=False),
)

day_keys = Table(
    "day_keys",
    metadata,
    Column("area", String(40), primary_key=True),
    Column("agency", String(40), primary_key=True),
    Column("site", String(40), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("sealed", Text, nullable=False),  # to the centre's own key
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("kiosk", String(40), primary_key=True),
    Column("at_ms", Number, nullable=False),  # when it was last heard to come on line
    Index("arrivals_at", "at_ms"),
)

leases = Table(
    "leases",
    metadata,
    Column("work", String(20), primary_key=True),  # what only one process may do at a time
    Column("holder", String(40), nullable=False),
    Column("until_ms", Number, nullable=False),
)
