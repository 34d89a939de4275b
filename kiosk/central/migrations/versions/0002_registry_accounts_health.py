"""The registry, accounts with their audit, and how kiosks fared over time."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _registry()
    _accounts()
    _health()


def _registry() -> None:
    op.create_table(
        "areas",
        sa.Column("area", sa.String(40), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "agencies",
        sa.Column("agency", sa.String(40), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "sites",
        sa.Column("area", sa.String(40), primary_key=True),
        sa.Column("agency", sa.String(40), primary_key=True),
        sa.Column("site", sa.String(40), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("opening_hours", sa.Text, nullable=False),
        sa.Column("staff_expected", sa.Integer, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["areas.area"]),
        sa.ForeignKeyConstraint(["agency"], ["agencies.agency"]),
    )
    op.create_table(
        "fleet",
        sa.Column("kiosk", sa.String(40), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("since_ms", Number, nullable=False),
        sa.Column("replaced_by", sa.String(40)),
    )
    op.create_table(
        "placements",
        sa.Column("id", Number, primary_key=True),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("agency", sa.String(40), nullable=False),
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("gate", sa.Text, nullable=False),
        sa.Column("since_ms", Number, nullable=False),
        sa.Column("until_ms", Number),
        sa.ForeignKeyConstraint(["kiosk"], ["fleet.kiosk"]),
        sa.ForeignKeyConstraint(["area", "agency", "site"], ["sites.area", "sites.agency", "sites.site"]),
    )
    op.create_index("placements_kiosk", "placements", ["kiosk", "since_ms"])
    op.create_index("placements_site", "placements", ["area", "agency", "site"])


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("account", sa.String(40), primary_key=True),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("everywhere", sa.Boolean, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("made_ms", Number, nullable=False),
    )
    op.create_table(
        "account_areas",
        sa.Column(
            "account", sa.String(40), sa.ForeignKey("accounts.account", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("area", sa.String(40), primary_key=True),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column(
            "account", sa.String(40), sa.ForeignKey("accounts.account", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("csrf", sa.String(43), nullable=False),
        sa.Column("began_ms", Number, nullable=False),
        sa.Column("seen_ms", Number, nullable=False),
    )
    op.create_index("sessions_account", "sessions", ["account"])
    op.create_table(
        "failures",
        sa.Column("id", Number, primary_key=True),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("at_ms", Number, nullable=False),
    )
    op.create_index("failures_at", "failures", ["at_ms"])
    op.create_table(
        "audit",
        sa.Column("id", Number, primary_key=True),
        sa.Column("at_ms", Number, nullable=False),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("area", sa.String(40)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("audit_at", "audit", ["at_ms"])
    op.create_index("audit_account", "audit", ["account", "at_ms"])


def _health() -> None:
    op.create_table(
        "health",
        sa.Column("kiosk", sa.String(40), primary_key=True),
        sa.Column("slot_ms", Number, primary_key=True),
        sa.Column("reports", sa.Integer, nullable=False),
        sa.Column("outbox", sa.Integer),
        sa.Column("quarantined", sa.Integer),
        sa.Column("receipt_age_s", sa.Float),
        sa.Column("frame_age_ms", sa.Float),
        sa.Column("decode_ms", sa.Float),
        sa.Column("fps", sa.Float),
        sa.Column("temperature_c", sa.Float),
        sa.Column("disk_free_mb", sa.Float),
        sa.Column("memory_mb", sa.Float),
        sa.Column("untrusted", sa.Integer, nullable=False),
        sa.Column("throttled", sa.Integer, nullable=False),
        sa.Column("faults", sa.Text, nullable=False),
    )
    op.create_index("health_slot", "health", ["slot_ms"])
