"""What the centre asks of kiosks, and what it gives them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.String(22), primary_key=True),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("asked_ms", Number, nullable=False),
        sa.Column("ends_ms", Number, nullable=False),
        sa.Column("serial", Number),
        sa.Column("sent_ms", Number),
        sa.Column("ok", sa.Boolean),
        sa.Column("result", sa.Text),
        sa.Column("answered_ms", Number),
    )
    op.create_index("orders_unanswered", "orders", ["ok", "ends_ms"])
    op.create_index("orders_kiosk", "orders", ["kiosk", "asked_ms"])
    op.create_table(
        "serials",
        sa.Column("kiosk", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("last", Number, nullable=False),
    )
    op.create_table(
        "configs",
        sa.Column("kiosk", sa.String(40), primary_key=True),
        sa.Column("serial", Number, nullable=False),
        sa.Column("issued_ms", Number, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "day_keys",
        sa.Column("area", sa.String(40), primary_key=True),
        sa.Column("agency", sa.String(40), primary_key=True),
        sa.Column("site", sa.String(40), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
    )
    op.create_table(
        "arrivals",
        sa.Column("kiosk", sa.String(40), primary_key=True),
        sa.Column("at_ms", Number, nullable=False),
    )
    op.create_index("arrivals_at", "arrivals", ["at_ms"])
    op.create_table(
        "leases",
        sa.Column("work", sa.String(20), primary_key=True),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("until_ms", Number, nullable=False),
    )
