"""How kiosks fared over time, from their reports."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from kiosk.central.tables.base import Number, metadata

health = Table(
    "health",
    metadata,
    Column("kiosk", String(40), primary_key=True),
    Column("slot_ms", Number, primary_key=True),  # when the slot began
    # Of the reports in the slot the worst, so that a short trouble is not lost between two good reports.
    Column("reports", Integer, nullable=False),
    Column("outbox", Integer),
    Column("quarantined", Integer),
    Column("receipt_age_s", Float),
    Column("frame_age_ms", Float),
    Column("decode_ms", Float),
    Column("fps", Float),
    Column("temperature_c", Float),
    Column("disk_free_mb", Float),
    Column("memory_mb", Float),
    Column("untrusted", Integer, nullable=False),  # reports with a clock that is not trusted
    Column("throttled", Integer, nullable=False),
    Column("faults", Text, nullable=False),  # the last that were told, by commas
    Index("health_slot", "slot_ms"),
)
