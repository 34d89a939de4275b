"""What counts as somebody passing: it was let through, and nobody took it back."""

from sqlalchemy import ColumnElement, exists, literal_column

from kiosk.central.tables import entries
from kiosk.domain.entry import Event
from kiosk.domain.verdict import Verdict

_undo = entries.alias("undo")
UNDONE = exists().where(
    _undo.c.event == literal_column(f"'{Event.UNDO}'"),  # written out, for the index of such entries alone
    _undo.c.kiosk == entries.c.kiosk,
    _undo.c.ref_epoch == entries.c.epoch,
    _undo.c.ref == entries.c.seq,
)
"""Of an entry: another one says that it does not count."""

THROUGH: ColumnElement[bool] = entries.c.direction.is_not(None) & (
    (entries.c.verdict == Verdict.ACCEPTED.value) | (entries.c.event == Event.AUTO_OUT.value)
)
"""Somebody came in or went out: by a code, by hand, let in by a guard, or taken for gone by the kiosk."""

PASSED = THROUGH & ~UNDONE
"""And it counts."""
