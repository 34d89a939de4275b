"""What has not arrived: of each epoch of a kiosk, how far it is whole, and how many numbers are missing."""

from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from kiosk.central.tables import entries, runs


@dataclass(frozen=True, slots=True)
class Epoch:
    """`whole_to`: up to there nothing is missing, and the chain is verified; `last`: the highest stored."""

    epoch: str
    whole_to: int
    last: int
    stored: int

    @property
    def missing(self) -> int:
        """Numbers below the highest that did not arrive."""
        return max(0, self.last - self.stored)

    @property
    def unverified(self) -> bool:
        """All arrived, and yet the chain does not fit."""
        return self.missing == 0 and self.whole_to < self.last


class Completeness:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_kiosk(self, kiosk: str) -> list[Epoch]:
        """Whoever asks may see this kiosk."""
        stored = (
            select(func.count())
            .where(entries.c.kiosk == runs.c.kiosk, entries.c.epoch == runs.c.epoch)
            .scalar_subquery()
        )
        with self._engine.begin() as connection:
            rows = connection.execute(
                select(runs.c.epoch, runs.c.head_seq, runs.c.last_seq, stored)
                .where(runs.c.kiosk == kiosk)
                .order_by(runs.c.last_seq.desc())
            )
            return [Epoch(*row) for row in rows]
