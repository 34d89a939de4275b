"""What was handed on to the national centre."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "national_progress",
        sa.Column("target", sa.String(64), primary_key=True),
        sa.Column("through", Number, nullable=False),
        sa.Column("batch_end", Number),
        sa.Column("most", Number, nullable=False),
        sa.Column("failing_since_ms", Number),
        sa.Column("fault", sa.Text),
    )
    op.create_table(
        "national_refused",
        sa.Column("target", sa.String(64), primary_key=True),
        sa.Column("event", sa.String(120), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("arrival", Number, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at_ms", Number, nullable=False),
    )
    op.create_table(
        "national_days",
        sa.Column("target", sa.String(64), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("ours", Number, nullable=False),
        sa.Column("theirs", Number, nullable=False),
        sa.Column("checked_ms", Number, nullable=False),
    )
    op.create_index("national_days_checked", "national_days", ["target", "checked_ms"])
