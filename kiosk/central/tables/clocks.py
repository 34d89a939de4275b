"""How the clocks of kiosks were set, and the times that were written while nobody could trust them."""

from sqlalchemy import Boolean, Column, String, Table

from kiosk.central.tables.base import Number, metadata

clock_settings = Table(
    "clock_settings",
    metadata,
    # The boot's own clock never jumps, so this is one setting under whatever number it comes.
    Column("kiosk", String(40), primary_key=True),
    Column("boot", String(64), primary_key=True),
    Column("uptime_ms", Number, primary_key=True),
    Column("offset_ms", Number, primary_key=True),
    Column("seq", Number, nullable=False),
    Column("was_trusted", Boolean, nullable=False),
    Column("trusted", Boolean, nullable=False),
)

untrusted_times = Table(
    "untrusted_times",
    metadata,
    Column("kiosk", String(40), primary_key=True),
    Column("boot", String(64), primary_key=True),
    Column("epoch", String(64), primary_key=True),
    Column("seq", Number, primary_key=True),
    Column("uptime_ms", Number, nullable=False),
    Column("at_ms", Number, nullable=False),  # as the kiosk wrote it
)
