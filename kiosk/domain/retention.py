"""How long an identity is kept: until it is receipted and old enough, and never beyond a longer time."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """`keep`: of a receipted entry; `longest`: of any, whether the centre has it or not."""

    keep: timedelta = timedelta(days=14)
    longest: timedelta = timedelta(days=90)

    def receipted_before(self, now: datetime) -> datetime:
        """Identities of receipted entries older than this go."""
        return now - self.keep

    def all_before(self, now: datetime) -> datetime:
        """Identities of all entries older than this go."""
        return now - self.longest
