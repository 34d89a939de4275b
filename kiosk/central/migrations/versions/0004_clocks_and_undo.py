"""What an entry speaks of, and how kiosks' clocks were set."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_UNDO = sa.text("event = 'undo'")


def upgrade() -> None:
    op.add_column("entries", sa.Column("ref_epoch", sa.String(64)))
    op.add_column("entries", sa.Column("ref", Number))
    op.create_index(
        "entries_undo",
        "entries",
        ["kiosk", "ref_epoch", "ref"],
        sqlite_where=IS_UNDO,
        postgresql_where=IS_UNDO,
    )
    op.create_table(
        "clock_settings",
        sa.Column("kiosk", sa.String(40), primary_key=True),
        sa.Column("boot", sa.String(64), primary_key=True),
        sa.Column("uptime_ms", Number, primary_key=True),
        sa.Column("offset_ms", Number, primary_key=True),
        sa.Column("seq", Number, nullable=False),
        sa.Column("was_trusted", sa.Boolean, nullable=False),
        sa.Column("trusted", sa.Boolean, nullable=False),
    )
    op.create_table(
        "untrusted_times",
        sa.Column("kiosk", sa.String(40), primary_key=True),
        sa.Column("boot", sa.String(64), primary_key=True),
        sa.Column("epoch", sa.String(64), primary_key=True),
        sa.Column("seq", Number, primary_key=True),
        sa.Column("uptime_ms", Number, nullable=False),
        sa.Column("at_ms", Number, nullable=False),
    )
