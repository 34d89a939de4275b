"""The packs on their way to the centre: sent, and not covered by a receipt yet. Time is passed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.feed.receipt import Receipt

PATIENCE_S = 5.0
LONGEST_PATIENCE_S = 60.0


@dataclass(slots=True)
class Underway:
    """One pack. `with_broker`: the broker has acknowledged it, which is not storage."""

    epoch: str
    missing: set[int]
    with_broker: bool = False


class Window:
    """Bounds what is on its way, and tells when nothing moves any more.

    Receipts open it, not the broker's acknowledgements. After a time without progress only one pack at a
    time is tried, less and less often, so that a centre that is away costs little.
    """

    def __init__(self, size: int, now_s: float) -> None:
        self._size = size
        self._underway: dict[int, Underway] = {}
        self._patience_s = PATIENCE_S
        self._progress_s = now_s

    @property
    def room(self) -> int:
        """How many more packs of the backlog may go out."""
        limit = self._size if self._patience_s == PATIENCE_S else 1
        return max(0, limit - len(self._underway))

    @property
    def room_for_live(self) -> int:
        """What happens now does not wait for the backlog, but it is bounded too."""
        return max(0, 2 * self._size - len(self._underway))

    @property
    def at_broker(self) -> bool:
        """Whether the broker has acknowledged all that is on its way."""
        return all(pack.with_broker for pack in self._underway.values())

    def sent(self, mid: int, epoch: str, seqs: Sequence[int], now_s: float) -> None:
        if not self._underway:
            self._progress_s = now_s
        self._underway[mid] = Underway(epoch, set(seqs))

    def acknowledged(self, mid: int) -> None:
        if pack := self._underway.get(mid):
            pack.with_broker = True

    def receipted(self, receipt: Receipt, now_s: float) -> None:
        """Takes out what the receipt covers, refused entries too."""
        refused = {entry.seq for entry in receipt.rejected}
        for mid, pack in list(self._underway.items()):
            if pack.epoch != receipt.epoch:
                continue
            covered = _covered(pack.missing, refused, receipt)
            if not covered:
                continue
            self._progress_s, self._patience_s = now_s, PATIENCE_S
            pack.missing = pack.missing - covered
            if not pack.missing:
                del self._underway[mid]

    def stalled(self, now_s: float) -> bool:
        return bool(self._underway) and now_s - self._progress_s > self._patience_s

    def begin_anew(self, now_s: float) -> None:
        """Nothing is on its way any more: the connection is new, or all is sent again."""
        self._underway.clear()
        self._progress_s = now_s

    def lose_patience(self) -> None:
        self._patience_s = min(2 * self._patience_s, LONGEST_PATIENCE_S)

    def regain_patience(self) -> None:
        self._patience_s = PATIENCE_S


def _covered(missing: set[int], refused: set[int], receipt: Receipt) -> set[int]:
    first, last = min(missing), max(missing)
    ranges = [(low, high) for low, high in receipt.stored if low <= last and high >= first]
    if any(low <= first and last <= high for low, high in ranges):
        return missing
    return {seq for seq in missing if seq in refused or any(low <= seq <= high for low, high in ranges)}
