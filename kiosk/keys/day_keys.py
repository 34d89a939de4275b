"""The day keys of one kiosk: the one in force, those of days to come, and those whose window still runs.

The site's gates share a key, which the centre sends. A kiosk that has none for its day makes one of its own;
when the shared one comes, the own one is kept until the day's end, so that whoever was seen under it is
known still. What is recorded is the subject under the key in force (docs/decisions/0034).
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from kiosk.domain.person import Person
from kiosk.keys.day_key import DayKey

DAYS_AHEAD = 4
"""Later ones are not kept: their clock, or ours, is wrong."""


def kept_in_memory_only(_keys: "Iterable[DayKey]") -> None:
    """Where there is no storage that forgets with the power."""


class DayKeys:
    """From the day that it is at the site. `keep` is given all the keys whenever they change."""

    def __init__(
        self,
        day: date,
        keys: Iterable[DayKey] = (),
        keep: Callable[[Iterable[DayKey]], None] = kept_in_memory_only,
    ) -> None:
        self._keep = keep
        self._keys = list(keys)  # the newest of a day last
        self._begin(day)

    @property
    def day(self) -> date:
        return self._in_force.day

    @property
    def shared(self) -> bool:
        """Whether the other gates of the site understand the subjects of now."""
        return self._in_force.shared

    def subjects(self, person: Person) -> tuple[bytes, ...]:
        """16 bytes each: under the key in force first, then under those that may still tell who it is."""
        past = [key for key in self._keys if key.day <= self.day and key is not self._in_force]
        return tuple(key.subject(person) for key in (self._in_force, *reversed(past)))

    def take(self, key: DayKey) -> bool:
        """A key from the centre; for today it is in force at once. False: it is for another time."""
        if not self.day <= key.day <= self.day + timedelta(days=DAYS_AHEAD):
            return False
        if key not in self._keys:
            self._keys.append(key)
            self._begin(self.day)
        return True

    def turn(self, day: date) -> None:
        """It is another day; the keys of the one before are kept until `forget_past`."""
        if day != self.day:
            self._begin(day)

    def redate(self, day: date) -> None:
        """The clock had been wrong: what was taken for the day of now is this one."""
        if day == self.day:
            return
        if not self._in_force.shared:
            self._in_force.day = day
        self._begin(day)

    def forget_past(self) -> bool:
        """The window of the day before is over; whether anything was kept for it."""
        kept = [key for key in self._keys if key.day >= self.day]
        forgets = len(kept) < len(self._keys)
        if forgets:
            self._keys = kept
            self._keep(self._keys)
        return forgets

    def _begin(self, day: date) -> None:
        """The shared key that came last, else the own one, else a new one."""
        today = [key for key in self._keys if key.day == day]
        if not today:
            today.append(DayKey(day))
            self._keys.append(today[0])
        self._in_force = max(reversed(today), key=lambda key: key.shared)
        self._keep(self._keys)
