"""The entries of one person are found by a key that does not tell who that is."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("entries", sa.Column("trace_key", sa.String(43)))
    is_traced = sa.text("trace_key IS NOT NULL")
    op.create_index(
        "entries_trace",
        "entries",
        ["trace_key", "at_ms"],
        sqlite_where=is_traced,
        postgresql_where=is_traced,
    )
    op.create_table(
        "chores",
        sa.Column("chore", sa.String(20), primary_key=True),
        sa.Column("arrival", Number, nullable=False),
        sa.Column("made_with", sa.String(43), nullable=False),
    )
