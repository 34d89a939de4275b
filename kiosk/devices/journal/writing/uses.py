"""How often each pass was used whose uses are counted.

A pass is kept by its id until it expires, with nothing that leads from it to an entry.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlite_utils import Database

from kiosk.domain.entry import Draft, Event, to_rfc3339
from kiosk.domain.pass_ import Use

ALL = "SELECT pass, uses, until FROM pass_use"
USED = """
    INSERT INTO pass_use (pass, uses, until) VALUES (:pass, :uses, :until)
    ON CONFLICT (pass) DO UPDATE SET uses = uses + :uses
"""
GIVEN_BACK = "UPDATE pass_use SET uses = uses - 1 WHERE pass = ?"
EXPIRED = "DELETE FROM pass_use WHERE until < ?"

REVERSIBLE = 100
"""The last so many uses are given back when their entry is undone."""

UsedPass = tuple[bytes, int, str]
"""A pass, how often it was used, and until when it would count."""


class Uses:
    """Written by the journal's thread, each time within the caller's transaction; `counts` is for any."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lately: OrderedDict[int, Use] = OrderedDict()
        self.refresh()

    def refresh(self) -> None:
        """After a commit or a rollback: what is in the database is what counts."""
        self.counts: Mapping[bytes, int] = {used[0]: used[1] for used in self._db.execute(ALL)}

    def note(self, draft: Draft, seq: int) -> bool:
        """Takes the use of an entry that is written under this number, or gives back that of one undone.

        True if there was any.
        """
        self._lately.pop(seq, None)
        if draft.use:
            self.take_over([(draft.use.pass_id, 1, to_rfc3339(draft.use.until))])
            self._lately[seq] = draft.use
            if len(self._lately) > REVERSIBLE:
                self._lately.popitem(last=False)
            return True
        undone = self._lately.pop(draft.ref, None) if draft.event is Event.UNDO and draft.ref else None
        if undone:
            self._db.execute(GIVEN_BACK, [undone.pass_id])
        return undone is not None

    def take_over(self, used: Iterable[UsedPass]) -> None:
        for pass_id, uses, until in used:
            self._db.execute(USED, {"pass": pass_id, "uses": uses, "until": until})

    def forget_expired(self, now: datetime) -> bool:
        """By a `now` that is trusted; True if there was any."""
        return bool(self._db.execute(EXPIRED, [to_rfc3339(now)]).rowcount)
