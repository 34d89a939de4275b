"""What was found, as one list of people: for a page, a command line, or a file for somebody else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.central.registry.records import SiteKey
from kiosk.central.tracing.persons import Shown, as_json, written
from kiosk.central.tracing.stays import Edge, EntryKey, Meeting, Stay
from kiosk.central.tracing.tracing import Contacts, Visitors
from kiosk.domain.entry import JsonObject, to_rfc3339


@dataclass(frozen=True, slots=True)
class Time:
    """That somebody was at a site, or met there whom was asked for; `began` and `ended` are of their stay."""

    site: SiteKey
    since: datetime
    until: datetime
    began: Edge
    ended: Edge
    sure: bool

    @classmethod
    def of(cls, found: Stay | Meeting) -> "Time":
        stay = found.stay if isinstance(found, Meeting) else found
        return cls(stay.site, found.since, found.until, stay.began, stay.ended, found.sure)

    def to_json(self) -> JsonObject:
        area, agency, site = self.site
        return {
            "area": area,
            "agency": agency,
            "site": site,
            "since": to_rfc3339(self.since),
            "until": to_rfc3339(self.until),
            "began": self.began.value,
            "ended": self.ended.value,
            "sure": self.sure,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """`key`: of an entry that holds the person, sealed; by it the next question can be asked."""

    key: EntryKey
    times: tuple[Time, ...]

    @property
    def sure(self) -> bool:
        return any(time.sure for time in self.times)

    @property
    def entry(self) -> str:
        """`KIOSK/EPOCH/SEQ`."""
        return written(self.key)

    @property
    def minutes(self) -> int:
        """In all."""
        return round(sum((time.until - time.since).total_seconds() for time in self.times) / 60)


@dataclass(frozen=True, slots=True)
class Report:
    """`people`: in the order of their first time. `own`: where they were themselves whom was asked for."""

    people: tuple[Found, ...]
    own: tuple[Time, ...]
    unnamed: int

    @classmethod
    def of(cls, answer: Visitors | Contacts) -> "Report":
        if isinstance(answer, Visitors):
            return cls(tuple(_people(answer.stays)), (), answer.unnamed)
        own = tuple(Time.of(stay) for stay in answer.own)
        met = {who: tuple(found) for who, found in answer.met.items()}
        return cls(tuple(_people(met)), own, answer.unnamed)

    @property
    def keys(self) -> list[EntryKey]:
        return [found.key for found in self.people]

    def to_json(self, shown: Mapping[EntryKey, Shown]) -> JsonObject:
        """With the persons that are shown."""
        return {
            "people": [
                {"entry": found.entry}
                | ({"person": as_json(shown[found.key].person)} if found.key in shown else {})
                | {"times": [time.to_json() for time in found.times]}
                for found in self.people
            ],
            "own": [time.to_json() for time in self.own],
            "unnamed": self.unnamed,
        }


def _people(found: Mapping[str, tuple[Stay, ...]] | Mapping[str, tuple[Meeting, ...]]) -> Iterator[Found]:
    for times in found.values():
        first = times[0]
        stay = first.stay if isinstance(first, Meeting) else first
        yield Found(stay.key, tuple(Time.of(time) for time in times))
