"""The first tables: entries, runs, kiosks, quarantine, alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "entries",
        sa.Column("arrival", Number, primary_key=True),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("epoch", sa.String(64), nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("agency", sa.String(40), nullable=False),
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("at_ms", Number, nullable=False),
        sa.Column("clock", sa.String(10), nullable=False),
        sa.Column("event", sa.String(12), nullable=False),
        sa.Column("verdict", sa.String(10)),
        sa.Column("reason", sa.String(40)),
        sa.Column("kind", sa.String(40)),
        sa.Column("assurance", sa.String(10)),
        sa.Column("role", sa.String(10)),
        sa.Column("direction", sa.String(3)),
        sa.Column("subject", sa.String(22)),
        sa.Column("person", sa.Text),
        sa.Column("salt", sa.String(22)),
        sa.Column("identity_digest", sa.String(43), nullable=False),
        sa.Column("chain", sa.String(43), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("arrived_ms", Number, nullable=False),
        sa.UniqueConstraint("kiosk", "epoch", "seq", name="entries_key"),
    )
    op.create_index("entries_at", "entries", ["at_ms"])
    op.create_table(
        "runs",
        sa.Column("kiosk", sa.String(40), primary_key=True),
        sa.Column("epoch", sa.String(64), primary_key=True),
        sa.Column("head_seq", Number, nullable=False),
        sa.Column("head_chain", sa.LargeBinary(32), nullable=False),
        sa.Column("last_seq", Number, nullable=False),
    )
    op.create_table(
        "kiosks",
        sa.Column("kiosk", sa.String(40), primary_key=True),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("agency", sa.String(40), nullable=False),
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("status", sa.String(10)),
        sa.Column("health", sa.Text),
        sa.Column("seen_ms", Number),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", Number, primary_key=True),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("arrived_ms", Number, nullable=False),
    )
    op.create_index("quarantine_kiosk", "quarantine", ["kiosk", "id"])
    op.create_table(
        "alarms",
        sa.Column("id", Number, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("epoch", sa.String(64), nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.Column("first_ms", Number, nullable=False),
        sa.Column("last_ms", Number, nullable=False),
        sa.Column("times", Number, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.UniqueConstraint("kind", "kiosk", "epoch", "seq", name="alarms_key"),
    )
    op.create_index("alarms_last", "alarms", ["last_ms"])
