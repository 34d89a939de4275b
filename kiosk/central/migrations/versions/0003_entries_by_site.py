"""Entries of a site between two times are found without looking at all the others of that time."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("entries_site", "entries", ["area", "agency", "site", "at_ms"])
