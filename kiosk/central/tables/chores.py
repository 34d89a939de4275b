"""Work that follows the entries in the order of their arrival, and how far it is."""

from sqlalchemy import Column, String, Table

from kiosk.central.tables.base import Number, metadata

chores = Table(
    "chores",
    metadata,
    Column("chore", String(20), primary_key=True),
    Column("arrival", Number, nullable=False),  # the last entry that it is done with
    Column("made_with", String(43), nullable=False),  # by which keys; with others it begins anew
)
