"""Who may look, who is signed in, and who looked at what."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, Text

from kiosk.central.tables.base import Number, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("account", String(40), primary_key=True),
    Column("password_hash", Text, nullable=False),  # argon2id, with its parameters
    Column("role", String(10), nullable=False),
    Column("everywhere", Boolean, nullable=False),  # else the areas of `account_areas` alone
    Column("enabled", Boolean, nullable=False),
    Column("made_ms", Number, nullable=False),
)

account_areas = Table(
    "account_areas",
    metadata,
    Column("account", String(40), ForeignKey("accounts.account", ondelete="CASCADE"), primary_key=True),
    Column("area", String(40), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),  # of the secret that the browser holds
    Column("account", String(40), ForeignKey("accounts.account", ondelete="CASCADE"), nullable=False),
    Column("csrf", String(43), nullable=False),
    Column("began_ms", Number, nullable=False),
    Column("seen_ms", Number, nullable=False),
    Index("sessions_account", "account"),
)

failures = Table(
    "failures",
    metadata,
    Column("id", Number, primary_key=True),
    Column("account", String(40), nullable=False),  # as it was typed, cut off
    Column("address", String(45), nullable=False),
    Column("at_ms", Number, nullable=False),
    Index("failures_at", "at_ms"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Number, primary_key=True),
    Column("at_ms", Number, nullable=False),
    Column("account", String(40), nullable=False),  # empty: on the command line
    Column("action", String(40), nullable=False),
    Column("target", Text, nullable=False),
    Column("area", String(40)),  # of the target; null: it is of no area, or of all
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),  # JSON
    Index("audit_at", "at_ms"),
    Index("audit_account", "account", "at_ms"),
)
