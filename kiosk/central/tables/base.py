"""What all tables share."""

from sqlalchemy import BigInteger, Integer, MetaData

metadata = MetaData()

Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only where the key is called INTEGER; its integers have 64 bits anyway."""
