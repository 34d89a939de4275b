"""How far the national centre has what is here, and what it did not want."""

from sqlalchemy import Column, Date, Index, String, Table, Text

from kiosk.central.tables.base import Number, metadata

national_progress = Table(
    "national_progress",
    metadata,
    Column("target", String(64), primary_key=True),  # digest of the address: another one begins anew
    Column("through", Number, nullable=False),  # the last arrival that is there
    # A batch that was begun: it is sent again with the same bounds until it is answered whole.
    Column("batch_end", Number),
    Column("most", Number, nullable=False),  # entries a batch
    Column("failing_since_ms", Number),  # null: the last batch was answered
    Column("fault", Text),
)

national_refused = Table(
    "national_refused",
    metadata,
    Column("target", String(64), primary_key=True),
    Column("event", String(120), primary_key=True),
    Column("day", Date, nullable=False),
    Column("arrival", Number, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_ms", Number, nullable=False),
)

national_days = Table(
    "national_days",
    metadata,
    Column("target", String(64), primary_key=True),
    Column("day", Date, primary_key=True),  # of the centre's zone, from midnight to midnight
    Column("ours", Number, nullable=False),
    Column("theirs", Number, nullable=False),
    Column("checked_ms", Number, nullable=False),
    Index("national_days_checked", "target", "checked_ms"),
)
