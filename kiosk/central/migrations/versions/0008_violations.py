"""Signs of violation, and the figures of sites by which they are found."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _of_site() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(40), primary_key=True) for name in ("area", "agency", "site")]


def upgrade() -> None:
    op.create_table(
        "violations",
        sa.Column("id", Number, primary_key=True),
        sa.Column("rule", sa.String(20), nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("agency", sa.String(40), nullable=False),
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("opened_ms", Number, nullable=False),
        sa.Column("resolved_ms", Number),
        sa.Column("evidence", sa.Text, nullable=False),
    )
    is_open = sa.text("resolved_ms IS NULL")
    op.create_index(
        "violations_open",
        "violations",
        ["area", "agency", "site", "rule", "kiosk"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("violations_resolved", "violations", ["resolved_ms", "area"])
    op.create_table(
        "site_days",
        *_of_site(),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("begins_ms", Number, nullable=False),
        sa.Column("ends_ms", Number, nullable=False),
        sa.Column("stale", sa.Boolean, nullable=False),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("entries", "presented", "rejected", "entered", "left", "staff", "untrusted")
        ),
    )
    is_stale = sa.text("stale")
    op.create_index(
        "site_days_stale", "site_days", ["ends_ms"], sqlite_where=is_stale, postgresql_where=is_stale
    )
    op.create_index("site_days_day", "site_days", ["day"])
    op.create_table(
        "site_marks",
        *_of_site(),
        *(sa.Column(name, Number) for name in ("passed_ms", "shift_ms", "guard_ms", "board_ms")),
        sa.Column("board_reason", sa.String(40)),
    )
    op.create_table(
        "counted",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("arrival", Number, nullable=False),
        sa.Column("judged", sa.Date),
        sa.Column("listens_since_ms", Number),
        sa.Column("listened_ms", Number),
    )
    op.execute("INSERT INTO counted (id, arrival) VALUES (1, 0)")
