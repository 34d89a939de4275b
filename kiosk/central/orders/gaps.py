"""Entries that kiosks have receipts for and the centre has no more, as after it was put back from a copy.

A kiosk has taken them out of its outbox, so they do not come by themselves. They are asked for: where a gap
below newer entries stays although the kiosk is on line and says that nothing waits to be sent.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from kiosk.central.accounts.audit import BY_ITSELF
from kiosk.central.database import WRITING
from kiosk.central.orders.orders import ask
from kiosk.central.runs import RunKey
from kiosk.central.tables import entries, kiosks, runs
from kiosk.errors import UsageError
from kiosk.feed.orders import Name

LOOK_EACH = timedelta(seconds=10)
STAYS = timedelta(seconds=60)
"""What is on its way comes sooner, and by then the kiosk has said anew what waits."""

AGAIN_AFTER = timedelta(hours=6)
"""Where a kiosk has not what is asked for, as its card was changed, it is asked seldom."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Of one run: numbers from `first` to `last` are not stored, and later ones are."""

    kiosk: str
    epoch: str
    first: int
    last: int


class GapWatch:
    """Asks for what is missing, of a run after the other; used from one thread."""

    def __init__(self, engine: Engine) -> None:
        self._reading, self._writing = engine, engine.execution_options(**{WRITING: True})
        self._look_due: datetime | None = None
        self._since: dict[Gap, datetime] = {}
        self._asked: dict[RunKey, datetime] = {}

    def turn(self, now: datetime) -> list[Gap]:
        """Those that were asked for just now. Raises DBAPIError."""
        if self._look_due and now < self._look_due:
            return []
        self._look_due = now + LOOK_EACH
        with self._reading.begin() as connection:
            open_gaps = gaps(connection)
        self._since = {gap: self._since.get(gap, now) for gap in open_gaps}
        staying = [
            gap for gap, since in self._since.items() if now - since >= STAYS and self._is_due(gap, now)
        ]
        return [gap for gap in staying if self._ask(gap, now)]

    def _is_due(self, gap: Gap, now: datetime) -> bool:
        asked = self._asked.get((gap.kiosk, gap.epoch))
        return asked is None or now - asked >= AGAIN_AFTER or self._since[gap] > asked

    def _ask(self, gap: Gap, now: datetime) -> bool:
        body = {"epoch": gap.epoch, "from": gap.first, "to": gap.last}
        try:
            with self._writing.begin() as connection:
                ask(connection, gap.kiosk, Name.RESEND, body, BY_ITSELF, now)
        except UsageError:
            return False  # it hangs nowhere any more
        self._asked[gap.kiosk, gap.epoch] = now
        return True


def gaps(connection: Connection) -> list[Gap]:
    """The lowest of each run whose kiosk is on line, and says that nothing waits there."""
    rows = connection.execute(
        select(runs, kiosks.c.health)
        .join(kiosks, kiosks.c.kiosk == runs.c.kiosk)
        .where(runs.c.head_seq < runs.c.last_seq, kiosks.c.status == "online")
    ).all()
    found = []
    for row in rows:
        if json.loads(row.health or "{}").get("outbox") != 0:
            continue
        above = connection.execute(
            select(func.min(entries.c.seq)).where(
                entries.c.kiosk == row.kiosk, entries.c.epoch == row.epoch, entries.c.seq > row.head_seq
            )
        ).scalar()
        if above and above > row.head_seq + 1:  # else nothing is missing, but the chain does not fit
            found.append(Gap(row.kiosk, row.epoch, row.head_seq + 1, above - 1))
    return found
