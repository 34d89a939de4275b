"""What came over the feed: entries, verified runs, kiosks as they were last heard, and trouble."""

from sqlalchemy import Column, Index, LargeBinary, String, Table, Text, UniqueConstraint, text

from kiosk.central.tables.base import Number, metadata

IS_UNDO = text("event = 'undo'")
IS_TRACED = text("trace_key IS NOT NULL")

entries = Table(
    "entries",
    metadata,
    Column("arrival", Number, primary_key=True),  # the order in which entries came, for those who watch
    Column("kiosk", String(40), nullable=False),
    Column("epoch", String(64), nullable=False),
    Column("seq", Number, nullable=False),
    Column("area", String(40), nullable=False),
    Column("agency", String(40), nullable=False),
    Column("site", String(40), nullable=False),
    Column("at_ms", Number, nullable=False),
    Column("clock", String(10), nullable=False),
    Column("event", String(12), nullable=False),
    Column("verdict", String(10)),
    Column("reason", String(40)),
    Column("kind", String(40)),
    Column("assurance", String(10)),
    Column("role", String(10)),
    Column("direction", String(3)),
    # The entry that the event speaks of, by epoch and seq.
    Column("ref_epoch", String(64)),
    Column("ref", Number),
    # The identity: these can be erased, and the chain still verifies.
    Column("subject", String(22)),
    Column("person", Text),
    Column("salt", String(22)),
    Column("trace_key", String(43)),  # of the person, base64url; null: not opened yet, or it cannot be
    Column("identity_digest", String(43), nullable=False),
    Column("chain", String(43), nullable=False),
    # Canonical JSON of all that was received, but subject, person, salt and chain: what the chain covers.
    Column("body", Text, nullable=False),
    Column("arrived_ms", Number, nullable=False),
    UniqueConstraint("kiosk", "epoch", "seq", name="entries_key"),
    Index("entries_at", "at_ms"),
    Index("entries_site", "area", "agency", "site", "at_ms"),
    # Of those alone that have one: an entry that is being stored has none yet, and costs nothing here.
    Index("entries_trace", "trace_key", "at_ms", sqlite_where=IS_TRACED, postgresql_where=IS_TRACED),
    Index("entries_undo", "kiosk", "ref_epoch", "ref", sqlite_where=IS_UNDO, postgresql_where=IS_UNDO),
)

runs = Table(
    "runs",
    metadata,
    Column("kiosk", String(40), primary_key=True),
    Column("epoch", String(64), primary_key=True),
    # The last entry of the unbroken run from 1 whose chain was verified; 0 and the genesis before the first.
    Column("head_seq", Number, nullable=False),
    Column("head_chain", LargeBinary(32), nullable=False),
    Column("last_seq", Number, nullable=False),  # the highest stored, above gaps too
)

kiosks = Table(
    "kiosks",
    metadata,
    Column("kiosk", String(40), primary_key=True),
    Column("area", String(40), nullable=False),
    Column("agency", String(40), nullable=False),
    Column("site", String(40), nullable=False),
    Column("status", String(10)),
    Column("health", Text),
    Column(
        "seen_ms", Number
    ),  # when the kiosk itself was last heard; null: only its last will, or what was kept
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Number, primary_key=True),
    Column("kiosk", String(40), nullable=False),  # empty where the topic names none
    Column("topic", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("arrived_ms", Number, nullable=False),
    Index("quarantine_kiosk", "kiosk", "id"),
)

alarms = Table(
    "alarms",
    metadata,
    Column("id", Number, primary_key=True),
    Column("kind", String(20), nullable=False),
    # Empty, empty and 0 where a message could not be understood.
    Column("kiosk", String(40), nullable=False),
    Column("epoch", String(64), nullable=False),
    Column("seq", Number, nullable=False),
    Column("first_ms", Number, nullable=False),
    Column("last_ms", Number, nullable=False),
    Column("times", Number, nullable=False),
    Column("detail", Text, nullable=False),
    UniqueConstraint("kind", "kiosk", "epoch", "seq", name="alarms_key"),
    Index("alarms_last", "last_ms"),
)
