"""The journal's tables, and how they came to be: one small function a step."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("journal")

HAS_IDENTITY = "(subject IS NOT NULL OR person IS NOT NULL OR salt IS NOT NULL)"
"""As the index of identities has it: a query that says so in other words does not use it."""


@migrations()
def first_tables(db: Database) -> None:
    """An epoch is one unbroken numbering; `entry.body` is canonical JSON of all that the chain covers."""
    db.table("epoch").create(
        {"id": int, "name": str, "kiosk": str, "begun_at": str},
        pk="id",
        not_null={"name", "kiosk", "begun_at"},
        strict=True,
    )
    db.table("entry").create(
        {
            "epoch": int,
            "seq": int,
            "at": str,
            "body": str,
            "subject": str,
            "person": str,
            "salt": str,
            "chain": bytes,
        },
        pk=("epoch", "seq"),
        not_null={"at", "body", "chain"},
        foreign_keys=[("epoch", "epoch", "id")],
        strict=True,
    )
    db.table("entry").create_index(["at"])
    db.table("outbox").create({"epoch": int, "seq": int}, pk=("epoch", "seq"), strict=True)
    db.table("quarantine").create(
        {"epoch": int, "seq": int, "reason": str}, pk=("epoch", "seq"), not_null={"reason"}, strict=True
    )
    db.table("anchor").create(
        {"epoch": int, "seq": int, "chain": bytes}, pk="epoch", not_null={"seq", "chain"}, strict=True
    )
    db.table("moved").create(
        {"epoch": int, "seq": int, "chain": bytes}, pk=("epoch", "seq"), not_null={"chain"}, strict=True
    )


@migrations()
def uses_of_passes(db: Database) -> None:
    """Of passes whose uses are counted: how often each was used, until it expires."""
    db.table("pass_use").create(
        {"pass": bytes, "uses": int, "until": str}, pk="pass", not_null={"uses", "until"}, strict=True
    )


@migrations()
def index_of_rare_events(db: Database) -> None:
    """Of `undo`, `clock` and the like; they are few among the presentations, and asked for at every start."""
    db.execute(
        "CREATE INDEX entry_rare ON entry (json_extract(body, '$.event'))"
        " WHERE json_extract(body, '$.event') <> 'presented'"
    )


@migrations()
def times_that_are_known(db: Database) -> None:
    """`at` is put right when the clock is set; `kept_from`: see `times.py`."""
    db.execute("ALTER TABLE entry ADD COLUMN kept_from TEXT")
    db.execute("UPDATE entry SET kept_from = at WHERE json_extract(body, '$.clock') = 'trusted'")
    db.execute("CREATE INDEX entry_untimed ON entry (json_extract(body, '$.boot')) WHERE kept_from IS NULL")


@migrations()
def index_of_identities(db: Database) -> None:
    """Whose time is over is asked every few seconds; without it that would go through all entries."""
    db.execute(f"CREATE INDEX entry_identity ON entry (kept_from) WHERE {HAS_IDENTITY}")
