"""Long work for somebody who waits: how far it is. Kept in memory; with the process the work is over, too."""

import threading
import time
from dataclasses import dataclass

FORGOTTEN_AFTER_S = 3600.0
AT_MOST = 200


@dataclass(slots=True)
class Work:
    """`total`: what there is to do, in the same unit as `done`."""

    owner: str
    total: int
    done: int = 0
    over: bool = False
    touched_s: float = 0.0

    def advance(self, by: int) -> None:
        self.done += by
        self.touched_s = time.monotonic()

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else float(self.over)


class Works:
    """By a name that the page of whoever waits made up; nobody else is told of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._works: dict[tuple[str, str], Work] = {}

    def begin(self, owner: str, name: str, total: int) -> Work:
        work = Work(owner, total, touched_s=time.monotonic())
        with self._lock:
            now_s = time.monotonic()
            fresh = {
                key: known
                for key, known in self._works.items()
                if now_s - known.touched_s < FORGOTTEN_AFTER_S
            }
            self._works = dict([*fresh.items()][-AT_MOST:])
            self._works[owner, name] = work
        return work

    def find(self, owner: str, name: str) -> Work | None:
        with self._lock:
            return self._works.get((owner, name))
